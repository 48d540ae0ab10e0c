#include <algorithm>
#include <cmath>
#include <limits>

#include "loss/objective.hpp"
#include "loss/pointwise_losses.hpp"
#include "loss/rows.hpp"
#include "loss/weighted_sort.hpp"

namespace coppice {

namespace {

/// Shares are kept this far from 0 and 1, so that a class without rows has a finite score (-34.5).
constexpr double kLeastShare = 1e-15;

double mean_label(const Targets& targets) {
  const double weight = total_weight(targets);
  if (!(weight > 0)) return 0;
  return weighted_sum(targets, [&](std::size_t i) { return targets.labels[i]; }) / weight;
}

double label_quantile(const Targets& targets, double q) {
  std::vector<WeightedValue> items(targets.labels.size());
  for (std::size_t i = 0; i < items.size(); ++i) {
    items[i] = {targets.labels[i], targets.weights.empty() ? 1.0 : targets.weights[i]};
  }
  return weighted_quantile(items, q);
}

std::vector<double> scores_of(const SquaredError&, const Targets& targets) {
  return {mean_label(targets)};
}

std::vector<double> scores_of(const AbsoluteError&, const Targets& targets) {
  return {label_quantile(targets, 0.5)};
}

std::vector<double> scores_of(const Quantile& quantile, const Targets& targets) {
  return {label_quantile(targets, quantile.quantile)};
}

/// The loss is convex and its slope in the score rises piece by piece: Newton's step, and the
/// middle of what is left of the range where that step would leave it.
std::vector<double> scores_of(const Huber& huber, const Targets& targets) {
  const auto& labels = targets.labels;
  if (!(total_weight(targets) > 0)) return {0.0};
  auto [low, high] = std::ranges::minmax(labels);
  double score = label_quantile(targets, 0.5);
  for (int step = 0; step < 100; ++step) {
    const double slope = weighted_sum(
        targets, [&](std::size_t i) { return derivatives(huber, score, labels[i]).first; });
    const double curvature = weighted_sum(targets, [&](std::size_t i) {
      return static_cast<double>(std::fabs(score - labels[i]) < huber.delta);
    });
    (slope > 0 ? high : low) = score;
    double next = score - slope / curvature;
    if (!(next > low && next < high)) next = low + 0.5 * (high - low);
    if (std::fabs(next - score) <= 1e-14 * std::fabs(score) || slope == 0) break;
    score = next;
  }
  return {score};
}

std::vector<double> scores_of(const Poisson&, const Targets& targets) {
  return {portable_log(std::max(mean_label(targets), kLeastShare))};
}

std::vector<double> scores_of(const Logistic&, const Targets& targets) {
  const double share = std::clamp(mean_label(targets), kLeastShare, 1.0 - kLeastShare);
  return {portable_log(share / (1.0 - share))};
}

std::vector<double> scores_of(const Softmax& softmax, const Targets& targets) {
  const double weight = std::max(total_weight(targets), std::numeric_limits<double>::min());
  std::vector<double> scores;
  for (int k = 0; k < softmax.outputs; ++k) {
    const double own = weighted_sum(
        targets, [&](std::size_t i) { return static_cast<double>(targets.labels[i] == k); });
    scores.push_back(portable_log(std::max(own / weight, kLeastShare)));
  }
  return scores;
}

std::vector<double> scores_of(const Brier& brier, const Targets& targets) {
  if (brier.outputs == 1) return {mean_label(targets)};
  const double weight = std::max(total_weight(targets), std::numeric_limits<double>::min());
  std::vector<double> shares;
  for (int k = 0; k < brier.outputs; ++k) {
    shares.push_back(
        weighted_sum(targets,
                     [&](std::size_t i) { return static_cast<double>(targets.labels[i] == k); }) /
        weight);
  }
  return shares;
}

}  // namespace

std::vector<double> base_scores(const Objective& objective, const Targets& targets) {
  return std::visit([&](const auto& loss) { return scores_of(loss, targets); }, objective);
}

}  // namespace coppice
