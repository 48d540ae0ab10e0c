#pragma once

#include <functional>
#include <memory>
#include <string_view>

#include "coppice/command_line.hpp"
#include "coppice/console.hpp"

namespace coppice {

/// One command of the program. It stands in a file of its own, in three parts: its options (a
/// plain struct), describe (which flags set them), and run.
struct Command {
  std::string_view name;
  std::string_view purpose;  ///< one line for the overview and the help
  std::function<void(CommandLine&)> describe;
  std::function<void(Console&)> run;
};

/// Ties the three parts together: `run` gets the options that `describe` had set.
template <class Options>
Command make_command(std::string_view name, std::string_view purpose,
                     void (*describe)(CommandLine&, Options&),
                     void (*run)(const Options&, Console&)) {
  auto options = std::make_shared<Options>();
  return {name, purpose, [=](CommandLine& line) { describe(line, *options); },
          [=](Console& console) { run(*options, console); }};
}

}  // namespace coppice
