#pragma once

#include <string>

#include "model/model.hpp"

namespace coppice {

/// What a model is, for `inspect`: a few lines of name and value.
std::string model_summary_table(const Model& model);
/// The same with every parameter, as one JSON object.
std::string model_summary_json(const Model& model);

}  // namespace coppice
