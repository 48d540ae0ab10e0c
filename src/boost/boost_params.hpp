#pragma once

#include <cstdint>
#include <string>
#include <tuple>
#include <vector>

#include "base/parameters.hpp"
#include "bins/bin_params.hpp"
#include "boost/adaboost_params.hpp"
#include "grow/forest_params.hpp"
#include "grow/grow_params.hpp"
#include "loss/objective.hpp"
#include "sampling/sampling.hpp"

namespace coppice {

enum class Booster { gbdt, rf, adaboost, linear };
template <>
struct EnumNames<Booster> {
  static constexpr std::array<std::pair<Booster, const char*>, 4> names{
      {{Booster::gbdt, "gbdt"},
       {Booster::rf, "rf"},
       {Booster::adaboost, "adaboost"},
       {Booster::linear, "linear"}}};
};

/// Whether trees are fitted to gradients and hessians, or to gradients alone (MART).
enum class Order { second, first };
template <>
struct EnumNames<Order> {
  static constexpr std::array<std::pair<Order, const char*>, 2> names{
      {{Order::second, "second"}, {Order::first, "first"}}};
};

/// What a round's new trees weigh as much as, after a round of dart: one tree left out, or all.
enum class DropNormalize { tree, forest };
template <>
struct EnumNames<DropNormalize> {
  static constexpr std::array<std::pair<DropNormalize, const char*>, 2> names{
      {{DropNormalize::tree, "tree"}, {DropNormalize::forest, "forest"}}};
};

/// The rounds.
struct BoostParams {
  Booster booster = Booster::gbdt;
  int trees = 100;
  double learning_rate = 0.1;
  std::vector<std::string> metric;
  Order order = Order::second;
  double drop_rate = 0;
  double skip_drop = 0.5;
  int max_drop = 50;
  DropNormalize drop_normalize = DropNormalize::tree;
  int bags = 1;
  int early_stopping_rounds = 0;
  double valid_fraction = 0;
  std::uint64_t seed = 0;
};
template <>
struct ParameterTable<BoostParams> {
  static constexpr const char* title = "Boosting";
  static constexpr auto rows = std::tuple{
      Row{"booster", &BoostParams::booster,
          "Method that builds the ensemble: gbdt (gradient boosting), rf (random forest), "
          "adaboost, linear"},
      Row{"trees",
          &BoostParams::trees,
          "Rounds of boosting; each adds one tree an output (linear: goes once over the weights)",
          {1, 1000000}},
      Row{"learning-rate",
          &BoostParams::learning_rate,
          "Share of each tree's answer that is added (linear: of each weight's step)",
          {0, 1000, true}},
      Row{"order", &BoostParams::order,
          "gbdt: trees fitted to gradients and hessians (second), or to gradients alone with a "
          "line search in each leaf (first, MART)"},
      Row{"drop-rate",
          &BoostParams::drop_rate,
          "gbdt: share of the earlier trees that a round leaves out (DART); 0: off",
          {0, 1}},
      Row{"skip-drop",
          &BoostParams::skip_drop,
          "DART: share of the rounds that leave no tree out",
          {0, 1}},
      Row{"max-drop",
          &BoostParams::max_drop,
          "DART: most rounds whose trees are left out at once; 0: no limit",
          {0, 1000000}},
      Row{"drop-normalize", &BoostParams::drop_normalize,
          "DART: a round's new trees then weigh as one of the trees left out, or as all of them "
          "(forest)"},
      Row{"metric", &BoostParams::metric,
          "Metric shown and stopped on; repeatable, the first one stops; default by objective"},
      Row{"bags",
          &BoostParams::bags,
          "Fit the booster to this many bootstrap samples of the rows, and average the fits "
          "(bagging); 1: to the rows themselves",
          {1, 10000}},
      Row{"early-stopping-rounds",
          &BoostParams::early_stopping_rounds,
          "Stop when the first metric of the first validation set has not improved for this many "
          "rounds, and keep the best round; 0: off",
          {0, 1000000}},
      Row{"valid-fraction",
          &BoostParams::valid_fraction,
          "Share of the rows held out for validation, drawn by seed",
          {0, 0.9}},
      Row{"seed", &BoostParams::seed, "Seed of everything random"},
  };
};

/// Every parameter of training, a group a module.
struct TrainParams {
  BoostParams boost;
  ObjectiveParams objective;
  GrowParams grow;
  ForestParams forest;
  AdaBoostParams adaboost;
  BinParams bins;
  SampleParams sample;
};

/// Every row of every group. Points into `params`.
std::vector<Parameter> parameters_of_training(TrainParams& params);

}  // namespace coppice
