#include "coppice/best_config.hpp"

#include <fmt/format.h>

#include "coppice/row_writer.hpp"

namespace coppice {

// A JSON string is a TOML basic string too.

std::string toml_line(std::string_view name, const std::string& text) {
  return fmt::format("{} = {}\n", name, json_string(text));
}

std::string toml_line(std::string_view name, const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) quoted.push_back(json_string(text));
  return fmt::format("{} = [{}]\n", name, fmt::join(quoted, ", "));
}

std::string changed_parameters(const std::vector<Parameter>& parameters,
                               const std::vector<Parameter>& defaults) {
  std::string lines;
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const Parameter& parameter = parameters[i];
    if (parameter.get() == defaults[i].get()) continue;
    switch (parameter.type) {
      case ParameterType::list:
        lines += toml_line(parameter.name, parameter.get_list());
        break;
      case ParameterType::text:
      case ParameterType::choice:
        lines += toml_line(parameter.name, parameter.get());
        break;
      default:
        lines += fmt::format("{} = {}\n", parameter.name, parameter.get());
    }
  }
  return lines;
}

}  // namespace coppice
