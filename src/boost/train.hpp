#pragma once

#include <string>
#include <vector>

#include "boost/prepare.hpp"
#include "boost/rounds.hpp"

namespace coppice {

/// An ensemble in the making: it can be run for some rounds, left, and run on later. `data` (and
/// `initial`, the model that it was prepared with) must outlive it; its own memory is what the
/// booster needs for its scores and its growing tree.
class Fit {
 public:
  /// By the method that params.boost.booster names. Throws usage errors (parameters).
  Fit(const Prepared& data, const TrainParams& params, const Model* initial);
  Fit(const Fit&) = delete;
  Fit& operator=(const Fit&) = delete;

  /// Runs rounds until `rounds` of them are done, or the fit ends: with params.boost.trees rounds,
  /// when the first metric of the first validation set has not improved for long (early stopping),
  /// or where the observer asks.
  void run(int rounds, Observer& observer);
  int rounds_done() const { return done_; }
  bool ended() const { return ended_; }
  /// Gives back the memory that only a round in work needs; it can be run on later.
  void release() { booster_.release(); }
  /// All that the rounds done have left: a new fit of the same data and parameters that restores it
  /// is as this one is.
  void save(StateWriter& state) const;
  void restore(StateReader& state);

  /// The metrics after each round so far, in the order of Model::history_names.
  const std::vector<HistoryRow>& history() const { return watch_.history(); }

  /// Raw scores of the training rows by the trees that did not see them, outputs x rows, of the
  /// rounds so far; NaN for a row that all trees saw; empty where the method leaves no rows out.
  std::vector<double> out_of_bag_scores() const;

  /// The model of the first `rounds` rounds, which are done; of the best ones where early stopping
  /// is on, else of all. The fit is over then.
  Model take(int rounds);
  Model take() { return take(watch_.best_round(done_)); }

 private:
  const Prepared& data_;
  const TrainParams params_;
  const Model* initial_;
  AnyBooster booster_;
  RoundWatch watch_;
  int done_ = 0;
  bool ended_ = false;
};

/// Fits an ensemble to prepared data, all rounds at once. `out_of_bag`, where given, becomes
/// Fit::out_of_bag_scores. The same data, parameters and seed give
/// the same model whatever the number of threads, and whatever other fits share the data. Throws
/// usage errors (parameters).
Model fit(const Prepared& data, const TrainParams& params, const Model* initial, Observer& observer,
          std::vector<double>* out_of_bag = nullptr);

/// prepare and fit in one.
Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer, std::vector<double>* out_of_bag = nullptr);

/// Label texts or numbers of a table as the model's objective wants them: class indices or
/// numbers. Throws an input error that names file, line and label where one does not fit.
std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path);

}  // namespace coppice
