#pragma once

#include <array>
#include <tuple>
#include <utility>

#include "base/parameters.hpp"

namespace coppice {

enum class LogStyle { text, json };
template <>
struct EnumNames<LogStyle> {
  static constexpr std::array<std::pair<LogStyle, const char*>, 2> names{
      {{LogStyle::text, "text"}, {LogStyle::json, "json"}}};
};

/// How a command runs, whatever it does: every command has these flags.
struct RunParams {
  int threads = 0;
  int memory_limit = 0;
  LogStyle log = LogStyle::text;
  bool quiet = false;
  bool strict = false;
};
template <>
struct ParameterTable<RunParams> {
  static constexpr const char* title = "Running";
  static constexpr auto rows = std::tuple{
      Row{"threads",
          &RunParams::threads,
          "Threads to use, 0: one a processor; results do not depend on it",
          {0, 1000000}},
      Row{"memory-limit",
          &RunParams::memory_limit,
          "MiB of memory to stay within, 0: what the machine or its container has; work that would "
          "take more is refused before it starts",
          {0, 1000000000}},
      Row{"log", &RunParams::log, "Progress on standard error: text, or one JSON object an event"},
      Row{"quiet", &RunParams::quiet, "Say nothing but warnings and errors"},
      Row{"strict", &RunParams::strict, "Take each warning for an error, and write nothing"},
  };
};

}  // namespace coppice
