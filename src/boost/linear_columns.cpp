#include "boost/linear_columns.hpp"

#include "boost/column_scale.hpp"

namespace coppice {

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
  const auto [center, scale] = column_scale(column.numbers);
  if (scale > 0) columns_.push_back({feature, -1, center, scale, column.numbers.data(), {}, {}});
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
  const double scale = scale_to_square(sparse_.values_of(feature), 0, rows_);
  if (scale == 0) return;
  columns_.push_back(
      {feature, -1, 0, scale, nullptr, sparse_.rows_of(feature), sparse_.values_of(feature)});
}

}  // namespace coppice
