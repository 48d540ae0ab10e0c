#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "boost/weighted_tree.hpp"

namespace coppice {

/// AdaBoost for classes: each round grows a small tree, and rows that it gets wrong weigh more in
/// the next one.
///
///   discrete   SAMME: a tree of weighted error e votes for its class with
///              alpha = rate (log((1 - e) / e) + log(K - 1)); wrong rows' weights grow by e^alpha.
///   real       SAMME.R: it adds rate (log p_k - mean_j log p_j) to each class, p the class
///              shares of the leaf; weights change by
///              e^(-rate (K - 1) / K (log p_label - mean of the others)).
///
/// Both after Zhu, Zou, Rosset, Hastie, "Multi-class AdaBoost" (2009), algorithms 2 and 4; with two
/// classes they are AdaBoost.M1 and real AdaBoost. The sums are scores of softmax (of two classes:
/// log-odds), since f / (K - 1) is log p up to a constant at the minimum of the exponential loss
/// (section 2.2 there).
class AdaBoost {
 public:
  /// Throws a usage error where rounds are to stop early and there are no validation rows.
  AdaBoost(const Prepared& data, const TrainParams& params);

  /// False where the last tree made no error, or this one is no better than chance: it is not
  /// added. Throws a usage error where that is the first one.
  bool run(int round);
  /// The validation sets, then the training rows ("train").
  std::span<const ScoredSet> validation() const { return measured_; }
  Ensemble take(int rounds);
  bool holds(int rounds) const {
    return ensemble_.trees.size() == static_cast<std::size_t>(rounds);
  }
  template <class Archive>
  void archive(Archive& state) {
    state(ensemble_, perfect_);
    state.fixed(weights_);
    for (ScoredSet& scored : measured_) state.fixed(scored.scores);
  }

 private:
  bool is_wrong(const WeightedTree& tree, const std::vector<std::size_t>& class_of,
                std::size_t row) const;
  std::vector<double> discrete_values(const WeightedTree& tree,
                                      const std::vector<std::size_t>& class_of, double error);
  std::vector<double> real_values(const WeightedTree& tree);
  void add(const WeightedTree& tree, std::vector<double> values);

  const TrainParams& params_;
  std::size_t classes_, outputs_;
  WeightedTreeGrower grower_;
  std::vector<double> weights_;  ///< of the training rows; their sum is 1
  bool perfect_ = false;
  PreparedSet train_;  ///< the training rows' labels, under their name
  std::vector<ScoredSet> measured_;
  Ensemble ensemble_;
};

}  // namespace coppice
