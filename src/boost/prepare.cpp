#include "boost/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/error.hpp"
#include "model/predictor.hpp"

namespace coppice {

namespace {

void check_initial(const Model& initial, const Schema& schema, const Task& task) {
  if (objective_kind(initial.objective) != objective_kind(task.objective) || initial.classes != task.classes) {
    throw usage_error("--init-model: it was trained with objective {} on {} classes, this data asks for {} on {}; name the same objective and label",
                      objective_name(initial.objective), initial.classes.size(), objective_name(task.objective), task.classes.size());
  }
  if (initial.ensemble.combine != Combine::sum) {
    throw usage_error("--init-model: a {} cannot be continued by boosting", initial.booster);
  }
  const auto same = [](const FeatureSchema& a, const FeatureSchema& b) { return a.name == b.name && a.kind == b.kind; };
  if (initial.schema.sparse != schema.sparse || (!schema.sparse && !std::equal(initial.schema.features.begin(), initial.schema.features.end(), schema.features.begin(), schema.features.end(), same))) {
    throw usage_error("--init-model: its columns are not those of the training data; use the same file layout");
  }
}

void check_rows(std::size_t rows) {
  constexpr std::size_t kMostRows = 0xffffffff;
  if (rows > kMostRows) throw input_error("{} rows are more than the {} that training takes", rows, kMostRows);
  if (rows < 2) throw input_error("one row is too few to learn from; give two or more");
}

/// All of a set but its bins; `described` names it in messages.
PreparedSet make_set(std::string name, const std::string& described, Table& table, const Task& task, const Predictor* initial) {
  PreparedSet set;
  set.name = std::move(name);
  set.labels = task_labels(table.label, task.objective, task.classes, described, table.lines);
  set.weights = std::move(table.weights);
  set.groups = std::move(table.groups);
  if (initial != nullptr) {
    set.start_scores.resize(initial->outputs() * table.rows);
    initial->raw_scores(table, set.start_scores);
  }
  return set;
}

void describe(const BinnedTable& binned, std::size_t features, Observer& observer) {
  observer.note(fmt::format("{} rows, {} features", binned.rows, features));
  if (binned.features.empty()) {
    observer.warning("no feature can split the rows (constant columns, or too few rows): every prediction will be the same");
  }
}

/// What text and binned files have in common; `rows` has the labels, and the features where there is
/// an initial model. `bin_training` is called once its scores are taken.
Prepared prepare_rows(Table& rows, Schema schema, std::vector<ValidationSet> validation, const TrainParams& params,
                      const Model* initial, const std::function<BinnedTable()>& bin_training, Observer& observer) {
  check_rows(rows.rows);
  Prepared prepared;
  prepared.task = choose_task(rows.label, params.objective, observer);
  if (initial != nullptr) check_initial(*initial, schema, prepared.task);
  std::optional<Predictor> predictor;
  if (initial != nullptr) predictor.emplace(*initial);
  const Predictor* start = predictor ? &*predictor : nullptr;

  prepared.training = make_set("train", "training data", rows, prepared.task, start);
  check_labels(prepared.task.objective, prepared.training.targets());
  for (ValidationSet& set : validation) prepared.validation.push_back(make_set(set.name, set.name, set.table, prepared.task, start));

  prepared.training.table = bin_training();
  for (std::size_t i = 0; i < validation.size(); ++i) {
    prepared.validation[i].table = bin_like(validation[i].table, prepared.training.table);
    validation[i].table = {};
  }
  describe(prepared.training.table, prepared.training.table.edges.features.size(), observer);
  prepared.schema = std::move(schema);
  return prepared;
}

}  // namespace

Prepared prepare(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer) {
  const auto bin = [&] {
    BinEdges edges = fit_edges(data.table, params.bins);
    return bin_table(data.table, std::move(edges), static_cast<std::size_t>(params.grow.min_rows_in_leaf));
  };
  return prepare_rows(data.table, std::move(data.schema), std::move(validation), params, initial, bin, observer);
}

Prepared prepare(BinnedData data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer) {
  if (initial != nullptr) check_binned_for(*initial, data);
  Table rows = rows_of_binned(data, 0, initial != nullptr ? data.table.rows : 0);
  rows.rows = data.table.rows;
  rows.label = std::move(data.label);
  rows.weights = std::move(data.weights);
  rows.groups = std::move(data.groups);
  const auto bin = [&] { return std::move(data.table); };
  return prepare_rows(rows, std::move(data.schema), std::move(validation), params, initial, bin, observer);
}

void check_binned_for(const Model& model, const BinnedData& data) {
  const auto same = [](const FeatureSchema& a, const FeatureSchema& b) {
    return a.name == b.name && a.kind == b.kind && a.categories == b.categories;
  };
  const Schema &schema = data.schema, &wanted = model.schema;
  if (schema.sparse != wanted.sparse || schema.sparse_base != wanted.sparse_base ||
      !std::equal(schema.features.begin(), schema.features.end(), wanted.features.begin(), wanted.features.end(), same)) {
    throw input_error("{}: its columns are not those that the model was trained on; give the text file, {}", data.file, data.source.path);
  }
  std::vector<bool> stored(data.table.edges.features.size(), false);
  for (const BinnedFeature& f : data.table.features) stored[f.feature] = true;
  const auto fail = [&](std::uint32_t feature) {
    throw input_error("{}: its bins are not those that the model was trained on (column {}); give the text file, {}",
                      data.file, feature_name(model.schema, feature), data.source.path);
  };
  for (const Tree& tree : model.ensemble.trees) {
    for (std::size_t split = 0; split < tree.splits(); ++split) {
      const std::uint32_t feature = tree.feature[split];
      if (feature >= stored.size() || !stored[feature]) fail(feature);
      const FeatureBins& bins = data.table.edges.features[feature];
      const bool every_category_has_a_bin = bins.category_of.size() == bins.bin_of.size();
      const bool known = tree.category_set[split] >= 0
                             ? bins.kind == ColumnKind::categorical && every_category_has_a_bin
                             : std::binary_search(bins.thresholds.begin(), bins.thresholds.end(), tree.threshold[split]);
      if (!known) fail(feature);
    }
  }
}

}  // namespace coppice
