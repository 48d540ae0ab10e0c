#include "coppice/flag.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <initializer_list>

namespace coppice {

namespace {

template <class Names>
bool contains(const Names& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// What stands for the value in the help.
std::string_view value_name(const Parameter& parameter) {
  using Names = std::initializer_list<std::string_view>;
  const std::string_view name = parameter.name;
  if (contains(Names{"base", "config", "init-model", "merge", "meta", "metrics-out", "out",
                     "predictions", "space", "valid"},
               name))
    return "FILE";
  if (contains(Names{"categorical", "fold-column", "fold-group", "fold-time", "group", "id",
                     "ignore", "keep", "label", "numeric", "weight"},
               name)) {
    return "COL";
  }
  if (name == "save-models") return "DIR";
  if (name == "set") return "NAME=VALUE";
  switch (parameter.type) {
    case ParameterType::integer:
      return "N";
    case ParameterType::number:
      return "X";
    case ParameterType::choice:
      return "NAME";
    default:
      return "TEXT";
  }
}

}  // namespace

bool is_switch(const Parameter& parameter) {
  return parameter.type == ParameterType::flag ||
         (contains(parameter.choices, "yes") && contains(parameter.choices, "no"));
}

std::string spelling(const Flag& flag) {
  const std::string_view name = flag.parameter.name;
  if (flag.positional) {
    std::string upper(name);
    for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return upper;
  }
  const std::string letter = flag.letter ? fmt::format("-{}, ", flag.letter) : "";
  if (flag.parameter.type == ParameterType::flag) return fmt::format("{}--{}", letter, name);
  if (is_switch(flag.parameter)) return fmt::format("{}--{}, --no-{}", letter, name, name);
  return fmt::format("{}--{} {}", letter, name, value_name(flag.parameter));
}

}  // namespace coppice
