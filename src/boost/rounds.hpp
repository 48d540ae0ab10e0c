#pragma once

#include <concepts>
#include <span>
#include <string>
#include <vector>

#include "base/observer.hpp"
#include "boost/boost_params.hpp"
#include "boost/early_stopping.hpp"
#include "boost/prepare.hpp"
#include "loss/metric.hpp"
#include "model/model.hpp"

namespace coppice {

/// A set of rows with the raw scores that the ensemble gives them so far, outputs x rows, output by
/// output.
struct ScoredSet {
  const PreparedSet* set = nullptr;
  std::vector<double> scores;
};

/// The set with the scores that every ensemble starts from: those of the initial model where it has
/// some, else `base` in every row.
ScoredSet start_scored(const PreparedSet& set, std::span<const double> base);
std::vector<ScoredSet> start_scored(std::span<const PreparedSet> sets, std::span<const double> base);

/// What the rounds leave behind.
struct Boosted {
  Ensemble ensemble;
  int best_round = 0;  ///< rounds kept
  std::vector<std::string> history_names;
  std::vector<HistoryRow> history;
};

/// The metrics to measure: those named, or the objective's own.
std::vector<Metric> chosen_metrics(const BoostParams& params, const Objective& objective);

/// Measures the validation sets after each round, remembers, and says when to stop.
class RoundWatch {
 public:
  RoundWatch(const Objective& objective, std::span<const PreparedSet> validation, const BoostParams& params);

  /// Takes the scores after a round; true where training ends with it.
  bool round_done(int round, std::span<const ScoredSet> validation, Observer& observer);
  /// Rounds to keep, of those done.
  int best_round(int done) const;
  /// Moves names and values of the history to `boosted`.
  void finish(Boosted& boosted);

 private:
  const Objective* objective_;
  const BoostParams* params_;
  std::vector<Metric> metrics_;
  EarlyStopping stopping_;
  std::vector<std::string> names_;
  std::vector<HistoryRow> history_;
};

/// A method that builds an ensemble in rounds.
template <class T>
concept RoundBooster = requires(T booster, const T& done, int round) {
  booster.run(round);  // rounds count from 1
  { done.validation() } -> std::convertible_to<std::span<const ScoredSet>>;
  { booster.take(round) } -> std::same_as<Ensemble>;  // the ensemble of the first rounds
};

/// Runs a booster's rounds until they are done, the first metric of the first validation set has not
/// improved for long (early stopping: the rounds up to the best are kept), or the observer asks.
template <RoundBooster Booster>
Boosted run_rounds(Booster& booster, RoundWatch& watch, int rounds, Observer& observer) {
  int done = 0;
  while (done < rounds) {
    booster.run(++done);
    if (watch.round_done(done, booster.validation(), observer)) break;
  }
  Boosted boosted;
  boosted.best_round = watch.best_round(done);
  boosted.ensemble = booster.take(boosted.best_round);
  watch.finish(boosted);
  return boosted;
}

}  // namespace coppice
