#pragma once

#include <string>

#include "base/parameters.hpp"

namespace coppice {

/// A parameter row as it is spelled on the command line.
struct Flag {
  Parameter parameter;
  bool positional = false;  ///< given by its place: DATA instead of --data FILE
  bool required = false;
  char letter = 0;  ///< -o for --out
};

/// True for a parameter that is on or off and needs no value: --header, --no-header.
bool is_switch(const Parameter& parameter);

/// "DATA" for a positional argument, else "-o, --out FILE", "--header, --no-header".
std::string spelling(const Flag& flag);

}  // namespace coppice
