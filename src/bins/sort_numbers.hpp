#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace coppice {

/// Memory to sort in, of use for one column after another.
struct SortRoom {
  std::vector<double> values;  ///< for who sorts
  std::vector<std::uint32_t> codes;
  std::vector<std::uint32_t> counts;  ///< of codes
  std::vector<std::uint64_t> marks;   ///< a bit a code
  std::vector<std::uint64_t> keys, sorted;
  std::vector<std::uint32_t> sorted_codes;
};

/// Sorts finite or infinite doubles (no NaN) ascending; -0 counts as 0. Radix sort of the
/// order-preserving integer image by the 33 bits below those that all values share, in three
/// passes from the least significant; the few values that agree in those are sorted by comparing.
void sort_numbers(std::vector<double>& values, SortRoom& room);

/// Sorts whole numbers ascending, by two or three passes.
void sort_codes(std::vector<std::uint32_t>& codes, SortRoom& room);

/// Numbers of the values that are not NaN, in the order of the values; equal ones ascending.
std::vector<std::uint32_t> sorted_rows(std::span<const double> values);

}  // namespace coppice
