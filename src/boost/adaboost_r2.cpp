#include "boost/adaboost_r2.hpp"

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "loss/exp_log.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMedianBlock = 1024;
/// Answers kept to measure the training rows: half a gigabyte.
constexpr std::size_t kMostVotes = std::size_t{1} << 25;
/// A tree without error would have an infinite weight; it has that of this mean loss.
constexpr double kLeastLoss = 1e-10;

}  // namespace

AdaBoostR2::AdaBoostR2(const Prepared& data, const TrainParams& params)
    : params_(params),
      grower_(data, params, params.adaboost.adaboost_resample),
      weights_(start_weights(data.training)) {
  if (params.boost.early_stopping_rounds > 0 && data.validation.empty()) {
    throw usage_error(
        "early-stopping-rounds needs rows to measure on; give --valid FILE or --valid-fraction");
  }
  ensemble_.base_scores = {0.0};
  ensemble_.combine = Combine::weighted_median;
  measured_ = start_scored(data.validation, ensemble_.base_scores);
  train_.name = "train";
  train_.labels = data.training.labels;
  train_.weights = data.training.weights;
  const auto trees = static_cast<std::size_t>(params.boost.trees);
  if (trees <= kMostVotes / weights_.size())
    measured_.push_back({&train_, std::vector<double>(weights_.size())});
  for (const ScoredSet& scored : measured_) votes_.emplace_back(scored.scores.size() * trees);
}

bool AdaBoostR2::run(int round) {
  const bool full = ensemble_.trees.size() >= static_cast<std::size_t>(params_.boost.trees);
  if (ended_ || full) return false;
  const WeightedTree tree = grower_.grow(weights_, static_cast<std::uint64_t>(round));
  const double loss = reweight(tree);
  ended_ = loss <= 0 || loss >= 0.5;
  if (loss >= 0.5 && round > 1) return false;
  const double held = std::clamp(loss, kLeastLoss, 0.49);
  add(tree, params_.boost.learning_rate * portable_log((1 - held) / held));
  return true;
}

/// Changes the weights; returns the mean loss under those before.
double AdaBoostR2::reweight(const WeightedTree& tree) {
  std::vector<double> losses(weights_.size());
  double largest = 0;
  for (std::size_t row = 0; row < losses.size(); ++row) {
    losses[row] = weights_[row] > 0
                      ? std::fabs(tree.tree.leaf_value[tree.leaf[row]] - train_.labels[row])
                      : 0;
    largest = std::max(largest, losses[row]);
  }
  if (largest <= 0) return 0;
  double mean = 0;
  for (std::size_t row = 0; row < losses.size(); ++row)
    mean += weights_[row] * (losses[row] /= largest);
  if (mean <= 0 || mean >= 0.5) return mean;
  const double log_beta = portable_log(mean / (1 - mean)) * params_.boost.learning_rate;
  for (std::size_t row = 0; row < losses.size(); ++row)
    weights_[row] *= portable_exp((1 - losses[row]) * log_beta);
  normalise(weights_);
  return mean;
}

void AdaBoostR2::add(const WeightedTree& tree, double weight) {
  for (std::size_t set = 0; set < measured_.size(); ++set) {
    add_votes(set, tree, set < tree.leaf_of_valid.size() ? tree.leaf_of_valid[set] : tree.leaf,
              weight);
  }
  ensemble_.trees.push_back(grower_.resting(tree.tree, tree.tree.leaf_value, 1));
  ensemble_.tree_weights.push_back(weight);
}

void AdaBoostR2::add_votes(std::size_t set, const WeightedTree& tree,
                           const std::vector<std::uint32_t>& leaf, double weight) {
  const auto trees = static_cast<std::size_t>(params_.boost.trees);
  const std::size_t before = ensemble_.trees.size();
  parallel_blocks(leaf.size(), kMedianBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const auto own = std::span(votes_[set]).subspan(row * trees, before + 1);
      const WeightedVote vote{tree.tree.leaf_value[leaf[row]], weight};
      // Equal votes stay in the order of their trees, as a stable sort leaves them.
      const auto place = std::upper_bound(own.begin(), own.end() - 1, vote);
      std::move_backward(place, own.end() - 1, own.end());
      *place = vote;
      measured_[set].scores[row] = weighted_median(own);
    }
  });
}

std::vector<double> AdaBoostR2::packed(const std::vector<WeightedVote>& votes) const {
  const auto room = static_cast<std::size_t>(params_.boost.trees);
  std::vector<double> cast;
  for (std::size_t begin = 0; begin < votes.size(); begin += room) {
    for (std::size_t tree = 0; tree < ensemble_.trees.size(); ++tree) {
      cast.push_back(votes[begin + tree].value);
      cast.push_back(votes[begin + tree].weight);
    }
  }
  return cast;
}

void AdaBoostR2::unpack(const std::vector<double>& cast, std::vector<WeightedVote>& votes) const {
  const auto room = static_cast<std::size_t>(params_.boost.trees);
  const std::size_t trees = ensemble_.trees.size(), rows = votes.size() / room;
  if (trees > room || cast.size() != 2 * trees * rows) {
    throw ArchiveFault("a part is not of this data's size");
  }
  for (std::size_t i = 0; i < trees * rows; ++i) {
    votes[i / trees * room + i % trees] = {cast[2 * i], cast[2 * i + 1]};
  }
}

Ensemble AdaBoostR2::take(int rounds) {
  ensemble_.trees.resize(static_cast<std::size_t>(rounds));
  ensemble_.tree_weights.resize(static_cast<std::size_t>(rounds));
  return std::move(ensemble_);
}

}  // namespace coppice
