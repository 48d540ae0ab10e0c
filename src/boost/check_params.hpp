#pragma once

#include "boost/boost_params.hpp"
#include "boost/prepare.hpp"

namespace coppice {

/// Throws a usage error that names the parameters where they do not go together, or not with the
/// data.
void check_params(const Prepared& data, const TrainParams& params);

}  // namespace coppice
