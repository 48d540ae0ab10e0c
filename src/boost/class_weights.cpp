#include "boost/class_weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "base/error.hpp"

namespace coppice {

namespace {

constexpr const char* kBalanced = "balanced";

std::vector<double> balanced_weights(std::size_t classes, const Targets& targets) {
  std::vector<double> sums(classes, 0.0);
  double whole = 0;
  for (std::size_t row = 0; row < targets.labels.size(); ++row) {
    const double weight = targets.weights.empty() ? 1.0 : targets.weights[row];
    sums[static_cast<std::size_t>(targets.labels[row])] += weight;
    whole += weight;
  }
  std::vector<double> weights;
  for (const double sum : sums) {
    weights.push_back(sum > 0 ? whole / (static_cast<double>(classes) * sum) : 1.0);
  }
  return weights;
}

std::optional<std::size_t> class_number(const Task& task, std::string_view name) {
  const auto found = std::ranges::find(task.classes, name);
  if (found == task.classes.end()) return std::nullopt;
  return static_cast<std::size_t>(found - task.classes.begin());
}

[[noreturn]] void refuse_class(const Task& task, std::string_view name) {
  const std::vector<std::string_view> known(task.classes.begin(), task.classes.end());
  const auto near = nearest_name(name, known);
  throw usage_error("class-weight: there is no class '{}'{}", name,
                    near ? fmt::format("; did you mean '{}'?", *near)
                         : fmt::format("; one is '{}'", task.classes.front()));
}

/// Sets what CLASS=W says.
void read_entry(std::string_view entry, const Task& task, std::vector<double>& weights) {
  const std::size_t equals = entry.rfind('=');
  if (equals == std::string_view::npos) {
    throw usage_error("class-weight: '{}' is neither {} nor CLASS=W, as in {}=2", entry, kBalanced,
                      task.classes.front());
  }
  const std::string_view name = entry.substr(0, equals);
  const auto number = class_number(task, name);
  if (!number) refuse_class(task, name);
  weights[*number] = parse_number("class-weight", entry.substr(equals + 1), {0, 1e9});
}

/// An entry is one CLASS=W where that names a class, whose name may have commas; else several.
void read_entries(std::string_view entry, const Task& task, std::vector<double>& weights) {
  const std::size_t comma = entry.find(',');
  if (comma == std::string_view::npos || class_number(task, entry.substr(0, entry.rfind('=')))) {
    return read_entry(entry, task, weights);
  }
  read_entry(entry.substr(0, comma), task, weights);
  read_entries(entry.substr(comma + 1), task, weights);
}

}  // namespace

std::vector<double> class_weights(const std::vector<std::string>& entries, const Task& task,
                                  const Targets& targets) {
  if (entries.size() == 1 && entries.front() == kBalanced) {
    return balanced_weights(task.classes.size(), targets);
  }
  std::vector<double> weights(task.classes.size(), 1.0);
  for (const std::string& entry : entries) read_entries(entry, task, weights);
  const bool any = std::ranges::any_of(
      targets.labels, [&](double label) { return weights[static_cast<std::size_t>(label)] > 0; });
  if (!any) throw usage_error("class-weight: no row has a class of a weight above 0; give one");
  return weights;
}

void weigh_classes(const std::vector<std::string>& entries, const Task& task, PreparedSet& set) {
  if (entries.empty()) return;
  if (task.classes.empty()) {
    throw usage_error("class-weight: objective {} has no classes; leave it out",
                      objective_name(task.objective));
  }
  const std::vector<double> weights = class_weights(entries, task, set.targets());
  if (set.weights.empty()) set.weights.assign(set.labels.size(), 1.0);
  for (std::size_t row = 0; row < set.weights.size(); ++row) {
    set.weights[row] *= weights[static_cast<std::size_t>(set.labels[row])];
  }
}

}  // namespace coppice
