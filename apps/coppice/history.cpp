#include "coppice/history.hpp"

#include <fmt/format.h>

#include <cmath>

namespace coppice {

std::vector<MetricValue> metrics_of(const Model& model, const HistoryRow& row) {
  std::vector<MetricValue> metrics;
  for (std::size_t i = 0; i < row.values.size() && i < model.history_names.size(); ++i) {
    // "valid auc": the metric is the last word, the data set's name may have several.
    const std::string& name = model.history_names[i];
    const std::size_t space = name.rfind(' ');
    if (space == std::string::npos) continue;
    metrics.push_back({name.substr(0, space), name.substr(space + 1), row.values[i]});
  }
  return metrics;
}

void warn_undefined(const MetricValue& metric, Console& console) {
  if (!std::isnan(metric.value)) return;
  console.warning(fmt::format(
      "{}: {} has no value on these rows: it needs rows that differ in their label, and "
      "that count",
      metric.data, metric.metric));
}

std::vector<MetricValue> final_metrics(const Model& model) {
  for (const HistoryRow& row : model.history) {
    if (row.round == model.best_round) return metrics_of(model, row);
  }
  return {};
}

}  // namespace coppice
