#include "boost/adaboost.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "loss/exp_log.hpp"

namespace coppice {

namespace {

/// A tree without error would have an infinite vote; it has that of one row in 10^10 wrong.
constexpr double kLeastError = 1e-10;
/// Shares of classes in a leaf are at least this before their logarithm is taken.
constexpr double kLeastShare = 2.220446049250313e-16;

std::size_t largest(std::span<const double> values) {
  return static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
}

std::vector<std::size_t> class_of_leaves(const ForestTree& tree) {
  std::vector<std::size_t> classes;
  for (std::size_t leaf = 0; leaf < tree.leaves(); ++leaf)
    classes.push_back(largest(tree.values(leaf)));
  return classes;
}

}  // namespace

AdaBoost::AdaBoost(const Prepared& data, const TrainParams& params)
    : params_(params),
      classes_(data.task.classes.size()),
      outputs_(static_cast<std::size_t>(output_count(data.task.objective))),
      grower_(data, params, params.adaboost.adaboost_resample),
      weights_(start_weights(data.training)) {
  if (params.boost.early_stopping_rounds > 0 && data.validation.empty()) {
    throw usage_error(
        "early-stopping-rounds needs rows to measure on; give --valid FILE or --valid-fraction");
  }
  ensemble_.base_scores.assign(outputs_, 0.0);
  measured_ = start_scored(data.validation, ensemble_.base_scores);
  train_.name = "train";
  train_.labels = data.training.labels;
  train_.weights = data.training.weights;
  measured_.push_back({&train_, std::vector<double>(outputs_ * train_.labels.size())});
}

bool AdaBoost::run(int round) {
  if (perfect_) return false;
  const WeightedTree tree = grower_.grow(weights_, static_cast<std::uint64_t>(round));
  const std::vector<std::size_t> class_of = class_of_leaves(tree.tree);
  double error = 0;
  for (std::size_t row = 0; row < weights_.size(); ++row)
    error += is_wrong(tree, class_of, row) ? weights_[row] : 0;
  perfect_ = error <= 0;
  if (params_.adaboost.adaboost_votes == AdaBoostVotes::real) {
    add(tree, real_values(tree));
    return true;
  }
  if (error >= 1.0 - 1.0 / static_cast<double>(classes_)) {
    if (round > 1) return false;
    throw usage_error(
        "adaboost: the first tree gets {:.3g} of the weight wrong, no better than chance; raise "
        "max-depth",
        error);
  }
  add(tree, discrete_values(tree, class_of, error));
  return true;
}

bool AdaBoost::is_wrong(const WeightedTree& tree, const std::vector<std::size_t>& class_of,
                        std::size_t row) const {
  return static_cast<double>(class_of[tree.leaf[row]]) != train_.labels[row];
}

/// Leaf values of SAMME; changes the weights.
std::vector<double> AdaBoost::discrete_values(const WeightedTree& tree,
                                              const std::vector<std::size_t>& class_of,
                                              double error) {
  const double held = std::max(error, kLeastError);
  const double alpha =
      params_.boost.learning_rate *
      (portable_log((1 - held) / held) + portable_log(static_cast<double>(classes_ - 1)));
  std::vector<double> values(tree.tree.leaves() * outputs_);
  for (std::size_t leaf = 0; leaf < class_of.size(); ++leaf) {
    if (outputs_ == 1) {
      values[leaf] = class_of[leaf] == 1 ? alpha : -alpha;
    } else {
      values[leaf * outputs_ + class_of[leaf]] = alpha;
    }
  }
  const double growth = portable_exp(alpha);
  for (std::size_t row = 0; row < weights_.size(); ++row) {
    if (is_wrong(tree, class_of, row)) weights_[row] *= growth;
  }
  normalise(weights_);
  return values;
}

/// Leaf values of SAMME.R; changes the weights.
std::vector<double> AdaBoost::real_values(const WeightedTree& tree) {
  const double rate = params_.boost.learning_rate;
  const auto classes = static_cast<double>(classes_);
  std::vector<double> scores(tree.tree.leaves() * classes_);  // log p_k - mean_j log p_j
  std::vector<double> values(tree.tree.leaves() * outputs_);
  for (std::size_t leaf = 0; leaf < tree.tree.leaves(); ++leaf) {
    double* const score = scores.data() + leaf * classes_;
    const std::span<const double> shares = tree.tree.values(leaf);
    double mean = 0;
    for (std::size_t k = 0; k < classes_; ++k) {
      score[k] = portable_log(std::max(shares[k], kLeastShare));
      mean += score[k] / classes;
    }
    for (std::size_t k = 0; k < classes_; ++k) score[k] -= mean;
    if (outputs_ == 1) {
      values[leaf] = rate * (score[1] - score[0]);
    } else {
      for (std::size_t k = 0; k < classes_; ++k) values[leaf * outputs_ + k] = rate * score[k];
    }
  }
  // (K - 1) / K (log p_label - mean of the others' logs) = log p_label - mean of all.
  for (std::size_t row = 0; row < weights_.size(); ++row) {
    weights_[row] *= portable_exp(
        -rate * scores[tree.leaf[row] * classes_ + static_cast<std::size_t>(train_.labels[row])]);
  }
  normalise(weights_);
  return values;
}

void AdaBoost::add(const WeightedTree& tree, std::vector<double> values) {
  const auto add_to = [&](ScoredSet& scored, const std::vector<std::uint32_t>& leaf) {
    for (std::size_t k = 0; k < outputs_; ++k) {
      double* const scores = scored.scores.data() + k * leaf.size();
      for (std::size_t row = 0; row < leaf.size(); ++row)
        scores[row] += values[leaf[row] * outputs_ + k];
    }
  };
  for (std::size_t set = 0; set < tree.leaf_of_valid.size(); ++set)
    add_to(measured_[set], tree.leaf_of_valid[set]);
  add_to(measured_.back(), tree.leaf);
  ensemble_.trees.push_back(grower_.resting(tree.tree, std::move(values), outputs_));
}

Ensemble AdaBoost::take(int rounds) {
  ensemble_.trees.resize(static_cast<std::size_t>(rounds));
  return std::move(ensemble_);
}

}  // namespace coppice
