#pragma once

#include <string>
#include <vector>

#include "coppice/command_line.hpp"

namespace coppice {

/// A key as the flags spell it: underscores become dashes.
std::string config_key(std::string name);

/// The keys of a TOML file and their values as text, in the order of the file. Throws an io error
/// where it cannot be read, and a usage error that names file and line where it is not TOML or a
/// value is not text, a number, true or false, or a list of those.
std::vector<Setting> read_config(const std::string& path);

}  // namespace coppice
