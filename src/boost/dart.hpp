#pragma once

#include <span>
#include <vector>

#include "boost/archive_grown.hpp"
#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "boost/tree_fitter.hpp"

namespace coppice {

/// Gradient boosting with dropouts (Rashmi & Gilad-Bachrach, "DART: Dropouts meet Multiple Additive
/// Regression Trees", AISTATS 2015, algorithm 1): a round leaves some earlier rounds' trees out of
/// the scores that it takes gradients at, and then the new trees and those left out share the room
/// that these had. With k rounds left out and learning rate r:
///
///   drop-normalize    new trees      trees left out
///   tree              r / (k + r)    k / (k + r)      each new tree weighs as one of the others
///   forest            r / (1 + r)    1 / (1 + r)      as all of them
///
/// (With r = 1 the paper's; r as in XGBoost.) Later rounds change the weight of earlier trees, so
/// the first rounds of a longer run are not the model that they were when they ended. The weights
/// are therefore written down as a log, and the ensemble of any number of rounds is made from it.
class Dart {
 public:
  Dart(const Prepared& data, const TrainParams& params, std::vector<double> base);

  void run(int round);
  std::span<const ScoredSet> validation() const { return validation_; }
  Ensemble take(int rounds);
  bool holds(int rounds) const { return log_.size() == static_cast<std::size_t>(rounds); }
  void release() { fitter_.release(); }
  template <class Archive>
  void archive(Archive& state) {
    state(rounds_, weights_, log_);
    state.fixed(training_.scores);
    for (ScoredSet& scored : validation_) state.fixed(scored.scores);
    if constexpr (Archive::kReads) check_restored();
  }

 private:
  /// What a round did to the weights.
  struct Event {
    std::vector<std::size_t> dropped;  ///< earlier rounds, from 0
    double factor = 1;                 ///< of their weights
    double added = 0;                  ///< weight of the new trees

    template <class Archive, ArchivedAs<Event> Item>
    friend void archive_members(Archive& state, Item& event) {
      state(event.dropped, event.factor, event.added);
    }
  };
  /// Throws ArchiveFault where rounds that were read cannot be those of this data.
  void check_restored() const;
  Event plan(int round) const;
  std::vector<double> scores_of(const PreparedSet& set, std::span<const std::size_t> rounds);

  const TrainParams& params_;
  TreeFitter fitter_;
  ScoredSet training_;
  std::vector<ScoredSet> validation_;
  std::vector<double> base_;
  std::vector<std::vector<FittedTree>> rounds_;
  std::vector<double> weights_;  ///< of each round's trees, now
  std::vector<Event> log_;
};

/// Rounds of [0, count) that round `round` leaves out, ascending: each with probability drop_rate,
/// at least one, at most max_drop (0: no limit); none with probability skip_drop.
std::vector<std::size_t> dropped_rounds(const BoostParams& params, std::size_t count, int round);

}  // namespace coppice
