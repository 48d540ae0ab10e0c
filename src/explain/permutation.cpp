#include "explain/permutation.hpp"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

#include "base/random.hpp"
#include "model/predictor.hpp"

namespace coppice {

namespace {

/// The same shuffle for the numbers or codes of a column (Fisher and Yates).
template <class Value>
void shuffle(std::vector<Value>& values, const CounterRandom& random) {
  for (std::size_t left = values.size(); left > 1; --left) {
    std::swap(values[left - 1], values[random.below(left, left)]);
  }
}

std::vector<std::uint8_t> used_features(const Model& model) {
  const bool all = !model.parts.empty();
  std::vector<std::uint8_t> used(model.schema.features.size(), all ? 1 : 0);
  if (all) return used;
  for (const std::uint32_t feature : model.ensemble.linear.feature) used[feature] = 1;
  for (const Tree& tree : model.ensemble.trees) {
    for (const std::uint32_t feature : tree.feature) used[feature] = 1;
  }
  return used;
}

/// Mean and standard deviation.
std::pair<double, double> moments(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  double mean = 0, squares = 0;
  for (const double value : values) mean += value / count;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return {mean, values.size() > 1 ? std::sqrt(squares / (count - 1)) : 0};
}

}  // namespace

std::vector<PermutationImportance> permutation_importance(const Model& model, Table& table,
                                                          const Targets& targets,
                                                          const PermutationPlan& plan) {
  const Predictor predictor(model);
  std::vector<double> scores(model.outputs() * table.rows);
  const auto measure = [&] {
    predictor.raw_scores(table, scores);
    return evaluate_metric(plan.metric, model.objective, scores, targets);
  };
  const double whole = measure(), sign = larger_is_better(plan.metric) ? -1 : 1;
  const std::vector<std::uint8_t> used = used_features(model);
  std::vector<PermutationImportance> items;
  for (std::uint32_t feature = 0; feature < used.size(); ++feature) {
    PermutationImportance& item = items.emplace_back();
    item.feature = feature;
    item.name = feature_name(model.schema, feature);
    if (!used[feature]) continue;
    const Column kept = table.features[feature];
    std::vector<double> changes;
    for (int repeat = 0; repeat < plan.repeats; ++repeat) {
      const auto key = static_cast<std::uint64_t>(repeat) * used.size() + feature;
      const CounterRandom random(plan.seed, RandomPurpose::permutation, key);
      shuffle(table.features[feature].numbers, random);
      shuffle(table.features[feature].codes, random);
      changes.push_back(sign * (measure() - whole));
    }
    table.features[feature] = kept;
    std::tie(item.worse, item.deviation) = moments(changes);
  }
  std::stable_sort(items.begin(), items.end(),
                   [](const auto& a, const auto& b) { return a.worse > b.worse; });
  return items;
}

}  // namespace coppice
