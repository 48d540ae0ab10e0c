#pragma once

#include <string>
#include <vector>

#include "base/parameters.hpp"

namespace coppice {

/// Parameters that differ from their defaults, as lines of a TOML file that --config takes. Each
/// group comes with one of the same type that has the defaults.
std::string changed_parameters(const std::vector<Parameter>& parameters,
                               const std::vector<Parameter>& defaults);

/// "data = \"train.csv\"".
std::string toml_line(std::string_view name, const std::string& text);
std::string toml_line(std::string_view name, const std::vector<std::string>& texts);

}  // namespace coppice
