#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/parameters.hpp"
#include "coppice/flag.hpp"

namespace coppice {

/// Values that the user gave to one parameter, and the words that lead to it in a message:
/// "--" of a flag, "fit.toml:3: " of a key.
struct Setting {
  std::string name;
  std::vector<std::string> values;
  std::string origin;
};

/// The configuration file, and keys that are set by name.
struct ConfigParams {
  std::string config;
  std::vector<std::string> set;
};
template <>
struct ParameterTable<ConfigParams> {
  static constexpr const char* title = "Configuration";
  static constexpr auto rows = std::tuple{
      Row{"config", &ConfigParams::config,
          "TOML file with the flags' names as keys; flags win over it"},
      Row{"set", &ConfigParams::set, "Any parameter, as NAME=VALUE; repeatable"},
  };
};

/// What a command takes: parameter rows, and how they are spelled. It describes itself (help.hpp),
/// and reads a configuration file and the arguments into the objects behind the rows.
class CommandLine {
 public:
  CommandLine(std::string_view command, std::string_view purpose)
      : command_(command), purpose_(purpose) {}

  /// Adds all rows of a group, or those named in `only`.
  void add(std::vector<Parameter> parameters, std::initializer_list<std::string_view> only = {});
  /// Adds --config and --set.
  void add_config(ConfigParams& config);
  void usage(std::string_view text) { usage_ = text; }
  void example(std::string_view text) { examples_.emplace_back(text); }
  void positional(std::initializer_list<std::string_view> names);
  void optional_positional(std::string_view name) { flag(name).positional = true; }
  void required(std::initializer_list<std::string_view> names);
  void common(std::initializer_list<std::string_view> names);
  void letter(std::string_view name, char letter);

  /// A setting may change what others are when they are not given: `put_defaults` is called when
  /// all settings are known, and puts those defaults; then what was given is set again.
  void defaults(std::function<void()> put_defaults) { put_defaults_ = std::move(put_defaults); }

  std::string_view command() const { return command_; }
  std::string_view purpose() const { return purpose_; }
  std::string_view usage() const { return usage_; }
  const std::vector<std::string>& examples() const { return examples_; }
  const std::vector<Flag>& flags() const { return flags_; }
  const std::vector<std::string_view>& common() const { return common_; }
  const Flag* find(std::string_view name) const;
  std::vector<std::string_view> names() const;

  /// Sets the parameters: from the configuration file, then from --set and flags, which win.
  /// Throws a usage error that names the flag or key, and the nearest known one.
  void read(const std::vector<std::string>& arguments) const;

 private:
  Flag& flag(std::string_view name);
  void apply(const Setting& setting) const;
  void check_required() const;

  std::string command_, purpose_, usage_;
  std::vector<std::string> examples_;
  std::vector<Flag> flags_;
  std::vector<std::string_view> common_;  ///< names that stand at the top of the help too
  ConfigParams* config_ = nullptr;
  std::function<void()> put_defaults_;
};

/// "; Coppice calls it --max-leaves", "; did you mean --trees?" or "", for a name that `line`
/// does not know; `dashes` stands before our name.
std::string name_hint(const CommandLine& line, std::string_view name, std::string_view dashes);

/// The flags and positional arguments as typed, in order; no value is looked at. Throws a usage
/// error where they are not flags of `line`.
std::vector<Setting> read_arguments(const CommandLine& line,
                                    const std::vector<std::string>& arguments);

}  // namespace coppice
