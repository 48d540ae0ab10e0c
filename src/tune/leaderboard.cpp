#include "tune/leaderboard.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "tune/sweep.hpp"

namespace coppice {

namespace {

constexpr std::size_t kGroups = 5;

const std::string* value_of(const TrialRecord& record, const std::string& name) {
  const auto found =
      std::ranges::find_if(record.values, [&](const auto& value) { return value.first == name; });
  return found == record.values.end() ? nullptr : &found->second;
}

/// A metric's values in groups of like values of one parameter.
using Groups = std::map<std::string, std::vector<double>>;

Groups groups_of(const Dimension& dimension, const std::vector<TrialRecord>& records) {
  std::vector<std::pair<double, double>> numbers;  // value of the parameter, of the metric
  Groups groups;
  for (const TrialRecord& record : records) {
    const std::string* value = value_of(record, dimension.name);
    if (value == nullptr || std::isnan(record.value)) continue;
    if (dimension.values.empty()) {
      numbers.emplace_back(std::stod(*value), record.value);
    } else {
      groups[*value].push_back(record.value);
    }
  }
  std::sort(numbers.begin(), numbers.end());
  for (std::size_t i = 0; i < numbers.size(); ++i)
    groups[std::to_string(i * kGroups / numbers.size())].push_back(numbers[i].second);
  return groups;
}

double epsilon_squared(const Groups& groups) {
  double count = 0, sum = 0;
  for (const auto& [name, values] : groups) {
    for (const double value : values) ++count, sum += value;
  }
  const auto k = static_cast<double>(groups.size());
  if (count <= k || k < 2) return 0;
  double within = 0, all = 0;
  for (const auto& [name, values] : groups) {
    double mean = 0;
    for (const double value : values) mean += value / static_cast<double>(values.size());
    for (const double value : values) {
      within += (value - mean) * (value - mean);
      all += (value - sum / count) * (value - sum / count);
    }
  }
  return all > 0 ? std::clamp(1 - within / (count - k) / (all / (count - 1)), 0.0, 1.0) : 0;
}

}  // namespace

std::vector<TrialRecord> ranked(std::vector<TrialRecord> records, bool larger_is_better) {
  std::sort(records.begin(), records.end(), [&](const TrialRecord& a, const TrialRecord& b) {
    return is_better(a, b, larger_is_better);
  });
  return records;
}

std::string leaderboard_csv(const std::vector<TrialRecord>& ranked, const Space& space,
                            const std::string& metric) {
  std::string text = fmt::format("rank,trial,{},rounds,rounds_run,end,checksum", metric);
  for (const Dimension& dimension : space.dimensions) text += ',' + dimension.name;
  text += '\n';
  for (std::size_t i = 0; i < ranked.size(); ++i) {
    const TrialRecord& record = ranked[i];
    text +=
        fmt::format("{},{},{},{},{},{},{}", i + 1, record.number,
                    std::isnan(record.value) ? "" : fmt::format("{}", record.value),
                    record.best_round, record.curve.size(), enum_name(record.end), record.checksum);
    for (const Dimension& dimension : space.dimensions) {
      const std::string* value = value_of(record, dimension.name);
      text += ',' + (value == nullptr ? "" : *value);
    }
    text += '\n';
  }
  return text;
}

std::vector<double> importance_of(const Space& space, const std::vector<TrialRecord>& records) {
  std::vector<double> importance;
  for (const Dimension& dimension : space.dimensions)
    importance.push_back(epsilon_squared(groups_of(dimension, records)));
  return importance;
}

}  // namespace coppice
