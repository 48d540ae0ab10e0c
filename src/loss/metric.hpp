#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "loss/objective.hpp"

namespace coppice {

enum class Metric {
  rmse,
  mse,
  mae,
  mape,
  r2,
  logloss,
  auc,
  average_precision,
  error,
  accuracy,
  f1,
  mlogloss,
  merror,
  poisson_deviance,
  quantile_loss
};

/// By our name or another tool's ("binary_logloss", "l2"). Throws a usage error that names the
/// nearest known metric.
Metric parse_metric(std::string_view name);
std::string_view metric_name(Metric metric);
std::vector<std::string_view> metric_names();
/// True where a larger value is better (auc, r2, accuracy, ...).
bool larger_is_better(Metric metric);
/// The metric watched when none is named: the one closest to the loss.
Metric default_metric(const Objective& objective);
/// Throws a usage error where the metric does not fit the objective (auc for regression).
void check_metric(Metric metric, const Objective& objective);

/// True of metrics that ask only for which class a row is taken: error, merror and accuracy.
bool counts_errors(Metric metric);
/// Such a metric of the classes that rows are taken for. The same for any number of threads.
double evaluate_answers(Metric metric, std::span<const std::uint32_t> answers,
                        const Targets& targets);

/// The value over all rows, weights respected. `raw` holds raw scores, outputs x rows, output by
/// output. The same for any number of threads. Throws as check_metric does.
///
///   rmse mse mae mape r2   of predictions on the label's scale; mape divides by |label|, so that
///                          a label of 0 makes it huge, as in scikit-learn
///   logloss mlogloss       -log of the label's probability, clipped to [1e-15, 1 - 1e-15]
///   error merror accuracy  a row is taken for the class of highest probability, of equal ones
///                          for the lowest; one of two classes at 0.5
///   auc average_precision  of two classes; ties count half, ties are taken together
///   f1                     of class 1 of two
///   poisson_deviance       mean of 2 (y log(y / mu) - y + mu)
///   quantile_loss          mean pinball loss at the objective's quantile
///
/// NaN where the metric is not defined: no weight at all, auc of one class, r2 of a constant
/// label, f1 or average_precision without class 1. Say "undefined", not a number.
double evaluate_metric(Metric metric, const Objective& objective, Scores raw,
                       const Targets& targets);

}  // namespace coppice
