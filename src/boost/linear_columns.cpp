#include "boost/linear_columns.hpp"

#include <cmath>
#include <numeric>

namespace coppice {

namespace {

/// Mean and mean square of the finite values, over `rows` rows, others being 0.
struct Moments {
  double mean = 0, square = 0;
};

Moments moments(std::span<const double> values, double center, std::size_t rows) {
  Moments sums;
  for (const double value : values) {
    const double moved = value - center;
    if (!std::isfinite(moved)) continue;
    sums.mean += moved;
    sums.square += moved * moved;
  }
  const auto count = static_cast<double>(rows);
  return {sums.mean / count, sums.square / count};
}

std::size_t finite_values(std::span<const double> values) {
  std::size_t count = 0;
  for (const double value : values) count += std::isfinite(value) ? 1 : 0;
  return count;
}

}  // namespace

LinearColumns::LinearColumns(const PreparedSet& set, const Schema& schema) : rows_(set.table.rows) {
  if (schema.sparse) {
    sparse_ = transpose(set.sparse);
    for (std::uint32_t c = 0; c < schema.sparse_columns; ++c) add_sparse(c);
    return;
  }
  std::size_t categories = 0;
  for (const FeatureSchema& feature : schema.features) categories += feature.categories.size();
  category_rows_.reserve(categories);  // columns point into it
  for (std::uint32_t f = 0; f < set.columns.size(); ++f) {
    if (set.columns[f].kind == ColumnKind::numeric) {
      add_dense(f, set.columns[f]);
    } else {
      add_categories(f, set.columns[f]);
    }
  }
}

void LinearColumns::add_dense(std::uint32_t feature, const Column& column) {
  const std::size_t present = finite_values(column.numbers);
  if (present == 0) return;
  const double center = moments(column.numbers, 0, present).mean;
  if (!std::isfinite(center)) return;
  const double square = moments(column.numbers, center, rows_).square;
  const double scale = 1 / std::sqrt(square);
  if (!(square > 0) || !std::isfinite(scale) || !std::isfinite(square)) return;
  columns_.push_back({feature, -1, center, scale, column.numbers.data(), {}, {}});
}

void LinearColumns::add_categories(std::uint32_t feature, const Column& column) {
  const std::size_t first = category_rows_.size();
  category_rows_.resize(first + column.categories.size());
  for (std::uint32_t row = 0; row < column.codes.size(); ++row) {
    const std::int32_t code = column.codes[row];
    if (code >= 0) category_rows_[first + static_cast<std::size_t>(code)].push_back(row);
  }
  for (std::size_t code = 0; code < column.categories.size(); ++code) {
    const std::vector<std::uint32_t>& rows = category_rows_[first + code];
    if (rows.empty() || rows.size() == rows_) continue;
    columns_.push_back({feature, static_cast<std::int32_t>(code), 0, 1, nullptr, rows, {}});
  }
}

void LinearColumns::add_sparse(std::uint32_t feature) {
  const double square = moments(sparse_.values_of(feature), 0, rows_).square;
  const double scale = 1 / std::sqrt(square);
  if (!(square > 0) || !std::isfinite(scale) || !std::isfinite(square)) return;
  columns_.push_back({feature, -1, 0, scale, nullptr, sparse_.rows_of(feature), sparse_.values_of(feature)});
}

}  // namespace coppice
