#include "bins/sparse_columns.hpp"

namespace coppice {

SparseColumns transpose(const SparseMatrix& matrix) {
  SparseColumns columns;
  columns.column_begin.assign(static_cast<std::size_t>(matrix.columns) + 1, 0);
  for (const std::uint32_t c : matrix.column) ++columns.column_begin[static_cast<std::size_t>(c) + 1];
  for (std::size_t c = 0; c < matrix.columns; ++c) columns.column_begin[c + 1] += columns.column_begin[c];
  columns.row.resize(matrix.column.size());
  columns.value.resize(matrix.column.size());
  std::vector<std::uint64_t> next(columns.column_begin.begin(), columns.column_begin.end() - 1);
  for (std::size_t row = 0; row < matrix.rows(); ++row) {
    for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
      const std::uint64_t place = next[matrix.column[i]]++;
      columns.row[place] = static_cast<std::uint32_t>(row);
      columns.value[place] = matrix.value[i];
    }
  }
  return columns;
}

}  // namespace coppice
