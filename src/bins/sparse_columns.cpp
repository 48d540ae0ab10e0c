#include "bins/sparse_columns.hpp"

#include <algorithm>

#include "base/parallel.hpp"

namespace coppice {

namespace {

/// Rows are cut into blocks that are scattered side by side; as many as pay for the counters that
/// each needs for every column.
constexpr std::size_t kMostBlocks = 16, kEntriesACounter = 4;

std::size_t rows_a_block(const SparseMatrix& matrix) {
  const std::size_t counters = kEntriesACounter * (std::size_t{matrix.columns} + 1);
  const std::size_t blocks =
      std::clamp<std::size_t>(matrix.column.size() / counters, 1, kMostBlocks);
  return std::max<std::size_t>(1, (matrix.rows() + blocks - 1) / blocks);
}

/// The blocks' counts of each column's entries become the places where its entries go; returns the
/// entries of the longest column.
std::uint64_t place_entries(SparseColumns& columns, std::size_t count) {
  columns.column_begin.reserve(count + 1);
  columns.column_begin.push_back(0);
  std::uint64_t place = 0, longest = 0;
  for (std::size_t c = 0; c < count; ++c) {
    for (std::vector<std::uint64_t>& block_next : columns.block_end) {
      const std::uint64_t entries = block_next[c];
      block_next[c] = place;
      place += entries;
    }
    longest = std::max(longest, place - columns.column_begin.back());
    columns.column_begin.push_back(place);
  }
  return longest;
}

/// All but rows and values, and where the blocks' entries go.
SparseColumns count_entries(const SparseMatrix& matrix) {
  SparseColumns columns;
  const std::size_t rows = matrix.rows();
  const std::size_t block = columns.block_rows = rows_a_block(matrix);
  columns.block_end.resize((rows + block - 1) / block);
  parallel_blocks(rows, block, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t>& counts = columns.block_end[begin / block];
    counts.assign(matrix.columns, 0);
    for (std::uint64_t i = matrix.row_begin[begin]; i < matrix.row_begin[end]; ++i) {
      ++counts[matrix.column[i]];
    }
  });
  columns.all_ones = matrix.value.all_ones();
  const std::uint64_t longest = place_entries(columns, matrix.columns);
  columns.value = Buffer<double>(columns.all_ones ? longest : matrix.column.size());
  if (columns.all_ones) std::ranges::fill(columns.value.span(), 1.0);
  return columns;
}

}  // namespace

SparseColumns transpose(const SparseMatrix& matrix) {
  SparseColumns columns = count_entries(matrix);
  columns.row = Buffer<std::uint32_t>(matrix.column.size());
  const double* const values = matrix.value.stored().data();
  parallel_blocks(matrix.rows(), columns.block_rows, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t>& block_next = columns.block_end[begin / columns.block_rows];
    for (std::size_t row = begin; row < end; ++row) {
      for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
        const std::uint64_t to = block_next[matrix.column[i]]++;
        columns.row[to] = static_cast<std::uint32_t>(row);
        if (!columns.all_ones) columns.value[to] = values[i];
      }
    }
  });
  return columns;
}

SparseColumns columns_to_bin(const SparseMatrix& matrix) {
  return can_be_counted(matrix) ? count_entries(matrix) : transpose(matrix);
}

}  // namespace coppice
