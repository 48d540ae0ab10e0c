#pragma once

#include <vector>

#include "boost/prepare.hpp"
#include "tune/folds.hpp"

namespace coppice {

/// The data of each fold, ready to learn from, with its held-out rows as the one validation set.
/// Bin edges are found from a fold's own training rows, so that nothing of the held-out rows leaks;
/// with `shared_edges` the whole table is binned once and each fold takes its rows from that.
std::vector<Prepared> prepare_folds(const LoadedTable& data, const std::vector<Fold>& folds,
                                    const Task& task, const TrainParams& params, bool shared_edges);

}  // namespace coppice
