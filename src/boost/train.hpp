#pragma once

#include <string>
#include <vector>

#include "boost/prepare.hpp"

namespace coppice {

/// Fits an ensemble to prepared data by the method that params.boost.booster names. `initial`, where
/// given, is the model that the data was prepared with: its trees come first. The same data,
/// parameters and seed give the same model whatever the number of threads, and whatever other fits
/// share the data. Throws usage errors (parameters).
Model fit(const Prepared& data, const TrainParams& params, const Model* initial, Observer& observer);

/// prepare and fit in one.
Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer);

/// Label texts or numbers of a table as the model's objective wants them: class indices or
/// numbers. Throws an input error that names file, line and label where one does not fit.
std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path);

}  // namespace coppice
