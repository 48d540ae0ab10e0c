#pragma once

#include <cstdint>
#include <vector>

#include "grow/split.hpp"

namespace coppice::scan {

/// Tries the splits of one leaf, feature by feature, and remembers the best.
class Scanner {
 public:
  Scanner(const BinnedTable& table, const Histogram& histogram, const Sums& totals,
          const SplitRules& rules);

  void scan(std::uint32_t place);
  /// The best split with its left sums; found() is false where there is none.
  Split take_best();

 private:
  void scan_numeric(std::uint32_t place, const FeatureBins& bins);
  void scan_one_hot(std::uint32_t place, const FeatureBins& bins);
  void scan_sorted(std::uint32_t place, const FeatureBins& bins);
  void scan_order(std::uint32_t place, const FeatureBins& bins,
                  const std::vector<std::uint32_t>& order, bool backwards);
  /// Keeps a categorical split whose left side is these bins.
  void keep(std::uint32_t place, const FeatureBins& bins, double gain,
            std::vector<std::uint32_t> left_bins, const Sums& left);
  /// Gain of left against the rest; negative where a side is not allowed.
  double gain_of(const Sums& left, double extra_l2) const;

  const BinnedTable& table_;
  const Histogram& histogram_;
  const SplitRules& rules_;
  Sums totals_;
  double leaf_score_, least_;
  Split best_;
  std::vector<Sums> sums_;      // of the feature at hand, bin by bin
  std::vector<double> prefix_;  // gradients | hessians | rows of bins <= b, real values
  std::vector<double> gains_;
  std::vector<std::uint64_t> words_;
};

}  // namespace coppice::scan
