#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "coppice/command.hpp"
#include "coppice/run_params.hpp"

namespace coppice {

/// What a command takes, with the flags that every command has; `run` holds those.
CommandLine command_line(const Command& command, RunParams& run);

/// Reads the arguments, sets threads and console up as they ask, and runs the command; or prints
/// its help where that is asked for. `console` is replaced once its style is known.
void run_command(const Command& command, const std::vector<std::string>& arguments,
                 std::unique_ptr<Console>& console);

std::string help_of(const Command& command);

/// Text to standard output; a closed pipe and a full disk are told like those of any file.
void print_text(std::string_view text);

}  // namespace coppice
