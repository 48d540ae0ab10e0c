#include "boost/prepare.hpp"

#include <fmt/format.h>

#include <algorithm>
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

void check_rows(const LoadedTable& data) {
  constexpr std::size_t kMostRows = 0xffffffff;
  if (data.table.rows > kMostRows) throw input_error("{} rows are more than the {} that training takes", data.table.rows, kMostRows);
  if (data.table.rows < 2) throw input_error("one row is too few to learn from; give two or more");
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

}  // namespace

Prepared prepare(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer) {
  check_rows(data);
  Prepared prepared;
  prepared.task = choose_task(data.table.label, params.objective, observer);
  if (initial != nullptr) check_initial(*initial, data.schema, prepared.task);
  std::optional<Predictor> predictor;
  if (initial != nullptr) predictor.emplace(*initial);
  const Predictor* start = predictor ? &*predictor : nullptr;

  prepared.training = make_set("train", "training data", data.table, prepared.task, start);
  check_labels(prepared.task.objective, prepared.training.targets());
  for (ValidationSet& set : validation) prepared.validation.push_back(make_set(set.name, set.name, set.table, prepared.task, start));

  BinEdges edges = fit_edges(data.table, params.bins);
  const std::size_t features = edges.features.size();
  prepared.training.table = bin_table(data.table, std::move(edges), static_cast<std::size_t>(params.grow.min_rows_in_leaf));
  for (std::size_t i = 0; i < validation.size(); ++i) {
    prepared.validation[i].table = bin_like(validation[i].table, prepared.training.table);
    validation[i].table = {};
  }
  describe(prepared.training.table, features, observer);
  prepared.schema = std::move(data.schema);
  return prepared;
}

}  // namespace coppice
