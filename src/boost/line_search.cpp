#include "boost/line_search.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/parallel.hpp"
#include "loss/exp_log.hpp"
#include "loss/pointwise_losses.hpp"
#include "loss/weighted_sort.hpp"

namespace coppice {

namespace {

/// What is left of the labels of a leaf's rows, with their weights.
std::vector<WeightedValue> residuals(const LeafSearch& search, LeafRows rows) {
  std::vector<std::uint32_t> ordered(rows.begin(), rows.end());
  if (rows.empty()) {
    ordered.resize(search.scores.size());
    std::iota(ordered.begin(), ordered.end(), 0U);
  }
  // Equal residuals of unequal weight are summed in the order of their rows.
  const std::span<const double> weights = search.targets.weights;
  if (!weights.empty()) std::sort(ordered.begin(), ordered.end());
  std::vector<WeightedValue> items;
  items.reserve(ordered.size());
  for (const std::uint32_t row : ordered) {
    items.push_back(
        {search.targets.labels[row] - search.scores[row], weights.empty() ? 1.0 : weights[row]});
  }
  return items;
}

/// value(leaf) of all leaves, in parallel.
template <class Value>
std::vector<double> for_leaves(const LeafSearch& search, const Value& value) {
  std::vector<double> values(search.rows.size());
  parallel_for(values.size(), [&](std::size_t leaf) { values[leaf] = value(leaf); });
  return values;
}

std::vector<double> quantiles(const LeafSearch& search, double q) {
  return for_leaves(search, [&](std::size_t leaf) {
    std::vector<WeightedValue> items = residuals(search, search.rows[leaf]);
    return weighted_quantile(items, q);
  });
}

std::vector<double> values_of(const AbsoluteError&, const LeafSearch& search, const GrowParams&) {
  return quantiles(search, 0.5);
}

std::vector<double> values_of(const Quantile& quantile, const LeafSearch& search,
                              const GrowParams&) {
  return quantiles(search, quantile.quantile);
}

/// Median m of the residuals r, plus the mean of sign(r - m) min(delta, |r - m|).
std::vector<double> values_of(const Huber& huber, const LeafSearch& search, const GrowParams&) {
  return for_leaves(search, [&](std::size_t leaf) {
    std::vector<WeightedValue> items = residuals(search, search.rows[leaf]);
    const double median = weighted_quantile(items, 0.5);
    double sum = 0, weight = 0;
    for (const WeightedValue& item : items) {
      sum += item.weight * std::clamp(item.value - median, -huber.delta, huber.delta);
      weight += item.weight;
    }
    return weight > 0 ? median + sum / weight : 0.0;
  });
}

/// The sum of e^(score + v) - label (score + v) is least where e^v = labels / rates. Both sums
/// follow from those of rate - label and of the hessian, a multiple of the rate.
std::vector<double> values_of(const Poisson& poisson, const LeafSearch& search, const GrowParams&) {
  constexpr double kLeastRest = 1e-6;  // a leaf of labels 0 has no finite value
  const double hessian_of_rate_one = derivatives(poisson, 0.0, 1.0).second;
  std::vector<double> values;
  for (const RealSums& sums : leaf_sums(search.rows.size(), search.row_leaves, search.gradients,
                                        largest_of(search.gradients))) {
    const double rates = sums.hessian / hessian_of_rate_one;
    values.push_back(rates > 0 ? portable_log(std::max(1 - sums.gradient / rates, kLeastRest)) : 0);
  }
  return values;
}

template <class Loss>
std::vector<double> values_of(const Loss&, const LeafSearch& search, const GrowParams& params) {
  return newton_values(search.rows.size(), search.row_leaves, search.gradients, params, 0);
}

}  // namespace

bool needs_line_search(const Objective& objective, Order order) {
  const ObjectiveKind kind = objective_kind(objective);
  return order == Order::first || kind == ObjectiveKind::absolute_error ||
         kind == ObjectiveKind::quantile;
}

std::vector<double> line_search(const Objective& objective, const LeafSearch& search,
                                const GrowParams& params, double limit) {
  std::vector<double> values =
      std::visit([&](const auto& loss) { return values_of(loss, search, params); }, objective);
  if (limit > 0) {
    for (double& value : values) value = std::clamp(value, -limit, limit);
  }
  return values;
}

}  // namespace coppice
