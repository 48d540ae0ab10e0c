#pragma once

#include <memory>
#include <span>
#include <vector>

#include "boost/train.hpp"
#include "tune/side_by_side.hpp"

namespace coppice {

/// One set of parameters on trial: a fit on each fold of the data (one, where a validation set is
/// the judge), run in step and judged by the mean over the folds. It can be left after any round
/// and run on later. Early stopping looks at that mean, so that all folds stop at the same round.
class Trial {
 public:
  /// `folds` must outlive it; each has one validation set or more, of which the first is the judge.
  /// Throws usage errors (parameters).
  Trial(std::span<const Prepared* const> folds, const TrainParams& params);

  /// Runs until `rounds` rounds are done, or the trial ends: with params.boost.trees rounds, early
  /// stopping, or the observer's wish. The observer hears the mean of each metric after each round.
  /// It returns sooner, at no certain round, where `leave` is true, and can be run on.
  void run(
      int rounds, Observer& observer, const Leave& leave = [] { return false; });
  /// Gives back the memory that only a running trial needs; it can be run on later.
  void release();
  int rounds_done() const { return done_; }
  bool ended() const { return ended_; }
  /// True where the observer ended it before its time.
  bool broken_off() const { return broken_off_; }

  /// The mean of the first metric over the folds, after each round.
  std::span<const double> curve() const { return curve_; }
  /// The round where the curve is best, from 1; the first of equals. 0: nothing but NaN.
  int best_round() const { return stopping_.best_round(); }
  /// What to keep: the best round where early stopping is on, else all.
  int rounds_to_keep() const;

  std::size_t folds() const { return fits_.size(); }
  /// The metrics of one fold after each round, by Model::history_names (may be longer than
  /// curve()).
  const std::vector<HistoryRow>& history(std::size_t fold) const { return fits_[fold]->history(); }
  /// The models of all folds after `rounds` rounds. The trial is over then.
  std::vector<Model> take(int rounds);

 private:
  int rounds_at_once() const;
  void run_folds(int rounds, Observer& observer);
  bool measure_round(Observer& observer);

  std::vector<Metric> metrics_;
  TrainParams params_;
  std::vector<std::unique_ptr<Fit>> fits_;
  EarlyStopping stopping_;
  std::vector<double> curve_;
  int done_ = 0;
  bool ended_ = false, stopped_early_ = false, broken_off_ = false;
};

}  // namespace coppice
