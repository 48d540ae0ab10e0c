#include "coppice/history.hpp"

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

std::vector<MetricValue> final_metrics(const Model& model) {
  for (const HistoryRow& row : model.history) {
    if (row.round == model.best_round) return metrics_of(model, row);
  }
  return {};
}

}  // namespace coppice
