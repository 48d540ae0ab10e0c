#pragma once

#include <cstdint>
#include <vector>

#include "grow/split.hpp"

// The numeric scan's inner loops: prefix sums over bins, and the gain of every threshold.

namespace coppice::scan {

/// Sums of the bins <= b in real values, for b in [0, size).
struct Prefix {
  double* gradient;
  double* hessian;
  double* rows;
  std::size_t size;
  std::uint64_t* sums = nullptr;  ///< room for `size` words, for prefix_sums
};

/// What missing rows add to the left side.
struct LeftOffset {
  double gradient, hessian, rows;
};

/// What the gain of a threshold depends on beside its prefix sums.
struct GainTerms {
  double gradient, hessian, rows;  // of the leaf
  double l1, l2, min_rows, min_hessian;
};
GainTerms gain_terms(const SplitRules& rules, const Sums& totals);

/// Fills `prefix` from the leaf's histogram and returns the sums of the missing bin. Exact: the
/// sums are integers until the last step. `scratch` is used for features with an implied bin.
Sums prefix_sums(const BinnedTable& table, const BinnedFeature& feature, const Histogram& histogram,
                 const GradientFormat& format, const Sums& totals, std::vector<Sums>& scratch,
                 Prefix prefix);

/// gains[b] = score of left + score of right for left = prefix[b] + offset; -1 where a side is not
/// allowed. For b in [0, thresholds).
void threshold_gains(const Prefix& prefix, const LeftOffset& offset, const GainTerms& terms,
                     std::size_t thresholds, double* gains);

/// Index of the first of the largest values; n > 0.
std::size_t first_largest(const double* values, std::size_t n);

}  // namespace coppice::scan
