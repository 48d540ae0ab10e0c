#include "coppice/space_file.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "boost/booster_params.hpp"
#include "coppice/config.hpp"
#include "coppice/toml_file.hpp"

namespace coppice {

namespace {

double number_of(const toml::node& node, const std::string& where) {
  const auto number = node.value<double>();
  if (!number || !node.is_number()) throw usage_error("{} is not a number", where);
  return *number;
}

std::vector<Condition> conditions_of(const toml::node& node, const std::string& where) {
  const toml::table* table = node.as_table();
  if (table == nullptr) {
    throw usage_error("{}: write when = {{ booster = \"gbdt\" }}, with a value or a list", where);
  }
  std::vector<Condition> conditions;
  for (const auto& [key, values] : *table) {
    conditions.push_back({config_key(std::string(key.str())), toml_texts(values, where)});
  }
  return conditions;
}

/// One key of a range: { min = 0.01, max = 0.3, log = true, when = { ... } }.
void read_key(Dimension& dimension, const std::string& key, const toml::node& node) {
  const std::string where = dimension.origin + dimension.name + ": " + key;
  if (key == "min") {
    dimension.min = number_of(node, where);
  } else if (key == "max") {
    dimension.max = number_of(node, where);
  } else if (key == "step") {
    dimension.step = number_of(node, where);
  } else if (key == "points") {
    dimension.points = static_cast<int>(std::clamp(number_of(node, where), 0.0, 1e6));
  } else if (key == "log" && node.is_boolean()) {
    dimension.log = node.value_or(false);
  } else if (key == "values") {
    dimension.values = toml_texts(node, where);
  } else if (key == "when") {
    dimension.when = conditions_of(node, where);
  } else {
    throw usage_error(
        "{} is not known here; a range has min, max, log, step, points, when; a list "
        "has values, when",
        where);
  }
}

Dimension dimension_of(const std::string& path, const toml::key& key, const toml::node& node) {
  Dimension dimension;
  dimension.name = config_key(std::string(key.str()));
  dimension.origin = toml_place(path, key);
  if (const toml::table* range = node.as_table()) {
    for (const auto& [name, value] : *range) read_key(dimension, std::string(name.str()), value);
    const bool has_range = range->contains("min") && range->contains("max");
    if (has_range == range->contains("values")) {
      throw usage_error("{}{}: give min and max, or values", dimension.origin, dimension.name);
    }
  } else if (node.is_array()) {
    dimension.values = toml_texts(node, dimension.origin + dimension.name);
  } else {
    throw usage_error(
        "{}{}: a list of values or a range is needed; what is fixed stands above "
        "[space]",
        dimension.origin, dimension.name);
  }
  if (dimension.values.empty() && !node.is_table()) {
    throw usage_error("{}{}: the list is empty", dimension.origin, dimension.name);
  }
  return dimension;
}

/// TOML tables are sorted by name; the order of the file is what conditions and grids go by.
template <class Item>
std::vector<Item> in_file_order(std::vector<std::pair<toml::source_position, Item>> found) {
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.line, a.first.column) < std::pair(b.first.line, b.first.column);
  });
  std::vector<Item> items;
  for (auto& [position, item] : found) items.push_back(std::move(item));
  return items;
}

}  // namespace

SpaceFile read_space(const std::string& path) {
  const toml::table file = read_toml(path);
  std::vector<std::pair<toml::source_position, Setting>> fixed;
  std::vector<std::pair<toml::source_position, Dimension>> dimensions;
  for (const auto& [key, node] : file) {
    const std::string name = config_key(std::string(key.str())), where = toml_place(path, key);
    const toml::table* section = node.as_table();
    if (section == nullptr) {
      fixed.push_back({key.source().begin, {name, toml_texts(node, where + name), where}});
    } else if (name == "space") {
      for (const auto& [parameter, range] : *section) {
        dimensions.push_back({parameter.source().begin, dimension_of(path, parameter, range)});
      }
    } else {
      throw usage_error("{}section [{}]: the only section is [space]", where, name);
    }
  }
  SpaceFile space{in_file_order(std::move(fixed)), {in_file_order(std::move(dimensions))}};
  for (std::size_t i = 1; i < space.space.dimensions.size(); ++i) {
    const auto begin = space.space.dimensions.begin(),
               here = begin + static_cast<std::ptrdiff_t>(i);
    const auto same = [&](const Dimension& other) { return other.name == here->name; };
    if (std::any_of(begin, here, same)) {
      throw usage_error("{}{} is given more than once; give it once", here->origin, here->name);
    }
  }
  return space;
}

namespace {

/// Defaults are those of the booster, which may be fixed here.
TrainParams with_booster(const std::vector<Setting>& fixed, const TrainParams& params) {
  TrainParams named = params;
  const std::vector<Parameter> parameters = parameters_of_training(named);
  const Parameter& booster = *std::ranges::find(parameters, "booster", &Parameter::name);
  for (const Setting& setting : fixed) {
    if (setting.name == booster.name && setting.values.size() == 1)
      booster.set(setting.values.front());
  }
  return for_booster(params, named.boost.booster);
}

}  // namespace

void apply_fixed(const std::vector<Setting>& fixed, TrainParams& params) {
  params = with_booster(fixed, params);
  TrainParams defaults = default_params(params.boost.booster);
  const std::vector<Parameter> parameters = parameters_of_training(params);
  const std::vector<Parameter> initial = parameters_of_training(defaults);
  for (const Setting& setting : fixed) {
    const auto found = std::ranges::find_if(
        parameters, [&](const Parameter& parameter) { return parameter.name == setting.name; });
    if (found == parameters.end()) {
      throw usage_error("{}'{}' is no parameter of training; what to try stands under [space]",
                        setting.origin, setting.name);
    }
    const std::string before = found->get();
    const bool given =
        before != initial[static_cast<std::size_t>(found - parameters.begin())].get();
    const bool list = found->type == ParameterType::list;
    if (!list && setting.values.size() != 1) {
      throw usage_error("{}{} takes one value; a list to try stands under [space]", setting.origin,
                        setting.name);
    }
    found->reset();
    try {
      for (const std::string& value : setting.values) found->set(value);
    } catch (const Error& error) {
      throw usage_error("{}{}", setting.origin, error.what());
    }
    if (given && found->get() != before) {
      throw usage_error("{}{} is {} here and {} in a flag or the configuration; give it once",
                        setting.origin, setting.name, found->get(), before);
    }
  }
}

}  // namespace coppice
