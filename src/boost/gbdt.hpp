#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "grow/grower.hpp"

namespace coppice {

/// Gradient boosting (Friedman, "Greedy function approximation", 2001; second order as Chen &
/// Guestrin, 2016): each round fits one tree an output to the gradients and hessians of the loss at
/// the current scores, and adds it, shrunk by the learning rate.
class Gbdt {
 public:
  /// `base` holds the score that rows without an initial model start from, one an output.
  Gbdt(const Prepared& data, const TrainParams& params, std::vector<double> base);

  void run(int round);
  std::span<const ScoredSet> validation() const { return validation_; }
  Ensemble take(int rounds);

 private:
  Tree grow_tree(std::size_t output, std::uint64_t tree_key, std::span<const std::uint32_t> sample,
                 std::span<const std::uint32_t> columns, std::span<const std::uint32_t> left_out);
  void add_to_training(const GrownTree& grown, std::span<const double> values, std::size_t output,
                       std::span<const std::uint32_t> left_out);
  void add_routed(ScoredSet& scored, const GrownTree& grown, std::span<const double> values, std::size_t output,
                  std::span<const std::uint32_t> rows);

  const Objective& objective_;
  const TrainParams& params_;
  const BinnedTable& table_;
  ScoredSet training_;
  std::vector<ScoredSet> validation_;
  Ensemble ensemble_;
  Grower grower_;
  std::vector<GradientPair> pairs_;
  QuantizedGradients quantized_;
  std::vector<std::int32_t> leaf_of_;
};

}  // namespace coppice
