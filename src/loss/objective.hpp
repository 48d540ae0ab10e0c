#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <variant>
#include <vector>

#include "base/gradient.hpp"
#include "base/parameters.hpp"

namespace coppice {

enum class ObjectiveKind {
  automatic,
  squared_error,
  logistic,
  softmax,
  absolute_error,
  huber,
  quantile,
  poisson,
  brier
};
template <>
struct EnumNames<ObjectiveKind> {
  static constexpr std::array<std::pair<ObjectiveKind, const char*>, 9> names{
      {{ObjectiveKind::automatic, "auto"},
       {ObjectiveKind::squared_error, "squared_error"},
       {ObjectiveKind::logistic, "logistic"},
       {ObjectiveKind::softmax, "softmax"},
       {ObjectiveKind::absolute_error, "absolute_error"},
       {ObjectiveKind::huber, "huber"},
       {ObjectiveKind::quantile, "quantile"},
       {ObjectiveKind::poisson, "poisson"},
       {ObjectiveKind::brier, "brier"}}};
};

struct ObjectiveParams {
  ObjectiveKind objective = ObjectiveKind::automatic;
  double huber_delta = 1.0;
  double quantile = 0.5;
  std::vector<std::string> class_weight = {};
};
template <>
struct ParameterTable<ObjectiveParams> {
  static constexpr const char* title = "Objective";
  static constexpr auto rows = std::tuple{
      Row{"objective", &ObjectiveParams::objective,
          "Loss to minimise; auto: logistic or softmax for two or more text or few-integer labels "
          "(booster rf: brier, the squared error of class probabilities), else squared_error"},
      Row{"huber-delta",
          &ObjectiveParams::huber_delta,
          "Residual beyond which the huber loss is linear, in the label's unit",
          {0, 1e300, true}},
      Row{"quantile",
          &ObjectiveParams::quantile,
          "Quantile of the quantile loss",
          {1e-6, 1 - 1e-6}},
      Row{"class-weight", &ObjectiveParams::class_weight,
          "What the rows of a class count in training, beside their own weights: balanced (all "
          "classes alike in sum), or CLASS=W, with commas or repeated; a class that is not named "
          "counts 1"},
  };
};

/// Labels and weights of the rows that a loss looks at. Class labels are 0 .. classes-1.
struct Targets {
  std::span<const double> labels;
  std::span<const double> weights;  ///< empty: all 1
};

/// Scores of all rows are held output by output: raw[k * rows + i] is output k of row i.
using Scores = std::span<const double>;

// The objectives: plain structs with the same members, held in a variant that is visited once a
// round. `outputs` is the number of raw scores a row; with `constant_hessian` every hessian is
// the row's weight. Their maths is in pointwise_losses.hpp and softmax.hpp.

struct SquaredError {
  static constexpr ObjectiveKind kind = ObjectiveKind::squared_error;
  static constexpr bool constant_hessian = true;
  int outputs = 1;
};
struct Logistic {
  static constexpr ObjectiveKind kind = ObjectiveKind::logistic;
  static constexpr bool constant_hessian = false;
  int outputs = 1;
};
struct Softmax {
  static constexpr ObjectiveKind kind = ObjectiveKind::softmax;
  static constexpr bool constant_hessian = false;
  int outputs = 2;  ///< number of classes
};
struct AbsoluteError {
  static constexpr ObjectiveKind kind = ObjectiveKind::absolute_error;
  static constexpr bool constant_hessian = true;
  int outputs = 1;
};
struct Huber {
  static constexpr ObjectiveKind kind = ObjectiveKind::huber;
  static constexpr bool constant_hessian = true;
  int outputs = 1;
  double delta = 1.0;
};
struct Quantile {
  static constexpr ObjectiveKind kind = ObjectiveKind::quantile;
  static constexpr bool constant_hessian = true;
  int outputs = 1;
  double quantile = 0.5;
};
struct Poisson {
  static constexpr ObjectiveKind kind = ObjectiveKind::poisson;
  static constexpr bool constant_hessian = false;
  int outputs = 1;
};
/// Squared error of the probabilities of classes, which the raw scores are: of class 1 where there
/// are two, else of each. What a forest's averaged class shares make small.
struct Brier {
  static constexpr ObjectiveKind kind = ObjectiveKind::brier;
  static constexpr bool constant_hessian = true;
  int outputs = 1;
};
using Objective =
    std::variant<SquaredError, Logistic, Softmax, AbsoluteError, Huber, Quantile, Poisson, Brier>;

/// The objective a user asked for (not automatic), for this many classes (0: regression).
Objective make_objective(const ObjectiveParams& params, int classes);
/// Its spelling in files and flags.
std::string_view objective_name(const Objective& objective);
ObjectiveKind objective_kind(const Objective& objective);
int output_count(const Objective& objective);
bool is_classification(ObjectiveKind kind);
bool is_classification(const Objective& objective);
/// True where a user asked for an objective whose labels are numbers: text is then an error.
bool learns_numbers(ObjectiveKind kind);
bool has_constant_hessian(const Objective& objective);

/// Best constant raw score of each output. Never infinite: a class without rows, or a label
/// that is constant, gives a finite score. The sums are deterministic for any thread count.
std::vector<double> base_scores(const Objective& objective, const Targets& targets);

/// Writes outputs x rows gradient pairs, output by output. In parallel, and the same for any
/// number of threads. Hessians are positive where the weight is (a floor keeps them from
/// vanishing); both are finite, held at the largest float.
void gradients(const Objective& objective, Scores raw, const Targets& targets,
               std::span<GradientPair> out);

/// Raw scores to the user's scale, in place: logistic and softmax to probabilities, brier to
/// probabilities from 0 to 1 that add up to 1, poisson to the rate, others unchanged. `scores` is
/// outputs x rows, output by output. Never NaN.
void transform(const Objective& objective, std::span<double> scores);

/// The way back, in place: the raw scores of which transform makes these predictions. logistic:
/// log-odds, softmax: logarithms, of probabilities that are held `least` away from 0 (and,
/// logistic, from 1) first; poisson: logarithms of rates, held at 1e-9 or more; others unchanged.
void untransform(const Objective& objective, std::span<double> predictions, double least);

/// Checks labels and weights before training: throws an input error that names the row, the
/// label or weight, and what is allowed. `describe_row` says where row i (from 0) stands for the
/// user ("train.csv: line 18"); without it, "row i".
void check_labels(const Objective& objective, const Targets& targets,
                  const std::function<std::string(std::size_t row)>& describe_row);
void check_labels(const Objective& objective, const Targets& targets);

/// The weighted mean of the loss that training minimises; for poisson without the terms that
/// depend on labels alone. NaN where no row has weight.
double mean_loss(const Objective& objective, Scores raw, const Targets& targets);

}  // namespace coppice
