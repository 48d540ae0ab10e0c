// The one place that knows CLI11: it splits the arguments into flags, values and positional
// arguments. What they mean, and what is said when they are wrong, is ours.

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>

#include "base/error.hpp"
#include "coppice/command_line.hpp"

namespace coppice {

namespace {

/// True for "--trees", "--trees=3" and "--no-header".
bool is_flag(const CommandLine& line, const std::string& typed) {
  const std::string name = typed.substr(2, typed.find('=') - 2);
  const Flag* flag = line.find(name);
  if (flag) return !flag->positional;
  const Flag* positive = name.starts_with("no-") ? line.find(name.substr(3)) : nullptr;
  return positive && is_switch(positive->parameter);
}

Error needs_value(const Flag& flag) {
  return usage_error("--{} needs a value: {}", flag.parameter.name, allowed_values(flag.parameter));
}

/// A flag that `line` does not have is told before anything else: its value would otherwise be
/// taken for a positional argument.
void check_spelling(const CommandLine& line, const std::string& argument) {
  const std::string typed = argument.substr(0, argument.find('='));
  if (typed.starts_with("--")) {
    if (is_flag(line, typed)) {
      // CLI11 would take what follows for the value.
      if (const Flag* flag = line.find(typed.substr(2)); flag && argument.ends_with('=')) {
        throw needs_value(*flag);
      }
      return;
    }
    if (const Flag* positional = line.find(typed.substr(2))) {
      throw usage_error("{} takes no dashes: coppice {} {}", spelling(*positional), line.command(),
                        line.usage());
    }
    throw usage_error("unknown flag {}{}", typed, name_hint(line, typed, "--"));
  }
  for (const Flag& flag : line.flags()) {
    if (argument.size() == 2 && flag.letter == argument[1]) return;
  }
  throw usage_error("unknown flag {}{}", argument, name_hint(line, typed, "--"));
}

bool looks_like_flag(const std::string& argument) {
  return argument.size() > 1 && argument[0] == '-' &&
         !std::isdigit(static_cast<unsigned char>(argument[1])) && argument[1] != '.';
}

/// `--header yes` as `--header=yes`: the value of a switch may be left out, so it is taken for one
/// only where it is one of the choices.
std::vector<std::string> joined_switches(const CommandLine& line,
                                         const std::vector<std::string>& arguments) {
  std::vector<std::string> joined;
  for (const std::string& argument : arguments) {
    const Flag* before = !joined.empty() && joined.back().starts_with("--")
                             ? line.find(joined.back().substr(2))
                             : nullptr;
    const bool value = before && is_switch(before->parameter) &&
                       std::ranges::count(before->parameter.choices, argument) > 0;
    if (value) {
      joined.back() += '=' + argument;
    } else {
      joined.push_back(argument);
    }
  }
  return joined;
}

CLI::Option* add_option(CLI::App& app, const Flag& flag) {
  const std::string name(flag.parameter.name);
  const std::string letter = flag.letter ? fmt::format("-{},", flag.letter) : "";
  CLI::Option* option = nullptr;
  if (flag.positional) {
    option = app.add_option(name);
  } else if (is_switch(flag.parameter)) {
    option = app.add_flag(fmt::format("{}--{},!--no-{}", letter, name, name));
  } else {
    option = app.add_option(fmt::format("{}--{}", letter, name));
  }
  // Every occurrence is kept: whether twice is too often is decided where the values are used.
  const bool several = flag.parameter.type == ParameterType::list;
  if (flag.positional) option->expected(several ? -1 : 1);  // -1: one or more
  if (flag.positional && !several) return option;
  return option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

/// CLI11's message begins with the flag that lacks its value: "--trees: 1 required  missing".
[[noreturn]] void fail(const CommandLine& line, const CLI::ParseError& error) {
  const std::string text = error.what();
  const std::size_t begin = text.find("--"), end = text.find(':');
  if (begin != std::string::npos && end != std::string::npos && begin < end) {
    if (const Flag* flag = line.find(text.substr(begin + 2, end - begin - 2))) {
      throw needs_value(*flag);
    }
  }
  throw usage_error("{}; see coppice {} --help", text, line.command());
}

}  // namespace

std::vector<Setting> read_arguments(const CommandLine& line,
                                    const std::vector<std::string>& arguments) {
  for (const std::string& argument : arguments) {
    if (argument == "--") break;
    if (looks_like_flag(argument)) check_spelling(line, argument);
  }
  CLI::App app;
  app.set_help_flag();
  app.allow_extras();
  std::vector<CLI::Option*> options;
  for (const Flag& flag : line.flags()) options.push_back(add_option(app, flag));
  try {
    const std::vector<std::string> joined = joined_switches(line, arguments);
    app.parse(std::vector<std::string>(joined.rbegin(), joined.rend()));
  } catch (const CLI::ParseError& error) {
    fail(line, error);
  }
  std::vector<Setting> settings;
  for (std::size_t i = 0; i < options.size(); ++i) {
    if (options[i]->count() == 0) continue;
    const Flag& flag = line.flags()[i];
    for (const std::string& value : options[i]->results()) {
      // CLI11 takes whatever follows: in `--trees --seed 3` the next flag.
      if (!flag.positional && value.starts_with("--") && is_flag(line, value))
        throw needs_value(flag);
      settings.push_back({std::string(flag.parameter.name), {value}, "--"});
    }
  }
  for (const std::string& extra : app.remaining()) {
    if (extra == "--") continue;
    throw usage_error("'{}' is one argument too many: coppice {} {}", extra, line.command(),
                      line.usage());
  }
  return settings;
}

}  // namespace coppice
