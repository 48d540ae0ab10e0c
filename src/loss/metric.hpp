#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "loss/objective.hpp"

namespace coppice {

enum class Metric {
  rmse, mse, mae, mape, r2, logloss, auc, average_precision, error, accuracy, f1, mlogloss, merror, poisson_deviance,
  quantile_loss
};

/// Throws a usage error that names the nearest known metric.
Metric parse_metric(std::string_view name);
std::string_view metric_name(Metric metric);
std::vector<std::string_view> metric_names();
/// True where a larger value is better (auc, r2, accuracy, ...).
bool larger_is_better(Metric metric);
/// The metric watched when none is named: logloss, mlogloss or rmse by objective.
Metric default_metric(const Objective& objective);
/// Throws a usage error where the metric does not fit the objective (auc for regression).
void check_metric(Metric metric, const Objective& objective);

/// The value over all rows, weights respected. `raw` holds raw scores, outputs x rows, output by
/// output. Deterministic for any thread count. auc with ties counted half; logloss with
/// probabilities clipped to [1e-15, 1 - 1e-15].
double evaluate_metric(Metric metric, const Objective& objective, Scores raw, const Targets& targets);

}  // namespace coppice
