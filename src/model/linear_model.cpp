#include "model/linear_model.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"

namespace coppice {

namespace {

constexpr std::size_t kBlock = 1024;

/// Terms [begin, end) of one feature.
struct FeatureTerms {
  std::size_t begin, end;
};

std::vector<FeatureTerms> terms_by_feature(const LinearModel& linear) {
  std::vector<FeatureTerms> features;
  for (std::size_t term = 0; term < linear.terms(); ++term) {
    if (term > 0 && linear.feature[term] == linear.feature[term - 1]) {
      features.back().end = term + 1;
    } else {
      features.push_back({term, term + 1});
    }
  }
  return features;
}

void add_numeric(const double* values, double center, double weight, std::size_t count,
                 double* score) {
  for (std::size_t i = 0; i < count; ++i) {
    const double value = values[i] - center;
    score[i] += std::isfinite(value) ? value * weight : 0.0;
  }
}

class LinearSum {
 public:
  LinearSum(const LinearModel& linear, std::size_t outputs, const LinearRows& rows,
            std::span<double> scores)
      : linear_(linear), outputs_(outputs), rows_(rows), scores_(scores) {}

  void add_dense(FeatureTerms terms, std::size_t begin, std::size_t end) const {
    const Column& column = rows_.columns[linear_.feature[terms.begin]];
    if (column.kind == ColumnKind::categorical) return add_categorical(column, terms, begin, end);
    for (std::size_t k = 0; k < outputs_; ++k) {
      add_numeric(column.numbers.data() + begin, linear_.center[terms.begin],
                  weight(terms.begin, k), end - begin, scores_.data() + k * rows_.rows + begin);
    }
  }

  void add_sparse(std::size_t row) const {
    const SparseMatrix& sparse = *rows_.sparse;
    for (std::uint64_t i = sparse.row_begin[row]; i < sparse.row_begin[row + 1]; ++i) {
      const auto found =
          std::lower_bound(linear_.feature.begin(), linear_.feature.end(), sparse.column[i]);
      if (found == linear_.feature.end() || *found != sparse.column[i] ||
          !std::isfinite(sparse.value[i]))
        continue;
      const auto term = static_cast<std::size_t>(found - linear_.feature.begin());
      for (std::size_t k = 0; k < outputs_; ++k)
        scores_[k * rows_.rows + row] += sparse.value[i] * weight(term, k);
    }
  }

 private:
  double weight(std::size_t term, std::size_t output) const {
    return linear_.weight[term * outputs_ + output];
  }

  void add_categorical(const Column& column, FeatureTerms terms, std::size_t begin,
                       std::size_t end) const {
    const auto first = linear_.category.begin() + static_cast<std::ptrdiff_t>(terms.begin);
    const auto last = linear_.category.begin() + static_cast<std::ptrdiff_t>(terms.end);
    for (std::size_t row = begin; row < end; ++row) {
      const auto found = std::lower_bound(first, last, column.codes[row]);
      if (found == last || *found != column.codes[row]) continue;
      const auto term = static_cast<std::size_t>(found - linear_.category.begin());
      for (std::size_t k = 0; k < outputs_; ++k) scores_[k * rows_.rows + row] += weight(term, k);
    }
  }

  const LinearModel& linear_;
  std::size_t outputs_;
  const LinearRows& rows_;
  std::span<double> scores_;
};

}  // namespace

void add_linear(const LinearModel& linear, std::size_t outputs, const LinearRows& rows,
                std::span<double> scores) {
  if (linear.terms() == 0) return;
  const std::vector<FeatureTerms> features = terms_by_feature(linear);
  const LinearSum sum(linear, outputs, rows, scores);
  parallel_blocks(rows.rows, kBlock, [&](std::size_t begin, std::size_t end) {
    if (rows.sparse != nullptr) {
      for (std::size_t row = begin; row < end; ++row) sum.add_sparse(row);
    } else {
      for (const FeatureTerms& terms : features) sum.add_dense(terms, begin, end);
    }
  });
}

}  // namespace coppice
