#include "coppice/config.hpp"

#include <fmt/format.h>
#include <toml++/toml.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "base/error.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMostBytes = std::size_t{1} << 20;

std::string read_text(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::string text(kMostBytes + 1, '\0');
  if (file) file.read(text.data(), static_cast<std::streamsize>(text.size()));
  if (!file && !file.eof()) throw io_error("{}: cannot read: {}", path, std::strerror(errno));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (text.size() > kMostBytes) {
    throw usage_error("{}: larger than 1 MiB, so it is no configuration file", path);
  }
  return text;
}

std::string value_text(const toml::node& node, const std::string& where) {
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* integer = node.as_integer()) return fmt::format("{}", integer->get());
  if (const auto* number = node.as_floating_point()) return fmt::format("{}", number->get());
  if (const auto* flag = node.as_boolean()) return flag->get() ? "true" : "false";
  throw usage_error("{}: a value is text in quotes, a number, true or false, or a list of those",
                    where);
}

std::vector<std::string> value_texts(const toml::node& node, const std::string& where) {
  std::vector<std::string> texts;
  if (const toml::array* list = node.as_array()) {
    for (const toml::node& entry : *list) texts.push_back(value_text(entry, where));
  } else {
    texts.push_back(value_text(node, where));
  }
  return texts;
}

toml::table parse(const std::string& text, const std::string& path) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    throw usage_error("{}:{}: not TOML: {}", path, error.source().begin.line, error.description());
  }
}

}  // namespace

std::string config_key(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::vector<Setting> read_config(const std::string& path) {
  const toml::table table = parse(read_text(path), path);
  std::vector<std::pair<toml::source_index, Setting>> found;
  for (const auto& [key, node] : table) {
    const std::string name = config_key(std::string(key.str()));
    const std::string where = fmt::format("{}:{}: ", path, key.source().begin.line);
    if (node.is_table() || node.is_array_of_tables()) {
      throw usage_error("{}section [{}]: keys stand at the top level, without sections", where,
                        name);
    }
    found.push_back({key.source().begin.line, {name, value_texts(node, where + name), where}});
  }
  std::stable_sort(found.begin(), found.end(),
                   [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<Setting> settings;
  for (auto& [line, setting] : found) {
    for (const Setting& other : settings) {
      if (other.name == setting.name) {
        throw usage_error("{}{} is given more than once; give it once", setting.origin, other.name);
      }
    }
    settings.push_back(std::move(setting));
  }
  return settings;
}

}  // namespace coppice
