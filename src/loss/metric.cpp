#include "loss/metric.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>

#include "base/error.hpp"
#include "base/parameters.hpp"

namespace coppice {

namespace {

// What an objective's predictions can be measured by.
enum Task : unsigned {
  numbers = 1,    ///< any regression
  rates = 2,      ///< poisson
  quantiles = 4,  ///< quantile
  binary = 8,
  multiclass = 16,
};

struct MetricRow {
  Metric metric;
  std::string_view name;
  unsigned tasks;
  bool larger_is_better = false;
};

constexpr MetricRow kMetrics[] = {
    {Metric::rmse, "rmse", numbers},
    {Metric::mse, "mse", numbers},
    {Metric::mae, "mae", numbers},
    {Metric::mape, "mape", numbers},
    {Metric::r2, "r2", numbers, true},
    {Metric::logloss, "logloss", binary | multiclass},
    {Metric::auc, "auc", binary, true},
    {Metric::average_precision, "average_precision", binary, true},
    {Metric::error, "error", binary | multiclass},
    {Metric::accuracy, "accuracy", binary | multiclass, true},
    {Metric::f1, "f1", binary, true},
    {Metric::mlogloss, "mlogloss", binary | multiclass},
    {Metric::merror, "merror", binary | multiclass},
    {Metric::poisson_deviance, "poisson_deviance", rates},
    {Metric::quantile_loss, "quantile_loss", quantiles},
};

struct Spelling {
  std::string_view other;
  Metric metric;
};

// LightGBM, XGBoost, CatBoost and scikit-learn, lower case with underscores.
constexpr Spelling kSpellings[] = {
    {"acc", Metric::accuracy},
    {"aucpr", Metric::average_precision},
    {"average_precision_score", Metric::average_precision},
    {"binary_error", Metric::error},
    {"binary_logloss", Metric::logloss},
    {"cross_entropy", Metric::logloss},
    {"crossentropy", Metric::logloss},
    {"f1_score", Metric::f1},
    {"l1", Metric::mae},
    {"l2", Metric::mse},
    {"l2_root", Metric::rmse},
    {"log_loss", Metric::logloss},
    {"mean_absolute_error", Metric::mae},
    {"mean_absolute_percentage_error", Metric::mape},
    {"mean_poisson_deviance", Metric::poisson_deviance},
    {"mean_squared_error", Metric::mse},
    {"multi_error", Metric::merror},
    {"multi_logloss", Metric::mlogloss},
    {"multiclass", Metric::mlogloss},
    {"pinball", Metric::quantile_loss},
    {"poisson", Metric::poisson_deviance},
    {"pr_auc", Metric::average_precision},
    {"prauc", Metric::average_precision},
    {"quantile", Metric::quantile_loss},
    {"r2_score", Metric::r2},
    {"regression_l1", Metric::mae},
    {"regression_l2", Metric::mse},
    {"roc_auc", Metric::auc},
    {"root_mean_squared_error", Metric::rmse},
};

const MetricRow& row_of(Metric metric) {
  return *std::ranges::find(kMetrics, metric, &MetricRow::metric);
}

unsigned tasks_of(const Objective& objective) {
  switch (objective_kind(objective)) {
    case ObjectiveKind::logistic:
      return binary;
    case ObjectiveKind::softmax:
      return output_count(objective) == 2 ? binary : multiclass;
    case ObjectiveKind::brier:
      return output_count(objective) == 1 ? binary : multiclass;
    case ObjectiveKind::poisson:
      return numbers | rates;
    case ObjectiveKind::quantile:
      return numbers | quantiles;
    default:
      return numbers;
  }
}

std::string names_for(unsigned tasks) {
  std::string text;
  for (const MetricRow& row : kMetrics) {
    if (row.tasks & tasks) text += fmt::format("{}{}", text.empty() ? "" : ", ", row.name);
  }
  return text;
}

}  // namespace

Metric parse_metric(std::string_view name) {
  std::string text(name);
  for (char& c : text) {
    if (c == '-') c = '_';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  for (const MetricRow& row : kMetrics) {
    if (row.name == text) return row.metric;
  }
  for (const Spelling& spelling : kSpellings) {
    if (spelling.other == text) return spelling.metric;
  }
  const auto near = nearest_name(text, metric_names());
  throw usage_error("metric: '{}' is not known{}; use one of {}", name.substr(0, 60),
                    near ? fmt::format(", did you mean '{}'?", *near) : "", names_for(~0u));
}

std::string_view metric_name(Metric metric) {
  return row_of(metric).name;
}

std::vector<std::string_view> metric_names() {
  std::vector<std::string_view> names;
  for (const MetricRow& row : kMetrics) names.push_back(row.name);
  return names;
}

bool larger_is_better(Metric metric) {
  return row_of(metric).larger_is_better;
}

Metric default_metric(const Objective& objective) {
  switch (objective_kind(objective)) {
    case ObjectiveKind::logistic:
      return Metric::logloss;
    case ObjectiveKind::softmax:
      return Metric::mlogloss;
    case ObjectiveKind::brier:
      return Metric::error;
    case ObjectiveKind::absolute_error:
      return Metric::mae;
    case ObjectiveKind::quantile:
      return Metric::quantile_loss;
    case ObjectiveKind::poisson:
      return Metric::poisson_deviance;
    default:
      return Metric::rmse;
  }
}

void check_metric(Metric metric, const Objective& objective) {
  const unsigned tasks = tasks_of(objective);
  if (row_of(metric).tasks & tasks) return;
  const bool many = tasks == multiclass;
  throw usage_error("metric: {} does not fit objective {}{}; use one of {}", metric_name(metric),
                    objective_name(objective),
                    many ? fmt::format(" with {} classes", output_count(objective)) : "",
                    names_for(tasks));
}

}  // namespace coppice
