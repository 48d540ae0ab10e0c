#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bins/bin_edges.hpp"
#include "bins/sort_numbers.hpp"
#include "data/packed_numbers.hpp"

// Bins of packed numbers, found by their codes: to sort and to look up whole numbers of few bits
// takes less than floating point. The results are those of the numbers themselves.

namespace coppice {

/// The distinct values, ascending, of the rows of `sample` (ascending; empty: of all), missing ones
/// left out; -0 counts as 0. The numbers have codes.
std::vector<ValueCount> distinct_values(const PackedNumbers& numbers,
                                        std::span<const std::uint32_t> sample, SortRoom& room);

/// What there is in a column, missing values aside.
struct ValuesSeen {
  std::uint64_t rows = 0, distinct = 0;
  double lowest = 0, highest = 0, mean = 0;  ///< where there are rows
};

/// What distinct_values of all rows comes to.
ValuesSeen values_seen(const PackedNumbers& numbers, SortRoom& room);

/// Writes the bins of the numbers begin, begin + 1, ... as many as there are cells. The numbers
/// have codes, and are binned by thresholds.
template <class Cell>
void put_bins(const FeatureBins& bins, const PackedNumbers& numbers, std::size_t begin,
              std::span<Cell> cells);

}  // namespace coppice
