#pragma once

#include "boost/boost_params.hpp"
#include "boost/prepare.hpp"

namespace coppice {

/// Throws a usage error that names the parameters where they do not go together, or not with the
/// data.
void check_params(const Prepared& data, const TrainParams& params);

/// Warns of parameters that are set (not at the booster's default) and change nothing beside the
/// others: the quantile of another objective, the bins of a method that takes none.
void warn_idle(const TrainParams& params, const Objective& objective, Observer& observer);

}  // namespace coppice
