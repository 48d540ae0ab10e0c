#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// A numeric column's numbers, packed or not.
std::vector<double> numbers_of(const Column& column);
/// Puts packed numbers in place of numbers.
void pack(Column& column);
/// Puts numbers in place of packed ones, where there are such.
void unpack(Column& column);

/// Calls body(row, numbers) for the numbers of rows [begin, end) of a numeric column, packed or
/// not, in order, a few hundred at a time; `row` is that of the first.
template <class Body>
void for_number_blocks(const Column& column, std::size_t begin, std::size_t end, Body&& body) {
  constexpr std::size_t kBlock = 512;
  std::array<double, kBlock> room;
  for (std::size_t row = begin; row < end; row += kBlock) {
    const std::size_t count = std::min(kBlock, end - row);
    if (column.packed.empty()) {
      body(row, std::span(column.numbers).subspan(row, count));
    } else {
      const std::span<double> unpacked = std::span(room).first(count);
      column.packed.read(row, unpacked);
      body(row, std::span<const double>(unpacked));
    }
  }
}

}  // namespace coppice
