#pragma once

#include <string>
#include <vector>

#include "boost/prepare.hpp"
#include "coppice/console.hpp"
#include "data/reader.hpp"

namespace coppice {

/// Reads held-out files with the training file's schema; `training` is the request that it was read
/// with. Their names are the files', or the whole paths where two agree.
std::vector<ValidationSet> read_validation(const std::vector<std::string>& paths,
                                           const ReadParams& params, const Schema& schema,
                                           const ReadRequest& training, Console& console);

}  // namespace coppice
