#include "boost/booster_params.hpp"

#include <algorithm>
#include <initializer_list>
#include <string_view>

#include "base/error.hpp"

namespace coppice {

namespace {

/// More leaves than a tree of any data has that fits the machine.
constexpr int kNoLeafLimit = 1 << 20;

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool uses(Booster booster, const Parameter& parameter) {
  const std::string_view name = parameter.name, group = parameter.group;
  if (group == ParameterTable<ObjectiveParams>::title || group == ParameterTable<BinParams>::title)
    return true;
  if (contains(
          {"booster", "trees", "metric", "early-stopping-rounds", "valid-fraction", "seed", "bags"},
          name))
    return true;
  switch (booster) {
    case Booster::gbdt:
      return group != ParameterTable<ForestParams>::title &&
             group != ParameterTable<AdaBoostParams>::title;
    case Booster::linear:
      return contains({"learning-rate", "lambda-l1", "lambda-l2"}, name);
    case Booster::rf:
      return group == ParameterTable<ForestParams>::title ||
             contains({"max-depth", "min-rows-in-leaf", "row-fraction"}, name);
    case Booster::adaboost:
      return group == ParameterTable<AdaBoostParams>::title ||
             contains({"learning-rate", "max-depth", "min-rows-in-leaf", "criterion"}, name);
  }
  return false;
}

namespace {

void check_objective(Booster booster, const Objective& objective) {
  const ObjectiveKind kind = objective_kind(objective);
  if (booster == Booster::rf && kind != ObjectiveKind::brier &&
      kind != ObjectiveKind::squared_error) {
    throw usage_error(
        "objective: booster rf learns by brier (classes) or squared_error (numbers), not by {}",
        enum_name(kind));
  }
  if (booster == Booster::adaboost && !is_classification(kind) &&
      kind != ObjectiveKind::squared_error) {
    throw usage_error(
        "objective: booster adaboost learns classes (logistic, softmax) or numbers "
        "(squared_error), not by {}",
        enum_name(kind));
  }
  if (booster == Booster::adaboost && kind == ObjectiveKind::brier) {
    throw usage_error(
        "objective: the scores of booster adaboost are those of logistic and softmax, not of "
        "brier");
  }
}

void check_bags(const TrainParams& params, const Objective& objective, bool continues) {
  const Booster booster = params.boost.booster;
  if (booster == Booster::rf)
    throw usage_error("bags: booster rf draws each tree's rows by itself; raise trees instead");
  if (booster == Booster::adaboost && !is_classification(objective)) {
    throw usage_error("bags: AdaBoost.R2 takes a median, which does not average; leave bags out");
  }
  if (continues)
    throw usage_error(
        "bags: --init-model cannot be continued by several fits; leave one of them out");
}

}  // namespace

TrainParams default_params(Booster booster) {
  TrainParams params;
  params.boost.booster = booster;
  if (booster == Booster::adaboost) {
    params.grow.max_leaves = kNoLeafLimit;
    params.grow.min_rows_in_leaf = 1;
    params.grow.max_depth = 1;
    params.boost.learning_rate = 1;
    // A stump's threshold matters more than one of many splits: every value may be one.
    params.bins.max_bins = 65535;
    params.bins.min_rows_in_bin = 1;
  }
  if (booster == Booster::rf) {
    params.grow.max_leaves = kNoLeafLimit;
    params.grow.min_rows_in_leaf = 1;
    params.boost.learning_rate = 1;
  }
  return params;
}

TrainParams for_booster(const TrainParams& params, Booster booster) {
  TrainParams given = params, usual = default_params(params.boost.booster),
              wanted = default_params(booster);
  const std::vector<Parameter> rows = parameters_of_training(given),
                               defaults = parameters_of_training(usual);
  const std::vector<Parameter> targets = parameters_of_training(wanted);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].name == "booster" || rows[i].get() == defaults[i].get()) continue;
    targets[i].reset();
    if (rows[i].type != ParameterType::list) {
      targets[i].set(rows[i].get());
    } else {
      for (const std::string& value : rows[i].get_list()) targets[i].set(value);
    }
  }
  return wanted;
}

void check_uses(const TrainParams& params, const Objective& objective, bool continues) {
  const Booster booster = params.boost.booster;
  TrainParams given = params, usual = default_params(booster);
  const std::vector<Parameter> rows = parameters_of_training(given),
                               defaults = parameters_of_training(usual);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (uses(booster, rows[i]) || rows[i].get() == defaults[i].get()) continue;
    throw usage_error("{} is not used by booster {}; leave it out", rows[i].name,
                      enum_name(booster));
  }
  check_objective(booster, objective);
  if (params.boost.bags > 1) check_bags(params, objective, continues);
  if (continues && booster != Booster::gbdt && booster != Booster::linear)
    throw usage_error("--init-model: booster {} does not continue a model", enum_name(booster));
}

}  // namespace coppice
