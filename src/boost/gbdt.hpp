#pragma once

#include <span>
#include <vector>

#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "boost/tree_fitter.hpp"

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
  bool holds(int rounds) const {
    return ensemble_.trees.size() == static_cast<std::size_t>(rounds) * ensemble_.outputs();
  }
  void release() { fitter_.release(); }
  template <class Archive>
  void archive(Archive& state) {
    state(ensemble_);
    state.fixed(training_.scores);
    for (ScoredSet& scored : validation_) state.fixed(scored.scores);
  }

 private:
  double learning_rate_;
  TreeFitter fitter_;
  ScoredSet training_;
  std::vector<ScoredSet> validation_;
  Ensemble ensemble_;
};

}  // namespace coppice
