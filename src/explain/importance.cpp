#include "explain/importance.hpp"

#include <algorithm>
#include <cmath>
#include <map>

namespace coppice {

namespace {

double importance_by(const FeatureImportance& item, ImportanceKind kind) {
  switch (kind) {
    case ImportanceKind::cover:
      return item.cover;
    case ImportanceKind::splits:
      return static_cast<double>(item.splits);
    case ImportanceKind::gain:
      break;
  }
  return item.gain;
}

}  // namespace

std::vector<FeatureImportance> feature_importance(const Model& model, ImportanceKind order) {
  std::map<std::uint32_t, FeatureImportance> sums;
  for (std::size_t i = 0; i < model.schema.features.size(); ++i)
    sums[static_cast<std::uint32_t>(i)];
  for (const Tree& tree : model.ensemble.trees) {
    for (std::size_t split = 0; split < tree.splits(); ++split) {
      FeatureImportance& sum = sums[tree.feature[split]];
      sum.gain += static_cast<double>(tree.gain[split]);
      sum.cover += tree.split_cover[split];
      ++sum.splits;
    }
  }
  const LinearModel& linear = model.ensemble.linear;
  for (std::size_t i = 0; i < linear.weight.size(); ++i) {
    FeatureImportance& sum = sums[linear.feature[i / model.outputs()]];
    sum.gain += std::fabs(linear.weight[i]);
    sum.splits += linear.weight[i] != 0 ? 1 : 0;
  }
  std::vector<FeatureImportance> items;
  items.reserve(sums.size());
  for (auto& [feature, sum] : sums) {
    sum.feature = feature;
    sum.name = feature_name(model.schema, feature);
    items.push_back(std::move(sum));
  }
  std::stable_sort(items.begin(), items.end(), [&](const auto& a, const auto& b) {
    return importance_by(a, order) > importance_by(b, order);
  });
  return items;
}

}  // namespace coppice
