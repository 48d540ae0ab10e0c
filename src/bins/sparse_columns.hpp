#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "data/table.hpp"

namespace coppice {

/// A sparse matrix compressed by column: rows and values of each column, rows ascending. Few
/// columns (columns_to_bin) have no rows, and if they hold ones only column_begin and the size of a
/// block.
struct SparseColumns {
  std::vector<std::uint64_t> column_begin;  ///< columns + 1 offsets
  Buffer<std::uint32_t> row;
  Buffer<double> value;
  bool all_ones = false;  ///< `value` then holds as many ones as the longest column has entries

  // Rows are cut into blocks, the entries of each column at the same rows: block b's entries of
  // column c end at block_end[b][c], and begin where those of the block before end.
  std::size_t block_rows = 0;
  std::vector<std::vector<std::uint64_t>> block_end;

  std::size_t columns() const { return column_begin.empty() ? 0 : column_begin.size() - 1; }
  std::uint64_t entries() const { return column_begin.empty() ? 0 : column_begin.back(); }
  bool lists_rows() const { return row.size() == entries(); }
  std::size_t entries_of(std::size_t column) const {
    return column_begin[column + 1] - column_begin[column];
  }
  std::span<const std::uint32_t> rows_of(std::size_t column) const {
    return row.span().subspan(column_begin[column], entries_of(column));
  }
  std::span<const double> values_of(std::size_t column) const {
    return value.span().subspan(all_ones ? 0 : column_begin[column], entries_of(column));
  }
};

/// Where the entries of a block begin, one a column.
inline const std::vector<std::uint64_t>& block_begin(const SparseColumns& columns,
                                                     std::size_t block) {
  return block == 0 ? columns.column_begin : columns.block_end[block - 1];
}

/// Of the empty matrix of a dense table: no columns.
SparseColumns transpose(const SparseMatrix& matrix);
/// What binning needs of the columns: the transpose, but of few columns, where a bit a pair says
/// which some row names together, without the rows; then of ones only their number.
SparseColumns columns_to_bin(const SparseMatrix& matrix);

inline constexpr std::size_t kFewColumns = 512;

}  // namespace coppice
