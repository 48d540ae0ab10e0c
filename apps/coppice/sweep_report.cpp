#include "coppice/sweep_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "report/charts.hpp"
#include "report/page.hpp"
#include "tune/leaderboard.hpp"
#include "tune/sweep.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMostRows = 10;      ///< of the table
constexpr std::size_t kMostThreads = 300;  ///< of the figure of all parameters: the best

std::string note_of(const TrialRecord& record, const LedgerHead& head) {
  return fmt::format("trial {}: {} {:.6g} at round {} ({}) {}", record.number, head.metric, record.value,
                     record.best_round, enum_name(record.end), text_of(record.values));
}

/// 1 for the best trial to 0 for the worst, by rank: one very poor trial does not hide the others.
double shade_of(std::size_t rank, std::size_t count) {
  return count > 1 ? 1 - static_cast<double>(rank) / static_cast<double>(count - 1) : 1;
}

Axis axis_of(const Dimension& dimension) { return {dimension.name, dimension.log, dimension.values}; }

/// The value's place on its axis; NaN where the dimension did not count.
double place_of(const Dimension& dimension, const TrialRecord& record) {
  for (const auto& [name, value] : record.values) {
    if (name != dimension.name) continue;
    if (dimension.values.empty()) return std::stod(value);
    return static_cast<double>(std::ranges::find(dimension.values, value) - dimension.values.begin());
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::string best_so_far(const LedgerHead& head, std::vector<TrialRecord> records) {
  std::ranges::stable_sort(records, {}, &TrialRecord::at);
  std::vector<Mark> marks;
  const TrialRecord* best = nullptr;
  for (const TrialRecord& record : records) {
    if (best == nullptr || is_better(record, *best, head.larger_is_better)) best = &record;
    marks.push_back({record.at, best->value, note_of(*best, head), best == &record ? 1.0 : 0.3});
  }
  return step_chart({"seconds", false, {}}, {"best " + head.metric + " so far", false, {}}, marks);
}

std::vector<std::string> against_each(const Space& space, const LedgerHead& head, const std::vector<TrialRecord>& ranked) {
  std::vector<std::string> figures;
  for (const Dimension& dimension : space.dimensions) {
    std::vector<Mark> marks;
    for (std::size_t i = ranked.size(); i-- > 0;) {
      marks.push_back({place_of(dimension, ranked[i]), ranked[i].value, note_of(ranked[i], head), shade_of(i, ranked.size())});
    }
    figures.push_back(scatter_chart(axis_of(dimension), {head.metric, false, {}}, marks));
  }
  return figures;
}

std::string all_at_once(const Space& space, const LedgerHead& head, const std::vector<TrialRecord>& ranked) {
  std::vector<Axis> axes;
  for (const Dimension& dimension : space.dimensions) axes.push_back(axis_of(dimension));
  axes.push_back({head.metric, false, {}});
  std::vector<Thread> threads;
  for (std::size_t i = std::min(ranked.size(), kMostThreads); i-- > 0;) {
    Thread thread{{}, note_of(ranked[i], head), shade_of(i, ranked.size())};
    for (const Dimension& dimension : space.dimensions) thread.values.push_back(place_of(dimension, ranked[i]));
    thread.values.push_back(ranked[i].value);
    threads.push_back(std::move(thread));
  }
  return parallel_chart(axes, threads);
}

std::string best_table(const LedgerHead& head, const std::vector<TrialRecord>& ranked) {
  std::vector<std::vector<std::string>> rows;
  for (std::size_t i = 0; i < std::min(ranked.size(), kMostRows); ++i) {
    const TrialRecord& record = ranked[i];
    rows.push_back({fmt::format("{}", i + 1), fmt::format("{}", record.number), fmt::format("{:.6g}", record.value),
                    fmt::format("{}", record.best_round), text_of(record.values)});
  }
  return html_table({"rank", "trial", head.metric, "round", "parameters"}, rows);
}

std::string importance_bars(const Space& space, const std::vector<TrialRecord>& records) {
  const std::vector<double> importance = importance_of(space, records);
  std::vector<std::pair<std::string, double>> bars;
  for (std::size_t i = 0; i < importance.size(); ++i) bars.emplace_back(space.dimensions[i].name, importance[i]);
  return bar_chart(std::move(bars));
}

}  // namespace

std::string sweep_report(const std::string& data, const Space& space, const LedgerHead& head, const std::vector<TrialRecord>& ranked) {
  const auto failed = std::ranges::count(ranked, TrialEnd::failed, &TrialRecord::end);
  std::vector<TrialRecord> measured;
  for (const TrialRecord& record : ranked) {
    if (!std::isnan(record.value)) measured.push_back(record);
  }
  std::vector<Section> sections;
  sections.push_back({"", fmt::format("{} trials, judged by {} ({} is better), of which {} failed. Yellow is good, blue is poor; rest the "
                                      "mouse on a point or a line to see its trial.",
                                      ranked.size(), head.metric, head.larger_is_better ? "larger" : "smaller", failed),
                      {best_table(head, measured)}});
  sections.push_back({"Best so far", "", {best_so_far(head, measured)}});
  sections.push_back({"What matters", "The share of the metric's variance over trials that goes with each parameter alone. Parameters "
                                      "that matter only together show little here.", {importance_bars(space, measured)}});
  sections.push_back({fmt::format("The {} against each parameter", head.metric), "", against_each(space, head, measured)});
  sections.push_back({"All parameters at once", "A line is a trial; below an axis where the parameter does not count.", {all_at_once(space, head, measured)}});
  return html_page("Sweep over " + data, sections);
}

}  // namespace coppice
