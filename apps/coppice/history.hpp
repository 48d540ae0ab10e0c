#pragma once

#include <vector>

#include "base/observer.hpp"
#include "coppice/console.hpp"
#include "model/model.hpp"

namespace coppice {

/// The metrics of one row of the history, data set and metric told apart.
std::vector<MetricValue> metrics_of(const Model& model, const HistoryRow& row);

/// Warns of a metric that the rows it was measured on leave undefined.
void warn_undefined(const MetricValue& metric, Console& console);

/// The metrics of the rounds that were kept; empty where nothing was measured.
std::vector<MetricValue> final_metrics(const Model& model);

}  // namespace coppice
