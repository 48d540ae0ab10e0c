#pragma once

#include <string>
#include <vector>

#include "coppice/command.hpp"

namespace coppice {

/// What `coppice` alone prints: the commands, and how to begin.
std::string overview(const std::vector<Command>& commands);

/// What `coppice COMMAND --help` prints: purpose, usage, the common flags, every parameter under
/// its group, examples.
std::string command_help(const CommandLine& line);

}  // namespace coppice
