#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// A sparse matrix compressed by column: rows and values of each column, rows ascending.
struct SparseColumns {
  std::vector<std::uint64_t> column_begin;  ///< columns + 1 offsets
  std::vector<std::uint32_t> row;
  std::vector<double> value;

  std::span<const std::uint32_t> rows_of(std::size_t column) const {
    return std::span(row).subspan(column_begin[column], column_begin[column + 1] - column_begin[column]);
  }
  std::span<const double> values_of(std::size_t column) const {
    return std::span(value).subspan(column_begin[column], column_begin[column + 1] - column_begin[column]);
  }
};

SparseColumns transpose(const SparseMatrix& matrix);

}  // namespace coppice
