#pragma once

#include <span>
#include <vector>

#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "boost/weighted_tree.hpp"
#include "model/weighted_median.hpp"

namespace coppice {

/// AdaBoost for numbers (Drucker, "Improving regressors using boosting techniques", 1997, with the
/// linear loss): a row's loss L is its absolute error over the largest one. With the weighted mean
/// loss m and beta = m / (1 - m), weights change by beta^(1 - L), and the tree has the weight
/// log(1 / beta). The ensemble's answer is the weighted median of the trees'.
class AdaBoostR2 {
 public:
  /// Throws a usage error where rounds are to stop early and there are no validation rows.
  AdaBoostR2(const Prepared& data, const TrainParams& params);

  /// False where the last tree made no error, or this one's mean loss is a half or more: it is not
  /// added unless it is the first.
  bool run(int round);
  /// The validation sets, then the training rows ("train") where they are not too many to keep all
  /// trees' answers for.
  std::span<const ScoredSet> validation() const { return measured_; }
  Ensemble take(int rounds);
  bool holds(int rounds) const {
    return ensemble_.trees.size() == static_cast<std::size_t>(rounds);
  }
  template <class Archive>
  void archive(Archive& state) {
    state(ensemble_, ended_);
    state.fixed(weights_);
    for (ScoredSet& scored : measured_) state.fixed(scored.scores);
    for (std::vector<WeightedVote>& votes : votes_) {
      std::vector<double> cast = Archive::kReads ? std::vector<double>() : packed(votes);
      state(cast);
      if constexpr (Archive::kReads) unpack(cast, votes);
    }
  }

 private:
  /// The votes that are there, value and weight, row by row; room for the later ones is left out,
  /// since more trees may be asked for when the training goes on.
  std::vector<double> packed(const std::vector<WeightedVote>& votes) const;
  /// Throws ArchiveFault where they are not as many as there are trees and rows.
  void unpack(const std::vector<double>& cast, std::vector<WeightedVote>& votes) const;
  double reweight(const WeightedTree& tree);
  void add(const WeightedTree& tree, double weight);
  void add_votes(std::size_t set, const WeightedTree& tree, const std::vector<std::uint32_t>& leaf,
                 double weight);

  const TrainParams& params_;
  WeightedTreeGrower grower_;
  std::vector<double> weights_;  ///< of the training rows; their sum is 1
  bool ended_ = false;
  PreparedSet train_;  ///< the training rows' labels, under their name
  std::vector<ScoredSet> measured_;
  std::vector<std::vector<WeightedVote>> votes_;  ///< of each measured set: trees a row, ascending
  Ensemble ensemble_;
};

}  // namespace coppice
