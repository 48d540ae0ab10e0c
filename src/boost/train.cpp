#include "boost/train.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "base/error.hpp"
#include "base/memory.hpp"
#include "boost/adaboost.hpp"
#include "boost/adaboost_r2.hpp"
#include "boost/bagged.hpp"
#include "boost/booster_params.hpp"
#include "boost/check_params.hpp"
#include "boost/dart.hpp"
#include "boost/gbdt.hpp"
#include "boost/linear.hpp"
#include "boost/memory_need.hpp"
#include "boost/random_forest.hpp"
#include "boost/rounds.hpp"

namespace coppice {

namespace {

std::vector<double> start_scores(const Prepared& data, const Model* initial) {
  return initial != nullptr ? initial->ensemble.base_scores
                            : base_scores(data.task.objective, data.training.targets());
}

AnyBooster start_one(const Prepared& data, const TrainParams& params, const Model* initial) {
  switch (params.boost.booster) {
    case Booster::gbdt:
      if (params.boost.drop_rate > 0)
        return any_booster<Dart>(data, params, start_scores(data, initial));
      return any_booster<Gbdt>(data, params, start_scores(data, initial));
    case Booster::rf:
      return any_booster<RandomForest>(data, params);
    case Booster::adaboost:
      if (is_classification(data.task.objective)) return any_booster<AdaBoost>(data, params);
      return any_booster<AdaBoostR2>(data, params);
    case Booster::linear:
      return any_booster<LinearBooster>(data, params, start_scores(data, initial));
  }
  throw usage_error("booster: not known");
}

AnyBooster start(const Prepared& data, const TrainParams& params, const Model* initial) {
  check_uses(params, data.task.objective, initial != nullptr);
  check_params(data, params);
  require_memory(bytes_to_fit(data, params), "training");
  if (params.boost.bags == 1) return start_one(data, params, initial);
  return any_booster<Bagged>(
      data, params, [&params](const Prepared& bag) { return start_one(bag, params, nullptr); });
}

}  // namespace

Fit::Fit(const Prepared& data, const TrainParams& params, const Model* initial)
    : data_(data),
      params_(params),
      initial_(initial),
      booster_(start(data, params_, initial)),
      watch_(data.task.objective, booster_.validation(), params_.boost) {}

void Fit::run(int rounds, Observer& observer) {
  const int last = std::min(rounds, params_.boost.trees);
  while (done_ < last && !ended_) {
    ended_ = !booster_.run(done_ + 1);
    if (ended_) break;
    ++done_;
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
    throw ArchiveFault(
        fmt::format("it holds {} rounds, and trees is {}", done_, params_.boost.trees));
  }
  watch_.archive(state);
  booster_.restore(state);
  if (!watch_.holds(done_) || !booster_.holds(done_))
    throw ArchiveFault(fmt::format("its parts are not those of {} rounds", done_));
  ended_ = done_ == params_.boost.trees || watch_.is_over(done_);
}

Model Fit::take(int rounds) {
  Model model;
  model.booster = enum_name(params_.boost.booster);
  model.schema = data_.schema;
  model.objective = data_.task.objective;
  model.classes = data_.task.classes;
  TrainParams listed = params_;
  for (const Parameter& parameter : parameters_of_training(listed))
    model.parameters.emplace_back(parameter.name, parameter.get());
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

std::vector<double> Fit::out_of_bag_scores() const {
  booster_.complete();
  const std::span<const ScoredSet> measured = booster_.validation();
  if (measured.empty() || measured.back().set->name != kOutOfBag) return {};
  const std::vector<double>& scores = measured.back().scores;
  const std::vector<double>& weights = measured.back().set->weights;
  const std::vector<std::uint32_t>& order = data_.training.order;
  const std::size_t rows = weights.size();
  std::vector<double> as_read(scores.size());
  for (std::size_t i = 0; i < scores.size(); ++i) {
    const std::size_t row = i % rows, place = order.empty() ? i : i - row + order[row];
    as_read[place] = weights[row] == 0 ? std::numeric_limits<double>::quiet_NaN() : scores[i];
  }
  return as_read;
}

Model fit(const Prepared& data, const TrainParams& params, const Model* initial, Observer& observer,
          std::vector<double>* out_of_bag) {
  Fit fit(data, params, initial);
  fit.run(params.boost.trees, observer);
  if (out_of_bag != nullptr) *out_of_bag = fit.out_of_bag_scores();
  return fit.take();
}

Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer, std::vector<double>* out_of_bag) {
  return fit(prepare(std::move(data), std::move(validation), params, initial, observer), params,
             initial, observer, out_of_bag);
}

std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path) {
  return task_labels(table.label, model.objective, model.classes, path, table.lines);
}

}  // namespace coppice
