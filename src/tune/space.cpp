#include "tune/space.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "base/error.hpp"
#include "boost/booster_params.hpp"

namespace coppice {

namespace {

/// Parameters that a trial cannot decide: they say how trials are judged.
constexpr std::string_view kOfTheSweep[] = {"metric", "seed", "valid-fraction"};

const Parameter* find(const std::vector<Parameter>& parameters, std::string_view name) {
  const auto found =
      std::find_if(parameters.begin(), parameters.end(),
                   [&](const Parameter& parameter) { return parameter.name == name; });
  return found == parameters.end() ? nullptr : &*found;
}

Error unknown_parameter(const Dimension& dimension, const std::vector<Parameter>& parameters) {
  std::vector<std::string_view> names;
  for (const Parameter& parameter : parameters) names.push_back(parameter.name);
  if (const auto ours = name_in_coppice(dimension.name); ours && find(parameters, *ours)) {
    return usage_error("{}unknown parameter '{}'; Coppice calls it {}", dimension.origin,
                       dimension.name, *ours);
  }
  const auto near = nearest_name(dimension.name, names);
  return usage_error("{}unknown parameter '{}'{}", dimension.origin, dimension.name,
                     near ? fmt::format("; did you mean {}?", *near) : "; see coppice params");
}

/// Tries a value: the parameter's own check says what is wrong with it.
void try_value(const Parameter& parameter, const std::string& value, const std::string& origin) {
  try {
    parameter.set(value);
  } catch (const Error& error) {
    throw usage_error("{}{}", origin, error.what());
  }
}

std::string number_text(const Dimension& dimension, double value) {
  if (dimension.integer) return fmt::format("{:.0f}", value);
  return fmt::format("{}", value);
}

void check_range(const Dimension& dimension, const Parameter& parameter) {
  if (parameter.type != ParameterType::integer && parameter.type != ParameterType::number) {
    throw usage_error("{}{} has no range; give a list of values: {}", dimension.origin,
                      dimension.name, allowed_values(parameter));
  }
  const auto whole = [](double value) { return value == std::floor(value); };
  if (dimension.integer &&
      !(whole(dimension.min) && whole(dimension.max) && whole(dimension.step))) {
    throw usage_error("{}{} is a whole number; give whole min, max and step", dimension.origin,
                      dimension.name);
  }
  if (!(dimension.min < dimension.max)) {
    throw usage_error("{}{}: min {} is not below max {}", dimension.origin, dimension.name,
                      dimension.min, dimension.max);
  }
  if (dimension.log && (dimension.min <= 0 || dimension.step > 0)) {
    throw usage_error("{}{}: log needs min above 0 and no step", dimension.origin, dimension.name);
  }
  if (dimension.step < 0 || (dimension.step > 0 && dimension.points > 0)) {
    throw usage_error("{}{}: give a step above 0, or points", dimension.origin, dimension.name);
  }
  try_value(parameter, number_text(dimension, dimension.min), dimension.origin);
  try_value(parameter, number_text(dimension, dimension.max), dimension.origin);
}

void check_conditions(const Space& space, std::size_t index,
                      const std::vector<Parameter>& parameters) {
  const Dimension& dimension = space.dimensions[index];
  for (const Condition& condition : dimension.when) {
    const auto first = space.dimensions.begin(), here = first + static_cast<std::ptrdiff_t>(index);
    const auto named = [&](const Dimension& other) { return other.name == condition.name; };
    if (std::any_of(here, space.dimensions.end(), named)) {
      throw usage_error("{}{}: its condition names '{}', which must stand before it",
                        dimension.origin, dimension.name, condition.name);
    }
    const Parameter* parameter = find(parameters, condition.name);
    if (parameter == nullptr)
      throw usage_error("{}{}: its condition names '{}', which is no parameter", dimension.origin,
                        dimension.name, condition.name);
    for (const std::string& value : condition.values)
      try_value(*parameter, value, dimension.origin);
  }
}

/// The boosters that trials may have.
std::vector<Booster> boosters_of(const Space& space, const TrainParams& fixed) {
  std::vector<Booster> boosters;
  for (const Dimension& dimension : space.dimensions) {
    if (dimension.name != "booster") continue;
    for (const std::string& value : dimension.values)
      boosters.push_back(with_values(fixed, {{"booster", value}}).boost.booster);
  }
  if (boosters.empty()) boosters.push_back(fixed.boost.booster);
  return boosters;
}

bool may_have(const Dimension& dimension, Booster booster) {
  return std::ranges::all_of(dimension.when, [&](const Condition& condition) {
    return condition.name != "booster" ||
           std::ranges::count(condition.values, enum_name(booster)) > 0;
  });
}

/// A parameter that a booster does not use would fail all trials of that booster.
void check_boosters(const Space& space, const TrainParams& fixed) {
  TrainParams given = fixed, usual = default_params(fixed.boost.booster);
  const std::vector<Parameter> parameters = parameters_of_training(given),
                               defaults = parameters_of_training(usual);
  for (const Booster booster : boosters_of(space, fixed)) {
    for (const Dimension& dimension : space.dimensions) {
      const Parameter& parameter = *find(parameters, dimension.name);
      if (uses(booster, parameter) || !may_have(dimension, booster)) continue;
      throw usage_error(
          "{}{} is not used by booster {}; name the boosters that do: when = {{ booster = [...] }}",
          dimension.origin, dimension.name, enum_name(booster));
    }
    for (std::size_t i = 0; i < parameters.size(); ++i) {
      if (uses(booster, parameters[i]) || parameters[i].get() == defaults[i].get()) continue;
      throw usage_error(
          "{} is fixed at {}, and booster {} does not use it; put it under [space], as in "
          "{} = {{ values = [{}], when = {{ booster = ... }} }}",
          parameters[i].name, parameters[i].get(), enum_name(booster), parameters[i].name,
          parameters[i].get());
    }
  }
}

int step_count(const Dimension& dimension) {
  return static_cast<int>(std::floor((dimension.max - dimension.min) / dimension.step + 1e-9)) + 1;
}

/// Four digits, unless that leaves the range.
std::string rounded_text(const Dimension& dimension, double value) {
  const std::string text = fmt::format("{:.4g}", value);
  const double rounded = std::stod(text);
  if (rounded < dimension.min) return fmt::format("{}", dimension.min);
  if (rounded > dimension.max) return fmt::format("{}", dimension.max);
  return fmt::format("{}", rounded);
}

double between(const Dimension& dimension, double share, double end) {
  if (!dimension.log) return dimension.min + share * (end - dimension.min);
  return std::exp(std::log(dimension.min) + share * (std::log(end) - std::log(dimension.min)));
}

}  // namespace

void check_space(Space& space, const TrainParams& fixed) {
  TrainParams scratch = fixed;
  const std::vector<Parameter> parameters = parameters_of_training(scratch);
  if (space.dimensions.empty())
    throw usage_error("the space has no parameter to try; give some under [space]");
  for (std::size_t i = 0; i < space.dimensions.size(); ++i) {
    Dimension& dimension = space.dimensions[i];
    const Parameter* parameter = find(parameters, dimension.name);
    if (parameter == nullptr) throw unknown_parameter(dimension, parameters);
    if (std::ranges::find(kOfTheSweep, dimension.name) != std::end(kOfTheSweep) ||
        parameter->type == ParameterType::list) {
      throw usage_error("{}{} is not for trials to decide; give it as a flag of the sweep",
                        dimension.origin, dimension.name);
    }
    dimension.integer = parameter->type == ParameterType::integer;
    if (dimension.values.empty()) check_range(dimension, *parameter);
    for (const std::string& value : dimension.values)
      try_value(*parameter, value, dimension.origin);
    check_conditions(space, i, parameters);
  }
  check_boosters(space, fixed);
}

std::string value_at(const Dimension& dimension, double unit) {
  const auto index_of = [&](std::size_t count) {
    return std::min(static_cast<std::size_t>(unit * static_cast<double>(count)), count - 1);
  };
  if (!dimension.values.empty()) return dimension.values[index_of(dimension.values.size())];
  if (dimension.step > 0) {
    const auto k = static_cast<double>(index_of(static_cast<std::size_t>(step_count(dimension))));
    return rounded_text(dimension, dimension.min + k * dimension.step);
  }
  if (dimension.integer)
    return number_text(
        dimension,
        std::min(dimension.max, std::floor(between(dimension, unit, dimension.max + 1))));
  return rounded_text(dimension, between(dimension, unit, dimension.max));
}

bool is_active(const Space& space, std::size_t index, const TrainParams& fixed,
               const Assignment& values) {
  const auto value_of = [&](const std::string& name) -> std::string {
    for (const auto& [known, value] : values) {
      if (known == name) return value;
    }
    for (const Dimension& dimension : space.dimensions) {
      if (dimension.name == name) return {};  // it does not count itself
    }
    TrainParams listed = fixed;
    return find(parameters_of_training(listed), name)->get();
  };
  return std::ranges::all_of(space.dimensions[index].when, [&](const Condition& condition) {
    return std::ranges::find(condition.values, value_of(condition.name)) != condition.values.end();
  });
}

Assignment assignment_at(const Space& space, const TrainParams& fixed,
                         std::span<const double> unit) {
  Assignment values;
  for (std::size_t i = 0; i < space.dimensions.size(); ++i) {
    const Dimension& dimension = space.dimensions[i];
    if (is_active(space, i, fixed, values))
      values.emplace_back(dimension.name, value_at(dimension, unit[i]));
  }
  return values;
}

std::vector<std::string> grid_values(const Dimension& dimension) {
  if (!dimension.values.empty()) return dimension.values;
  std::vector<std::string> values;
  if (dimension.step > 0) {
    for (int k = 0; k < step_count(dimension); ++k)
      values.push_back(rounded_text(dimension, dimension.min + k * dimension.step));
  } else if (dimension.points >= 2) {
    for (int k = 0; k < dimension.points; ++k) {
      const double value =
          between(dimension, static_cast<double>(k) / (dimension.points - 1), dimension.max);
      values.push_back(dimension.integer ? number_text(dimension, std::round(value))
                                         : rounded_text(dimension, value));
    }
    values.erase(std::unique(values.begin(), values.end()), values.end());
  } else {
    throw usage_error(
        "{}{}: a grid needs a list of values, or a range with a step or points = 2 or more",
        dimension.origin, dimension.name);
  }
  return values;
}

std::vector<Assignment> grid_of(const Space& space, const TrainParams& fixed) {
  constexpr std::size_t kMost = 1000000;
  std::vector<Assignment> grid{{}};
  for (std::size_t i = 0; i < space.dimensions.size(); ++i) {
    const std::vector<std::string> values = grid_values(space.dimensions[i]);
    std::vector<Assignment> longer;
    for (const Assignment& before : grid) {
      if (!is_active(space, i, fixed, before)) {
        longer.push_back(before);
        continue;
      }
      for (const std::string& value : values)
        longer.emplace_back(before).emplace_back(space.dimensions[i].name, value);
      if (longer.size() > kMost)
        throw usage_error("the grid has more than {} points; use fewer values, or --sampler random",
                          kMost);
    }
    grid = std::move(longer);
  }
  return grid;
}

TrainParams with_values(const TrainParams& fixed, const Assignment& values) {
  TrainParams chosen = fixed;
  const std::vector<Parameter> choices = parameters_of_training(chosen);
  for (const auto& [name, value] : values) {
    if (name == "booster") find(choices, name)->set(value);
  }
  TrainParams params = for_booster(fixed, chosen.boost.booster);
  const std::vector<Parameter> parameters = parameters_of_training(params);
  for (const auto& [name, value] : values) find(parameters, name)->set(value);
  return params;
}

std::string text_of(const Assignment& values) {
  std::string text;
  for (const auto& [name, value] : values)
    text += fmt::format("{}{}={}", text.empty() ? "" : " ", name, value);
  return text;
}

}  // namespace coppice
