#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "boost/forest_votes.hpp"
#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "grow/forest_grower.hpp"

namespace coppice {

/// Random forest (Breiman, 2001): each round adds a full tree, grown from a bootstrap sample of the
/// rows, that tries a few columns at each node. Leaves hold the shares of the classes, or the mean
/// label; the ensemble's answer is their average. With random thresholds it is a forest of
/// extremely randomised trees (Geurts et al., 2006).
///
/// Trees do not depend on each other, so many are grown at the same time, ahead of the round that
/// adds them. Rows that trees did not draw are measured after each round: the out-of-bag error.
class RandomForest {
 public:
  RandomForest(const Prepared& data, const TrainParams& params);

  void run(int round);
  /// The validation sets, then the out-of-bag rows ("oob") where trees leave rows out.
  std::span<const ScoredSet> validation() const { return validation_; }
  /// Brings the scores of validation() up to date, which has answers alone where the metrics ask
  /// for no more.
  void complete();
  Ensemble take(int rounds);
  bool holds(int rounds) const {
    return ensemble_.trees.size() == static_cast<std::size_t>(rounds);
  }
  template <class Archive>
  void archive(Archive& state) {
    state(ensemble_);
    state.fixed(oob_.weights);
    for (ForestVotes& votes : votes_) votes.archive(state);
    if constexpr (Archive::kReads) {
      grown_ = ensemble_.trees.size();  // those ahead are grown anew
      complete();
    }
  }

 private:
  /// A tree and where it sends the rows that are measured.
  struct Grown {
    Tree tree;
    std::vector<std::uint32_t> left_out;  ///< training rows that it did not see
    std::vector<std::uint32_t> leaf_of_left_out;
    std::vector<std::vector<std::uint32_t>> leaf_of;  ///< leaf of each row of each validation set
  };

  void grow_ahead(std::size_t count);
  Grown grow_tree(ForestGrower& grower, std::uint64_t number) const;
  Tree resting(const ForestTree& tree) const;
  void add_votes(const Grown& grown);

  const Prepared& data_;
  const TrainParams& params_;
  ForestLabels labels_;
  BinColumns columns_;
  std::vector<BinColumns> validation_columns_;
  ForestRules rules_;
  std::vector<ForestGrower> growers_;  ///< one a thread
  std::vector<Grown> ahead_;           ///< grown, not yet added; the next one last
  std::uint64_t grown_ = 0;            ///< trees grown
  Ensemble ensemble_;

  PreparedSet oob_;  ///< labels and weights of the training rows, under their name
  std::vector<ScoredSet> validation_;
  std::vector<ForestVotes> votes_;  ///< on each of them
  bool only_answers_ = false;       ///< the metrics need no scores
};

}  // namespace coppice
