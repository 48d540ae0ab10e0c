#include "coppice/config.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "coppice/toml_file.hpp"

namespace coppice {

std::string config_key(std::string name) {
  std::replace(name.begin(), name.end(), '_', '-');
  return name;
}

std::vector<Setting> read_config(const std::string& path) {
  const toml::table table = read_toml(path);
  std::vector<std::pair<toml::source_index, Setting>> found;
  for (const auto& [key, node] : table) {
    const std::string name = config_key(std::string(key.str()));
    const std::string where = toml_place(path, key);
    if (node.is_table() || node.is_array_of_tables()) {
      throw usage_error("{}section [{}]: keys stand at the top level, without sections", where,
                        name);
    }
    found.push_back({key.source().begin.line, {name, toml_texts(node, where + name), where}});
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
