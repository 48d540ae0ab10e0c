#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace coppice {

// Cells row by row and cells column by column, each turned into the other by words: as many cells
// as a word holds, of as many rows, are a square that is transposed in registers.
//
//     word of row 0    a0 b0 c0 d0 ...         word of column a    a0 a1 a2 a3 ...
//     word of row 1    a1 b1 c1 d1 ...   <->   word of column b    b0 b1 b2 b3 ...

template <class Cell>
inline constexpr std::size_t kCellsOfWord = sizeof(std::uint64_t) / sizeof(Cell);
template <class Cell>
using CellSquare = std::array<std::uint64_t, kCellsOfWord<Cell>>;

/// Swaps ever larger quarters across the diagonal (Warren, Hacker's Delight, 7-3).
template <class Cell>
inline void transpose(CellSquare<Cell>& square) {
  for (std::size_t half = 1; half < square.size(); half *= 2) {
    const std::size_t bits = 8 * sizeof(Cell) * half;
    const std::uint64_t low = ~std::uint64_t{0} / ((std::uint64_t{1} << bits) + 1);
    for (std::size_t i = 0; i < square.size(); ++i) {
      if ((i & half) != 0) continue;
      const std::uint64_t swap = (square[i] >> bits ^ square[i + half]) & low;
      square[i + half] ^= swap;
      square[i] ^= swap << bits;
    }
  }
}

/// Reads records of `stride` bytes (and, of the last one, up to seven beyond) into columns.
template <class Cell>
void records_to_columns(const std::uint8_t* records, std::size_t stride, std::size_t rows,
                        std::span<Cell* const> columns) {
  constexpr std::size_t kSide = kCellsOfWord<Cell>;
  for (std::size_t first = 0; first < columns.size(); first += kSide) {
    const std::size_t count = std::min(kSide, columns.size() - first);
    const std::uint8_t* from = records + first * sizeof(Cell);
    for (std::size_t row = 0; row < rows; row += kSide) {
      const std::size_t some = std::min(kSide, rows - row);
      CellSquare<Cell> square{};
      for (std::size_t i = 0; i < some; ++i, from += stride) std::memcpy(&square[i], from, 8);
      transpose<Cell>(square);
      for (std::size_t i = 0; i < count; ++i)
        std::memcpy(columns[first + i] + row, &square[i], some * sizeof(Cell));
    }
  }
}

/// Writes records of `stride` bytes, a multiple of four, from columns; what is left of them is 0.
template <class Cell>
void columns_to_records(std::span<const Cell* const> columns, std::size_t rows,
                        std::uint8_t* records, std::size_t stride) {
  constexpr std::size_t kSide = kCellsOfWord<Cell>;
  for (std::size_t first = 0; first * sizeof(Cell) < stride; first += kSide) {
    const std::size_t left = columns.size() - std::min(columns.size(), first);
    const std::size_t count = std::min(kSide, left);
    std::uint8_t* to = records + first * sizeof(Cell);
    const bool whole = stride - first * sizeof(Cell) >= 8;
    for (std::size_t row = 0; row < rows; row += kSide) {
      const std::size_t some = std::min(kSide, rows - row);
      CellSquare<Cell> square{};
      for (std::size_t i = 0; i < count; ++i)
        std::memcpy(&square[i], columns[first + i] + row, some * sizeof(Cell));
      transpose<Cell>(square);
      for (std::size_t i = 0; i < some; ++i, to += stride)
        whole ? std::memcpy(to, &square[i], 8) : std::memcpy(to, &square[i], 4);
    }
  }
}

}  // namespace coppice
