#pragma once

#include <string>

#include "boost/boost_params.hpp"
#include "data/reader.hpp"

namespace coppice {

/// The parameters of one model of a stack: `given` is a booster's name, which stands for its
/// defaults, or a TOML file as `train --config` takes it. What the file says of reading must be
/// what `read` says, since a stack reads its data once. Throws as reading a configuration does.
TrainParams read_base(const std::string& given, const ReadParams& read);

}  // namespace coppice
