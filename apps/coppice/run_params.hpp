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
  LogStyle log = LogStyle::text;
  bool quiet = false;
};
template <>
struct ParameterTable<RunParams> {
  static constexpr const char* title = "Running";
  static constexpr auto rows = std::tuple{
      Row{"threads",
          &RunParams::threads,
          "Threads to use, 0: one a processor; results do not depend on it",
          {0, 1000000}},
      Row{"log", &RunParams::log, "Progress on standard error: text, or one JSON object an event"},
      Row{"quiet", &RunParams::quiet, "Say nothing but warnings and errors"},
  };
};

}  // namespace coppice
