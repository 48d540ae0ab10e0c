#pragma once

#include <span>
#include <vector>

#include "boost/linear_columns.hpp"
#include "boost/prepare.hpp"
#include "boost/rounds.hpp"

namespace coppice {

/// A linear model, fitted by coordinate descent (Friedman, Hastie & Tibshirani, "Regularization
/// paths for generalized linear models via coordinate descent", 2010): a round takes the loss's
/// gradients and hessians at the current scores and goes once over the columns, one after the
/// other. Each column's weight moves the share `learning_rate` of the way to
///
///     S(H w - G, lambda_l1) / (H + lambda_l2),      G = sum g z,  H = sum h z^2,
///
/// S the soft threshold, z the column's values (mean 0, deviation 1), and the gradients follow:
/// g += h z (change of w). Intercepts take the same step without penalty. Where the loss has no
/// useful second derivative (absolute_error, quantile, huber beyond delta) h is that of the
/// parabola that touches the loss at the score and lies above it (Hunter & Lange, "Quantile
/// regression via an MM algorithm", 2000).
///
/// Rows are summed in blocks whose cuts depend on their number alone: the same bits for any
/// threads.
class LinearBooster {
 public:
  LinearBooster(const Prepared& data, const TrainParams& params, std::vector<double> base);

  void run(int round);
  std::span<const ScoredSet> validation() const { return validation_; }
  /// Fewer rounds than were run are run again from the start.
  Ensemble take(int rounds);
  bool holds(int rounds) const { return done_ == rounds; }
  template <class Archive>
  void archive(Archive& state) {
    state(done_);
    state.fixed(weights_);
    state.fixed(biases_);
    state.fixed(training_.scores);
    for (ScoredSet& scored : validation_) state.fixed(scored.scores);
  }

 private:
  void start();
  void descend(std::size_t output);
  double step(double weight, double gradient, double hessian, double l1, double l2) const;
  LinearModel model() const;

  const Prepared& data_;
  const TrainParams& params_;
  std::vector<double> base_;
  LinearColumns columns_;
  ScoredSet training_;
  std::vector<ScoredSet> validation_;
  std::vector<double> weights_;  ///< columns x outputs, column by column
  std::vector<double> biases_;   ///< of each output
  std::vector<GradientPair> pairs_;
  std::vector<double> gradients_, hessians_;  ///< of one output
  int done_ = 0;
};

}  // namespace coppice
