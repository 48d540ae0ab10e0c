#include "bins/sparse_columns.hpp"

#include <algorithm>
#include <array>
#include <utility>

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

/// For each block of rows, one place a column.
using BlockPlaces = std::vector<std::vector<std::uint64_t>>;

/// The columns without rows and values, and in `next` where the first entry of each in each block
/// goes.
SparseColumns lay_out(const SparseMatrix& matrix, BlockPlaces& next) {
  SparseColumns columns;
  const std::size_t rows = matrix.rows();
  const std::size_t block = columns.block_rows = rows_a_block(matrix);
  columns.all_ones = matrix.value.all_ones();
  // First the blocks' counts.
  next.resize((rows + block - 1) / block);
  parallel_blocks(rows, block, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint64_t>& counts = next[begin / block];
    counts.assign(matrix.columns, 0);
    matrix.column.visit([&](auto numbers) {
      for (std::uint64_t i = matrix.row_begin[begin]; i < matrix.row_begin[end]; ++i) {
        ++counts[numbers[i]];
      }
    });
  });
  columns.column_begin.reserve(static_cast<std::size_t>(matrix.columns) + 1);
  columns.column_begin.push_back(0);
  std::uint64_t place = 0;
  for (std::size_t c = 0; c < matrix.columns; ++c) {
    for (std::vector<std::uint64_t>& block_next : next) {
      const std::uint64_t count = block_next[c];
      block_next[c] = place;
      place += count;
    }
    columns.column_begin.push_back(place);
  }
  return columns;
}

std::size_t longest_column(const SparseColumns& columns) {
  std::size_t longest = 0;
  for (std::size_t c = 0; c < columns.columns(); ++c)
    longest = std::max<std::size_t>(longest, columns.entries_of(c));
  return longest;
}

/// The transpose, its rows only if they are asked for.
SparseColumns turn(const SparseMatrix& matrix, bool with_rows) {
  BlockPlaces next;
  SparseColumns columns = lay_out(matrix, next);
  if (with_rows) columns.row = Buffer<std::uint32_t>(matrix.column.size());
  columns.value = Buffer<double>(columns.all_ones ? longest_column(columns) : matrix.column.size());
  if (columns.all_ones) std::ranges::fill(columns.value.span(), 1.0);
  parallel_blocks(matrix.rows(), columns.block_rows, [&](std::size_t begin, std::size_t end) {
    constexpr std::size_t kBlock = 512;
    std::array<double, kBlock> room;
    std::vector<std::uint64_t>& block_next = next[begin / columns.block_rows];
    std::size_t row = begin;
    matrix.column.visit([&](auto numbers) {
      const std::uint64_t last = matrix.row_begin[end];
      for (std::uint64_t first = matrix.row_begin[begin]; first < last; first += kBlock) {
        const std::size_t count = std::min<std::uint64_t>(kBlock, last - first);
        const auto values = matrix.value.read(first, std::span(room).first(count));
        for (std::size_t i = 0; i < count; ++i) {
          const std::uint64_t to = block_next[numbers[first + i]]++;
          if (!columns.all_ones) columns.value[to] = values[i];
          if (!with_rows) continue;
          while (matrix.row_begin[row + 1] <= first + i) ++row;
          columns.row[to] = static_cast<std::uint32_t>(row);
        }
      }
    });
  });
  columns.block_end = std::move(next);
  return columns;
}

}  // namespace

SparseColumns transpose(const SparseMatrix& matrix) {
  return turn(matrix, true);
}

SparseColumns columns_to_bin(const SparseMatrix& matrix) {
  const bool few = matrix.columns <= kFewColumns;
  BlockPlaces unused;
  return few && matrix.value.all_ones() ? lay_out(matrix, unused) : turn(matrix, !few);
}

}  // namespace coppice
