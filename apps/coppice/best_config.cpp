#include "coppice/best_config.hpp"

#include <fmt/format.h>

#include "coppice/row_writer.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

bool is_utf8(std::string_view text) {
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    if (length == 0) return false;
    text.remove_prefix(length);
  }
  return true;
}

/// What stands in place of a text that TOML cannot hold (a file's name may be of any bytes).
std::string not_utf8(std::string_view name, std::string_view text) {
  return fmt::format("# {}: {} is not UTF-8, as TOML is; give it on the command line\n", name,
                     printable(text));
}

}  // namespace

// A JSON string is a TOML basic string too.

std::string toml_line(std::string_view name, const std::string& text) {
  if (!is_utf8(text)) return not_utf8(name, text);
  return fmt::format("{} = {}\n", name, json_string(text));
}

std::string toml_line(std::string_view name, const std::vector<std::string>& texts) {
  std::vector<std::string> quoted;
  for (const std::string& text : texts) {
    if (!is_utf8(text)) return not_utf8(name, text);
    quoted.push_back(json_string(text));
  }
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
