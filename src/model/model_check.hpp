#pragma once

#include "model/model.hpp"

namespace coppice {

/// Whether a model hangs together: counts that match, indices in range, each split and leaf of a
/// tree reached exactly once from its root, kinds of splits that fit the features, finite
/// numbers. Runs before a model is written and after it is read. Throws a ModelFault
/// (json_reader.hpp) that names the tree and the split or leaf.
void check_model(const Model& model);

}  // namespace coppice
