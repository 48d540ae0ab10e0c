#include "boost/train.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "boost/check_params.hpp"
#include "boost/dart.hpp"
#include "boost/gbdt.hpp"
#include "boost/linear.hpp"
#include "boost/memory_need.hpp"
#include "boost/rounds.hpp"

namespace coppice {

namespace {

std::vector<double> start_scores(const Prepared& data, const Model* initial) {
  return initial != nullptr ? initial->ensemble.base_scores : base_scores(data.task.objective, data.training.targets());
}

AnyBooster start(const Prepared& data, const TrainParams& params, std::vector<double> base) {
  check_params(data, params);
  require_memory(bytes_to_fit(data, params), "training");
  switch (params.boost.booster) {
    case Booster::gbdt:
      if (params.boost.drop_rate > 0) return any_booster<Dart>(data, params, std::move(base));
      return any_booster<Gbdt>(data, params, std::move(base));
    case Booster::linear: return any_booster<LinearBooster>(data, params, std::move(base));
  }
  throw usage_error("booster: not known");
}

}  // namespace

Fit::Fit(const Prepared& data, const TrainParams& params, const Model* initial)
    : data_(data), params_(params), initial_(initial), watch_(data.task.objective, data.validation, params_.boost),
      booster_(start(data, params_, start_scores(data, initial))) {}

void Fit::run(int rounds, Observer& observer) {
  const int last = std::min(rounds, params_.boost.trees);
  while (done_ < last && !ended_) {
    booster_.run(++done_);
    ended_ = watch_.round_done(done_, booster_.validation(), observer);
  }
  ended_ = ended_ || done_ == params_.boost.trees;
}

void Fit::save(StateWriter& state) const {
  state(done_);
  RoundWatch watch = watch_;
  watch.archive(state);
  booster_.save(state);
}

void Fit::restore(StateReader& state) {
  state(done_);
  if (done_ < 0 || done_ > params_.boost.trees) {
    throw ArchiveFault(fmt::format("it holds {} rounds, and trees is {}", done_, params_.boost.trees));
  }
  watch_.archive(state);
  booster_.restore(state);
  ended_ = done_ == params_.boost.trees || watch_.is_over(done_);
}

Model Fit::take(int rounds) {
  Model model;
  model.booster = enum_name(params_.boost.booster);
  model.schema = data_.schema;
  model.objective = data_.task.objective;
  model.classes = data_.task.classes;
  TrainParams listed = params_;
  for (const Parameter& parameter : parameters_of_training(listed)) model.parameters.emplace_back(parameter.name, parameter.get());
  model.ensemble = booster_.take(rounds);
  model.best_round = rounds;
  model.history_names = watch_.names();
  model.history = watch_.history();
  if (initial_ != nullptr) {
    std::vector<Tree>& trees = model.ensemble.trees;
    trees.insert(trees.begin(), initial_->ensemble.trees.begin(), initial_->ensemble.trees.end());
    model.best_round += initial_->best_round;
  }
  return model;
}

Model fit(const Prepared& data, const TrainParams& params, const Model* initial, Observer& observer) {
  Fit fit(data, params, initial);
  fit.run(params.boost.trees, observer);
  return fit.take();
}

Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer) {
  return fit(prepare(std::move(data), std::move(validation), params, initial, observer), params, initial, observer);
}

std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path) {
  return task_labels(table.label, model.objective, model.classes, path, table.lines);
}

}  // namespace coppice
