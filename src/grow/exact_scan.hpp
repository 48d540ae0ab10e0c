#pragma once

#include <cstdint>
#include <span>

#include "grow/split.hpp"

namespace coppice::scan {

/// One row's gradient as integers.
struct GradientUnits {
  std::int64_t gradient, hessian;
};

/// A column's entries in a node, in order of value (see SortedColumns), and what is known of it.
struct SortedList {
  std::uint32_t feature;
  std::span<const std::uint32_t> entries;
  bool has_infinity;
};

/// The best split of a node on one column, over every place where the value changes; with rows
/// whose value is missing on either side. Split::threshold is not set and Split::bin is the number
/// of entries that go left. Gains and ties are those of find_split: to the lowest value, then to
/// missing values right. `gradients` is indexed by the entries' rows.
Split find_exact_split(const SortedList& list, const GradientUnits* gradients, const Sums& totals,
                       const SplitRules& rules);

}  // namespace coppice::scan
