#include "explain/summary.hpp"

#include <algorithm>
#include <string>
#include <unordered_set>

namespace coppice {

namespace {

/// The names of the data's columns that the model's own ensemble uses.
void add_used(std::unordered_set<std::string>& names, const Model& model) {
  std::unordered_set<std::uint32_t> used;
  for (const Tree& tree : model.ensemble.trees) {
    used.insert(tree.feature.begin(), tree.feature.end());
  }
  const LinearModel& linear = model.ensemble.linear;
  used.insert(linear.feature.begin(), linear.feature.end());
  if (model.joining == Joining::stack && !model.passthrough) return;
  const Schema& schema = model.schema;
  const std::size_t columns = schema.sparse ? schema.sparse_columns : schema.features.size();
  for (const std::uint32_t feature : used) {
    if (feature < columns) names.insert(feature_name(schema, feature));
  }
}

void add_features(ModelSummary& summary, const Model& model) {
  const Schema& schema = model.schema;
  summary.sparse = schema.sparse;
  summary.features = schema.sparse ? schema.sparse_columns : schema.features.size();
  summary.categorical_features = static_cast<std::size_t>(std::count_if(
      schema.features.begin(), schema.features.end(),
      [](const FeatureSchema& feature) { return feature.kind == ColumnKind::categorical; }));
  summary.linear_terms = model.ensemble.linear.terms();
  std::unordered_set<std::string> used;
  add_used(used, model);
  for (const Part& part : model.parts) add_used(used, part.model);
  summary.used_features = used.size();
}

void add_trees(ModelSummary& summary, const std::vector<Tree>& trees) {
  summary.trees = trees.size();
  if (trees.empty()) return;
  summary.fewest_leaves = trees.front().leaves();
  double depths = 0;
  for (const Tree& tree : trees) {
    const int depth = tree_depth(tree);
    depths += depth;
    summary.deepest = std::max(summary.deepest, depth);
    summary.leaves += tree.leaves();
    summary.fewest_leaves = std::min(summary.fewest_leaves, tree.leaves());
    summary.most_leaves = std::max(summary.most_leaves, tree.leaves());
  }
  summary.mean_depth = depths / static_cast<double>(trees.size());
}

}  // namespace

ModelSummary summarize(const Model& model) {
  ModelSummary summary;
  summary.tool_version = model.tool_version;
  summary.booster = model.booster;
  summary.objective = objective_name(model.objective);
  summary.classes = model.classes;
  summary.outputs = model.outputs();
  add_features(summary, model);
  add_trees(summary, model.ensemble.trees);
  summary.rounds = model.history.empty() ? model.best_round : model.history.back().round;
  summary.best_round = model.best_round;
  summary.checksum = model_checksum(model);
  return summary;
}

}  // namespace coppice
