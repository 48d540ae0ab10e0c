#pragma once

#include <vector>

#include "coppice/command.hpp"

namespace coppice {

// A new command is a file in commands/, a line here and a line in all_commands().
Command train_command();
Command predict_command();
Command evaluate_command();
Command cv_command();
Command sweep_command();
Command stack_command();
Command blend_command();
Command inspect_command();
Command data_command();
Command params_command();

/// Every command, in the order of the overview.
std::vector<Command> all_commands();

}  // namespace coppice
