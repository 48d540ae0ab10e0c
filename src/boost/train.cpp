#include "boost/train.hpp"

#include "base/error.hpp"
#include "boost/gbdt.hpp"
#include "boost/rounds.hpp"

namespace coppice {

namespace {

Boosted boost(const Prepared& data, const TrainParams& params, std::vector<double> base, Observer& observer) {
  RoundWatch watch(data.task.objective, data.validation, params.boost);
  switch (params.boost.booster) {
    case Booster::gbdt: {
      Gbdt gbdt(data, params, std::move(base));
      return run_rounds(gbdt, watch, params.boost.trees, observer);
    }
  }
  throw usage_error("booster: not known");
}

}  // namespace

Model fit(const Prepared& data, const TrainParams& params, const Model* initial, Observer& observer) {
  if (params.boost.early_stopping_rounds > 0 && data.validation.empty()) {
    throw usage_error("early-stopping-rounds needs rows to measure on; give --valid FILE or --valid-fraction");
  }
  Model model;
  model.booster = enum_name(params.boost.booster);
  model.schema = data.schema;
  model.objective = data.task.objective;
  model.classes = data.task.classes;
  TrainParams listed = params;
  for (const Parameter& parameter : parameters_of_training(listed)) model.parameters.emplace_back(parameter.name, parameter.get());

  std::vector<double> base = initial != nullptr ? initial->ensemble.base_scores : base_scores(data.task.objective, data.training.targets());
  Boosted boosted = boost(data, params, std::move(base), observer);
  model.ensemble = std::move(boosted.ensemble);
  model.best_round = boosted.best_round;
  model.history_names = std::move(boosted.history_names);
  model.history = std::move(boosted.history);
  if (initial != nullptr) {
    std::vector<Tree>& trees = model.ensemble.trees;
    trees.insert(trees.begin(), initial->ensemble.trees.begin(), initial->ensemble.trees.end());
    model.best_round += initial->best_round;
  }
  return model;
}

Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer) {
  return fit(prepare(std::move(data), std::move(validation), params, initial, observer), params, initial, observer);
}

std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path) {
  return task_labels(table.label, model.objective, model.classes, path, table.lines);
}

}  // namespace coppice
