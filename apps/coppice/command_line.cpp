#include "coppice/command_line.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

#include "base/error.hpp"
#include "coppice/config.hpp"

namespace coppice {

namespace {

bool contains(std::initializer_list<std::string_view> names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// "true" and "false" of a switch as the parameter spells them.
std::string_view switch_value(const Parameter& parameter, std::string_view text) {
  if (parameter.type == ParameterType::choice && is_switch(parameter)) {
    if (text == "true") return "yes";
    if (text == "false") return "no";
  }
  return text;
}

/// --set entries ("trees=10") as settings.
std::vector<Setting> assignments(const std::vector<std::string>& entries) {
  std::vector<Setting> settings;
  for (const std::string& entry : entries) {
    const std::size_t equals = entry.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw usage_error("--set '{}' is not NAME=VALUE, as in --set trees=200", entry);
    }
    settings.push_back({config_key(entry.substr(0, equals)), {entry.substr(equals + 1)}, "--set "});
  }
  return settings;
}

/// One setting a parameter: entries of a list are joined, a scalar given twice is refused.
std::vector<Setting> merged(const CommandLine& line, std::vector<Setting> settings) {
  std::vector<Setting> all;
  for (Setting& setting : settings) {
    const auto before = std::find_if(
        all.begin(), all.end(), [&](const Setting& other) { return other.name == setting.name; });
    if (before == all.end()) {
      all.push_back(std::move(setting));
      continue;
    }
    const Flag* flag = line.find(setting.name);
    if (flag && flag->parameter.type != ParameterType::list) {
      throw usage_error("{}{} is given more than once; give it once", setting.origin, setting.name);
    }
    before->values.insert(before->values.end(), setting.values.begin(), setting.values.end());
  }
  return all;
}

}  // namespace

void CommandLine::add(std::vector<Parameter> parameters,
                      std::initializer_list<std::string_view> only) {
  for (Parameter& parameter : parameters) {
    if (only.size() > 0 && !contains(only, parameter.name)) continue;
    if (find(parameter.name)) {
      throw std::logic_error(fmt::format("two parameters are called {}", parameter.name));
    }
    flags_.push_back({std::move(parameter)});
  }
}

void CommandLine::add_config(ConfigParams& config) {
  config_ = &config;
  add(parameters_of(config));
}

void CommandLine::positional(std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) flag(name).positional = true;
  required(names);
}

void CommandLine::required(std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) flag(name).required = true;
}

void CommandLine::common(std::initializer_list<std::string_view> names) {
  for (std::string_view name : names) common_.emplace_back(flag(name).parameter.name);
}

void CommandLine::letter(std::string_view name, char letter) {
  flag(name).letter = letter;
}

const Flag* CommandLine::find(std::string_view name) const {
  const auto found = std::find_if(flags_.begin(), flags_.end(),
                                  [&](const Flag& flag) { return flag.parameter.name == name; });
  return found == flags_.end() ? nullptr : &*found;
}

Flag& CommandLine::flag(std::string_view name) {
  for (Flag& flag : flags_) {
    if (flag.parameter.name == name) return flag;
  }
  throw std::logic_error(fmt::format("{} has no parameter {}", command_, name));
}

std::vector<std::string_view> CommandLine::names() const {
  std::vector<std::string_view> names;
  for (const Flag& flag : flags_) names.push_back(flag.parameter.name);
  return names;
}

void CommandLine::read(const std::vector<std::string>& arguments) const {
  std::vector<Setting> flags;
  for (const Setting& setting : merged(*this, read_arguments(*this, arguments))) {
    if (config_ && (setting.name == "config" || setting.name == "set")) {
      apply(setting);
    } else {
      flags.push_back(setting);
    }
  }
  std::vector<Setting> settings;
  if (config_) {
    if (!config_->config.empty()) settings = read_config(config_->config);
    for (Setting& setting : assignments(config_->set)) flags.push_back(std::move(setting));
  }
  for (Setting& setting : merged(*this, std::move(flags))) settings.push_back(std::move(setting));
  for (const Setting& setting : settings) apply(setting);
  if (put_defaults_) {
    put_defaults_();
    for (const Setting& setting : settings) apply(setting);
  }
  check_required();
}

void CommandLine::apply(const Setting& setting) const {
  const Flag* flag = find(setting.name);
  if (!flag) {
    throw usage_error("{}unknown key '{}'{}", setting.origin, setting.name,
                      name_hint(*this, setting.name, ""));
  }
  if (setting.origin != "--" && (setting.name == "config" || setting.name == "set")) {
    throw usage_error("{}'{}' is a flag only", setting.origin, setting.name);
  }
  const Parameter& parameter = flag->parameter;
  const bool list = parameter.type == ParameterType::list;
  if (!list && setting.values.size() != 1) {
    throw usage_error("{}{} takes one value and has {}; give one", setting.origin, setting.name,
                      setting.values.size());
  }
  if (list) parameter.reset();
  try {
    for (const std::string& value : setting.values) parameter.set(switch_value(parameter, value));
  } catch (const Error& error) {
    throw usage_error("{}{}", flag->positional ? "" : setting.origin, error.what());
  }
}

void CommandLine::check_required() const {
  for (const Flag& flag : flags_) {
    const Parameter& parameter = flag.parameter;
    if (!flag.required || !parameter.get().empty()) continue;
    throw usage_error("coppice {} needs {}: {}; see coppice {} --help", command_, spelling(flag),
                      parameter.help, command_);
  }
}

std::string name_hint(const CommandLine& line, std::string_view name, std::string_view dashes) {
  if (const auto ours = name_in_coppice(name); ours && line.find(*ours)) {
    return fmt::format("; Coppice calls it {}{}", dashes, *ours);
  }
  if (const auto near = nearest_name(name, line.names())) {
    return fmt::format("; did you mean {}{}?", dashes, *near);
  }
  return fmt::format("; see coppice {} --help", line.command());
}

}  // namespace coppice
