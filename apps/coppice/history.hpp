#pragma once

#include <vector>

#include "base/observer.hpp"
#include "model/model.hpp"

namespace coppice {

/// The metrics of one row of the history, data set and metric told apart.
std::vector<MetricValue> metrics_of(const Model& model, const HistoryRow& row);

/// The metrics of the rounds that were kept; empty where nothing was measured.
std::vector<MetricValue> final_metrics(const Model& model);

}  // namespace coppice
