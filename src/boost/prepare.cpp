#include "boost/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>
#include <optional>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "bins/copy_rows.hpp"
#include "boost/class_weights.hpp"
#include "boost/memory_need.hpp"
#include "boost/row_order.hpp"
#include "model/predictor.hpp"

namespace coppice {

namespace {

void check_initial(const Model& initial, const Schema& schema, const Task& task) {
  if (objective_kind(initial.objective) != objective_kind(task.objective) ||
      initial.classes != task.classes) {
    throw usage_error(
        "--init-model: it was trained with objective {} on {} classes, this data asks for {} on "
        "{}; name the same objective and label",
        objective_name(initial.objective), initial.classes.size(), objective_name(task.objective),
        task.classes.size());
  }
  if (!initial.parts.empty() || initial.ensemble.combine != Combine::sum ||
      initial.ensemble.linear.terms() > 0) {
    throw usage_error("--init-model: a {} cannot be continued by boosting", initial.booster);
  }
  const auto same = [](const FeatureSchema& a, const FeatureSchema& b) {
    return a.name == b.name && a.kind == b.kind;
  };
  if (initial.schema.sparse != schema.sparse ||
      (!schema.sparse && !std::equal(initial.schema.features.begin(), initial.schema.features.end(),
                                     schema.features.begin(), schema.features.end(), same))) {
    throw usage_error(
        "--init-model: its columns are not those of the training data; use the same file layout");
  }
}

void check_rows(std::size_t rows) {
  constexpr std::size_t kMostRows = 0xffffffff;
  if (rows > kMostRows)
    throw input_error("{} rows are more than the {} that training takes", rows, kMostRows);
  if (rows < 2) throw input_error("one row is too few to learn from; give two or more");
}

/// All of a set but its bins, taken out of the table; `described` names it in messages.
PreparedSet make_set(std::string name, const std::string& described, Table& table, const Task& task,
                     const Predictor* initial) {
  PreparedSet set;
  set.name = std::move(name);
  set.labels =
      task_labels(std::move(table.label), task.objective, task.classes, described, table.lines);
  set.weights = std::move(table.weights);
  check_labels(task.objective, set.targets(),
               [&](std::size_t row) { return place_of(described, table.lines, row); });
  set.groups = std::move(table.groups);
  if (initial != nullptr) {
    set.start_scores.resize(initial->outputs() * table.rows);
    initial->raw_scores(table, set.start_scores);
  }
  return set;
}

/// The columns of rows that are in bins, for linear leaves.
std::vector<Column> numeric_columns(Table& table) {
  for (Column& column : table.features) column.codes = {};
  return std::move(table.features);
}

/// Bins the validation rows like the training ones, which are in bins.
void bin_validation(Prepared& prepared, std::vector<ValidationSet>& validation,
                    Observer& observer) {
  for (std::size_t i = 0; i < validation.size(); ++i) {
    prepared.validation[i].table = bin_like(validation[i].table, prepared.training.table);
    if (prepared.keeps_columns)
      prepared.validation[i].columns = numeric_columns(validation[i].table);
    validation[i].table = {};
  }
  if (prepared.training.table.features.empty()) {
    observer.warning(
        "no feature can split the rows (constant columns, or too few rows): every prediction will "
        "be the same");
  }
}

void check_exact(const Table& table, const Schema& schema) {
  if (schema.sparse)
    throw usage_error(
        "tree-method exact takes dense columns, and this file is sparse (LibSVM); use tree-method "
        "hist");
  for (const FeatureSchema& feature : schema.features) {
    if (feature.kind == ColumnKind::numeric) continue;
    throw usage_error(
        "tree-method exact takes numeric columns, and '{}' is categorical; use tree-method hist, "
        "or --ignore {}",
        feature.name, feature.name);
  }
  constexpr std::size_t kMostRows = SortedColumns::kRow;
  if (table.rows > kMostRows)
    throw usage_error("tree-method exact takes at most {} rows; use tree-method hist", kMostRows);
}

void check_linear_leaves(const Table& table) {
  if (table.is_sparse)
    throw usage_error(
        "linear-leaves takes dense columns, and this file is sparse (LibSVM); leave it out");
}

void keep_columns(Table& table, PreparedSet& set) {
  set.table.rows = table.rows;
  set.columns = std::move(table.features);
  set.sparse = std::move(table.sparse);
}

bool is_exact(const TrainParams& params) {
  return params.boost.booster == Booster::gbdt && params.grow.tree_method == TreeMethod::exact;
}

/// All but the features; those are filled in last, once the scores of an initial model are taken.
using FillFeatures = std::function<void(Prepared&, std::vector<ValidationSet>&)>;

Prepared prepare_rows(Table& rows, Schema schema, std::vector<ValidationSet> validation, Task task,
                      const TrainParams& params, const Model* initial, const FillFeatures& fill,
                      Observer& observer) {
  check_rows(rows.rows);
  if (initial != nullptr) check_initial(*initial, schema, task);
  std::optional<Predictor> predictor;
  if (initial != nullptr) predictor.emplace(*initial);
  const Predictor* start = predictor ? &*predictor : nullptr;

  Prepared prepared;
  prepared.task = std::move(task);
  prepared.training = make_set("train", "training data", rows, prepared.task, start);
  weigh_classes(params.objective.class_weight, prepared.task, prepared.training);
  for (ValidationSet& set : validation)
    prepared.validation.push_back(make_set(set.name, set.name, set.table, prepared.task, start));
  prepared.schema = std::move(schema);
  const std::size_t features =
      prepared.schema.sparse ? prepared.schema.sparse_columns : prepared.schema.features.size();
  observer.note(fmt::format("{} rows, {} features", rows.rows, features));
  fill(prepared, validation);
  return prepared;
}

}  // namespace

bool keeps_bins(const TrainParams& params) {
  return params.boost.booster != Booster::linear && !is_exact(params);
}

bool keeps_columns(const TrainParams& params) {
  return !keeps_bins(params) || params.grow.linear_leaves;
}

Prepared prepare(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer) {
  check_rows(data.table.rows);
  Task task = choose_task(data.table.label, params.objective, observer, params.boost.booster);
  return prepare(std::move(data), std::move(validation), std::move(task), params, initial,
                 observer);
}

Prepared prepare(LoadedTable data, std::vector<ValidationSet> validation, Task task,
                 const TrainParams& params, const Model* initial, Observer& observer) {
  const auto keep = [&](Prepared& prepared, std::vector<ValidationSet>& sets) {
    if (is_exact(params)) check_exact(data.table, prepared.schema);
    prepared.keeps_columns = true;
    keep_columns(data.table, prepared.training);
    for (std::size_t i = 0; i < sets.size(); ++i)
      keep_columns(sets[i].table, prepared.validation[i]);
    if (is_exact(params)) prepared.sorted.emplace(prepared.training.columns);
  };
  const auto bin = [&](Prepared& prepared, std::vector<ValidationSet>& sets) {
    if (keeps_columns(params)) check_linear_leaves(data.table);
    require_memory(bytes_to_bin(data.table, params), "putting the columns into bins");
    prepared.keeps_bins = true;
    prepared.keeps_columns = keeps_columns(params);
    prepared.training.table =
        fit_and_bin(data.table, params.bins, static_cast<std::size_t>(params.grow.min_rows_in_leaf),
                    prepared.keeps_columns);
    if (prepared.keeps_columns) prepared.training.columns = numeric_columns(data.table);
    order_rows(prepared, params);
    bin_validation(prepared, sets, observer);
  };
  const FillFeatures fill = keeps_bins(params) ? FillFeatures(bin) : FillFeatures(keep);
  return prepare_rows(data.table, std::move(data.schema), std::move(validation), std::move(task),
                      params, initial, fill, observer);
}

Prepared prepare_like(const Prepared& binned, Table rows, std::vector<ValidationSet> validation,
                      Task task, const TrainParams& params) {
  Observer silent;
  const auto share_bins = [&](Prepared& prepared, std::vector<ValidationSet>& sets) {
    prepared.keeps_bins = true;
    prepared.keeps_columns = binned.keeps_columns;
    const auto share_set = [](const PreparedSet& from, PreparedSet& to) {
      to.table = share(from.table);
      to.columns = from.columns;
    };
    share_set(binned.training, prepared.training);
    order_labels(prepared.training, binned.training.order);
    for (std::size_t i = 0; i < sets.size(); ++i)
      share_set(binned.validation[i], prepared.validation[i]);
  };
  return prepare_rows(rows, binned.schema, std::move(validation), std::move(task), params, nullptr,
                      share_bins, silent);
}

Prepared prepare(BinnedData data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer) {
  if (keeps_columns(params)) {
    const char* who = params.boost.booster == Booster::linear ? "booster linear"
                      : is_exact(params)                      ? "tree-method exact"
                                                              : "linear-leaves";
    throw usage_error(
        "{} looks at the values themselves, and {} holds bins; give the text file, {}", who,
        data.file, data.source.path);
  }
  if (initial != nullptr) check_binned_for(*initial, data);
  Table rows = rows_of_binned(data, 0, initial != nullptr ? data.table.rows : 0);
  rows.rows = data.table.rows;
  rows.label = std::move(data.label);
  rows.weights = std::move(data.weights);
  rows.groups = std::move(data.groups);
  check_rows(rows.rows);
  Task task = choose_task(rows.label, params.objective, observer, params.boost.booster);
  const auto take = [&](Prepared& prepared, std::vector<ValidationSet>& sets) {
    prepared.keeps_bins = true;
    prepared.training.table = std::move(data.table);
    order_rows(prepared, params);
    bin_validation(prepared, sets, observer);
  };
  return prepare_rows(rows, std::move(data.schema), std::move(validation), std::move(task), params,
                      initial, take, observer);
}

void check_binned_for(const Model& model, const BinnedData& data) {
  if (!model.parts.empty()) {
    throw input_error(
        "{}: a {} of models looks at the values themselves, and the file holds bins; give the text "
        "file, {}",
        data.file, enum_name(model.joining), data.source.path);
  }
  const auto same = [](const FeatureSchema& a, const FeatureSchema& b) {
    return a.name == b.name && a.kind == b.kind && a.categories == b.categories;
  };
  const Schema &schema = data.schema, &wanted = model.schema;
  if (schema.sparse != wanted.sparse || schema.sparse_base != wanted.sparse_base ||
      !std::equal(schema.features.begin(), schema.features.end(), wanted.features.begin(),
                  wanted.features.end(), same)) {
    throw input_error(
        "{}: its columns are not those that the model was trained on; give the text file, {}",
        data.file, data.source.path);
  }
  const bool linear_leaves = std::ranges::any_of(
      model.ensemble.trees, [](const Tree& tree) { return tree.leaf_terms.terms() > 0; });
  if (model.ensemble.linear.terms() > 0 || linear_leaves) {
    throw input_error(
        "{}: a model with linear {} looks at the values themselves, and the file holds bins; give "
        "the text file, {}",
        data.file, linear_leaves ? "leaves" : "terms", data.source.path);
  }
  std::vector<bool> stored(data.table.edges.features.size(), false);
  for (const BinnedFeature& f : data.table.features) stored[f.feature] = true;
  const auto fail = [&](std::uint32_t feature) {
    throw input_error(
        "{}: its bins are not those that the model was trained on (column {}); give the text file, "
        "{}",
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
                             : std::binary_search(bins.thresholds.begin(), bins.thresholds.end(),
                                                  tree.threshold[split]);
      if (!known) fail(feature);
    }
  }
}

}  // namespace coppice
