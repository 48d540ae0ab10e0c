#pragma once

#include <vector>

#include "data/table.hpp"
#include "model/model.hpp"
#include "tune/folds.hpp"

namespace coppice {

/// The prediction of each row by the models that did not learn from it, one a fold: the mean over
/// repeats of what `predict` would print, outputs x rows; NaN where a row was never held out.
std::vector<double> out_of_fold(const Table& table, const std::vector<Fold>& folds,
                                const std::vector<Model>& models);

}  // namespace coppice
