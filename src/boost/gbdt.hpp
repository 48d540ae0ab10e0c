#pragma once

#include <span>
#include <string>
#include <vector>

#include "base/observer.hpp"
#include "bins/binned_table.hpp"
#include "boost/boost_params.hpp"
#include "loss/metric.hpp"
#include "loss/objective.hpp"
#include "model/model.hpp"

namespace coppice {

/// A set of rows in bins with what is known of them, and the scores that the ensemble gives them
/// so far.
struct BoostSet {
  std::string name;
  const BinnedTable* table = nullptr;
  std::vector<double> labels;
  std::vector<double> weights;  ///< empty: all 1
  std::vector<double> scores;   ///< raw, outputs x rows, output by output

  Targets targets() const { return {labels, weights}; }
};

/// What the rounds add to a model.
struct Boosted {
  std::vector<Tree> trees;
  int best_round = 0;                        ///< rounds kept
  std::vector<std::string> history_names;
  std::vector<HistoryRow> history;
};

/// Gradient boosting (Friedman, "Greedy function approximation", 2001; second order as Chen &
/// Guestrin, 2016): each round fits one tree an output to the gradients and hessians of the loss at
/// the current scores, and adds it, shrunk by the learning rate. Scores of `training` and
/// `validation` must hold the starting scores. Stops early on the first metric of the first
/// validation set where asked to, keeping the rounds up to the best.
Boosted boost_gbdt(const Objective& objective, BoostSet& training, std::span<BoostSet> validation,
                   const TrainParams& params, Observer& observer);

/// The metrics to measure: those named, or the objective's own.
std::vector<Metric> chosen_metrics(const BoostParams& params, const Objective& objective);

}  // namespace coppice
