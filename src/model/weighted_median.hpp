#pragma once

#include <algorithm>
#include <span>
#include <utility>

namespace coppice {

/// One tree's answer, and the weight that it has.
struct WeightedVote {
  double value, weight;
  bool operator<(const WeightedVote& other) const { return value < other.value; }
};

/// The lowest value such that it and those below it carry half of the weight (Drucker, 1997). Of
/// ascending votes, one or more.
inline double weighted_median(std::span<const WeightedVote> ascending) {
  double all = 0;
  for (const WeightedVote& vote : ascending) all += vote.weight;
  double below = 0;
  for (const WeightedVote& vote : ascending) {
    below += vote.weight;
    if (below >= 0.5 * all) return vote.value;
  }
  return ascending.back().value;
}

}  // namespace coppice
