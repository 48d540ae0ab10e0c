#include "boost/train.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "bins/binned_table.hpp"
#include "boost/gbdt.hpp"
#include "boost/labels.hpp"
#include "model/predictor.hpp"

namespace coppice {

namespace {

/// Scores that every row starts from: the base scores, or what the initial model predicts.
std::vector<double> starting_scores(const Table& table, const std::vector<double>& base, const Predictor* initial) {
  std::vector<double> scores(base.size() * table.rows);
  if (initial != nullptr) {
    initial->raw_scores(table, scores);
    return scores;
  }
  for (std::size_t output = 0; output < base.size(); ++output) {
    std::fill_n(scores.begin() + static_cast<std::ptrdiff_t>(output * table.rows), table.rows, base[output]);
  }
  return scores;
}

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

void check_rows(const LoadedTable& data) {
  constexpr std::size_t kMostRows = 0xffffffff;
  if (data.table.rows > kMostRows) throw input_error("{} rows are more than the {} that training takes", data.table.rows, kMostRows);
  if (data.table.rows < 2) throw input_error("one row is too few to learn from; give two or more");
}

BoostSet make_set(std::string name, Table& table, const Task& task, const std::vector<double>& base, const Predictor* initial) {
  BoostSet set;
  set.labels = task_labels(table.label, task.objective, task.classes, name, table.lines);
  set.name = std::move(name);
  set.weights = std::move(table.weights);
  set.scores = starting_scores(table, base, initial);
  return set;
}

void describe(const BinnedTable& binned, std::size_t features, Observer& observer) {
  observer.note(fmt::format("{} rows, {} features", binned.rows, features));
  if (binned.features.empty()) {
    observer.warning("no feature can split the rows (constant columns, or too few rows): every prediction will be the same");
  }
}

}  // namespace

Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer) {
  check_rows(data);
  const Task task = choose_task(data.table.label, params.objective, observer);
  if (initial != nullptr) check_initial(*initial, data.schema, task);
  if (params.boost.early_stopping_rounds > 0 && validation.empty()) {
    throw usage_error("early-stopping-rounds needs rows to measure on; give --valid FILE or --valid-fraction");
  }
  Model model;
  model.booster = enum_name(params.boost.booster);
  model.objective = task.objective;
  model.classes = task.classes;
  TrainParams listed = params;
  for (const Parameter& parameter : parameters_of_training(listed)) model.parameters.emplace_back(parameter.name, parameter.get());

  BoostSet training;
  training.labels = task_labels(data.table.label, task.objective, task.classes, "training data", data.table.lines);
  check_labels(task.objective, {training.labels, data.table.weights});
  model.ensemble.base_scores = initial != nullptr ? initial->ensemble.base_scores : base_scores(task.objective, {training.labels, data.table.weights});
  std::optional<Predictor> predictor;
  if (initial != nullptr) predictor.emplace(*initial);
  const Predictor* start = predictor ? &*predictor : nullptr;
  training.name = "train";
  training.weights = std::move(data.table.weights);
  training.scores = starting_scores(data.table, model.ensemble.base_scores, start);

  std::vector<BoostSet> sets;
  for (ValidationSet& set : validation) sets.push_back(make_set(set.name, set.table, task, model.ensemble.base_scores, start));
  BinEdges edges = fit_edges(data.table, params.bins, params.boost.seed);
  const std::size_t features = edges.features.size();
  const BinnedTable binned = bin_table(data.table, std::move(edges), static_cast<std::size_t>(params.grow.min_rows_in_leaf));
  training.table = &binned;
  std::vector<BinnedTable> tables;
  tables.reserve(validation.size());
  for (std::size_t i = 0; i < validation.size(); ++i) {
    tables.push_back(bin_like(validation[i].table, binned));
    validation[i].table = {};
    sets[i].table = &tables[i];
  }
  describe(binned, features, observer);

  Boosted boosted = boost_gbdt(task.objective, training, sets, params, observer);
  model.schema = std::move(data.schema);
  if (initial != nullptr) model.ensemble.trees = initial->ensemble.trees;
  for (Tree& tree : boosted.trees) model.ensemble.trees.push_back(std::move(tree));
  model.best_round = boosted.best_round + (initial != nullptr ? initial->best_round : 0);
  model.history_names = std::move(boosted.history_names);
  model.history = std::move(boosted.history);
  return model;
}

std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path) {
  return task_labels(table.label, model.objective, model.classes, path, table.lines);
}

}  // namespace coppice
