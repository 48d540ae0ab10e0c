#include "coppice/help.hpp"

#include <fmt/format.h>

namespace coppice {

namespace {

constexpr std::size_t kLeft = 32;    ///< columns of the flags' names
constexpr std::size_t kWidth = 100;  ///< of a line

/// Two columns: the name, and the text wrapped beside it.
///
///     --max-leaves N                Most leaves of one tree [default 31; from 2 to
///                                   1048576]
std::string entry(std::string_view name, std::string_view text) {
  std::string out = fmt::format("  {:<{}}", name, kLeft - 2);
  std::size_t column = kLeft;
  if (name.size() + 4 > kLeft) out += '\n' + std::string(kLeft, ' ');
  while (!text.empty()) {
    const std::size_t space = text.find(' ');
    const std::string_view word = text.substr(0, space);
    if (column > kLeft && column + 1 + word.size() > kWidth) {
      out += '\n' + std::string(kLeft, ' ');
      column = kLeft;
    }
    if (column > kLeft) out += ' ', ++column;
    out += word;
    column += word.size();
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return out + '\n';
}

/// "[default 31; from 2 to 1048576]", or less where there is less to say.
std::string limits(const Flag& flag) {
  const Parameter& parameter = flag.parameter;
  if (flag.required) return "[required]";
  const std::string value = parameter.get();
  switch (parameter.type) {
    case ParameterType::integer:
    case ParameterType::number:
    case ParameterType::choice:
      return fmt::format("[default {}; {}]", value, allowed_values(parameter));
    default:
      return value.empty() || value == "false" ? "" : fmt::format("[default {}]", value);
  }
}

std::string flag_entry(const Flag& flag) {
  return entry(spelling(flag), fmt::format("{} {}", flag.parameter.help, limits(flag)));
}

}  // namespace

std::string overview(const std::vector<Command>& commands) {
  std::string text =
      "coppice: boosted and bagged trees from the shell\n\n"
      "Usage: coppice COMMAND [arguments]\n\nCommands:\n";
  for (const Command& command : commands) {
    text += fmt::format("  {:<10} {}\n", command.name, command.purpose);
  }
  return text +
         "\nTo begin:\n"
         "  coppice train train.csv --label target -o model.json\n"
         "  coppice predict model.json new.csv -o predictions.csv\n\n"
         "`coppice COMMAND --help` explains a command; `coppice --version` tells the version.\n";
}

std::string command_help(const CommandLine& line) {
  std::string text =
      fmt::format("{}\n\nUsage: coppice {} {}\n", line.purpose(), line.command(), line.usage());
  std::string common;
  for (std::string_view name : line.common()) {
    common += entry(spelling(*line.find(name)), line.find(name)->parameter.help);
  }
  if (!common.empty()) text += "\nCommon:\n" + common;
  std::string_view group;
  for (const Flag& flag : line.flags()) {
    if (flag.parameter.group != group) {
      group = flag.parameter.group;
      text += fmt::format("\n{}:\n", group);
    }
    text += flag_entry(flag);
  }
  text += entry("-h, --help", "Show this help");
  if (!line.examples().empty()) text += "\nExamples:\n";
  for (const std::string& example : line.examples()) text += fmt::format("  {}\n", example);
  return text;
}

}  // namespace coppice
