#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "boost/prepare.hpp"
#include "grow/forest_grower.hpp"

namespace coppice {

/// A tree that was grown on weighted rows, and the leaves of all rows.
struct WeightedTree {
  ForestTree tree;
  std::vector<std::uint32_t> leaf;                        ///< of each training row
  std::vector<std::vector<std::uint32_t>> leaf_of_valid;  ///< of each row of each validation set
};

/// Grows AdaBoost's trees: all columns at each node, the best threshold, by row weights or from
/// rows drawn by them.
class WeightedTreeGrower {
 public:
  WeightedTreeGrower(const Prepared& data, const TrainParams& params, bool resample);

  /// `weights` are the training rows', 0 or more, with a sum of 1; `round` keys the draws.
  WeightedTree grow(std::span<const double> weights, std::uint64_t round);
  Tree resting(const ForestTree& tree, std::vector<double> values, std::size_t width) const;

 private:
  ForestTree grow_weighted(std::span<const double> weights);
  ForestTree grow_resampled(std::span<const double> weights, std::uint64_t round);

  const Prepared& data_;
  BinColumns columns_;
  std::vector<BinColumns> validation_columns_;
  ForestRules rules_;
  ForestLabels labels_;
  std::uint64_t seed_;
  bool resample_;
  std::vector<double> weights_;  ///< that the grower sees
  std::unique_ptr<ForestGrower> grower_;
};

/// Row weights as a distribution: the data's own (all alike where it has none), their sum 1.
std::vector<double> start_weights(const PreparedSet& set);
/// Divides by the sum.
void normalise(std::vector<double>& weights);

}  // namespace coppice
