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

  // Rows are cut into blocks, the entries of each column at the same rows: block b's entries of
  // column c end at block_end[b][c], and begin where those of the block before end.
  std::size_t block_rows = 0;
  std::vector<std::vector<std::uint64_t>> block_end;

  std::size_t columns() const { return column_begin.empty() ? 0 : column_begin.size() - 1; }
  std::span<const std::uint32_t> rows_of(std::size_t column) const {
    return std::span(row).subspan(column_begin[column],
                                  column_begin[column + 1] - column_begin[column]);
  }
  std::span<const double> values_of(std::size_t column) const {
    return std::span(value).subspan(column_begin[column],
                                    column_begin[column + 1] - column_begin[column]);
  }
};

/// Where the entries of a block begin, one a column.
inline const std::vector<std::uint64_t>& block_begin(const SparseColumns& columns,
                                                     std::size_t block) {
  return block == 0 ? columns.column_begin : columns.block_end[block - 1];
}

SparseColumns transpose(const SparseMatrix& matrix);

}  // namespace coppice
