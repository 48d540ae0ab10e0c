#pragma once

#include <span>

namespace coppice {

/// A number and what it counts for; ranking metrics count class 0 negative.
struct WeightedValue {
  double value;
  double weight;
};

/// Sorts by value, ascending. O(n) where the values spread over their range, O(n log n) at worst;
/// in parallel, and the same order, among equal values too, for any number of threads. Values
/// are finite.
void sort_by_value(std::span<WeightedValue> items);

/// The smallest value that at least share q in (0, 1] of the weight does not exceed; halfway to
/// the next value where the share is met exactly (so the median of 1 and 2 is 1.5). 0 where
/// nothing has weight. Sorts `items`; weights are not negative.
double weighted_quantile(std::span<WeightedValue> items, double q);

}  // namespace coppice
