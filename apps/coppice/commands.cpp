#include "coppice/commands.hpp"

namespace coppice {

std::vector<Command> all_commands() {
  return {train_command(), predict_command(), evaluate_command(), cv_command(),   sweep_command(),
          stack_command(), blend_command(),   inspect_command(),  data_command(), params_command()};
}

}  // namespace coppice
