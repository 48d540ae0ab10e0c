#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bins/sparse_columns.hpp"
#include "boost/prepare.hpp"
#include "model/linear_model.hpp"

namespace coppice {

/// One column of the matrix that a linear model multiplies: a numeric feature, moved to mean 0
/// (missing values then count as the mean) and scaled to standard deviation 1; a category, 1 in its
/// rows; or a sparse column, scaled to mean square 1. Either every row has a value or a list does.
struct LinearColumn {
  std::uint32_t feature = 0;
  std::int32_t category = -1;
  double center = 0, scale = 1;   ///< what is multiplied is (value - center) * scale
  const double* dense = nullptr;  ///< of every row; null: those of `rows` only
  std::span<const std::uint32_t> rows;
  std::span<const double> values;  ///< of `rows`; empty: all 1
};

/// The columns of a training set. Constant ones are left out.
class LinearColumns {
 public:
  LinearColumns(const PreparedSet& set, const Schema& schema);

  std::span<const LinearColumn> columns() const { return columns_; }

 private:
  void add_dense(std::uint32_t feature, const Column& column);
  void add_categories(std::uint32_t feature, const Column& column);
  void add_sparse(std::uint32_t feature);

  std::size_t rows_;
  SparseColumns sparse_;
  std::vector<std::vector<std::uint32_t>> category_rows_;
  std::vector<LinearColumn> columns_;
};

}  // namespace coppice
