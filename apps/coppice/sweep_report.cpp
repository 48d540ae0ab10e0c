#include "coppice/sweep_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>

#include "coppice/progress.hpp"
#include "report/charts.hpp"
#include "report/page.hpp"
#include "tune/leaderboard.hpp"
#include "tune/sweep.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMostRows = 10;    ///< of the table
constexpr std::size_t kMostLines = 300;  ///< of the figure of all parameters: the best
constexpr std::size_t kMostCurves = 100;
constexpr std::size_t kCurvePoints = 150;

/// What the figures are drawn from: the trials that have a value, best first.
struct Trials {
  const Space& space;
  const LedgerHead& head;
  std::vector<TrialRecord> ranked;

  std::size_t size() const { return ranked.size(); }
  std::string note(std::size_t rank) const {
    const TrialRecord& record = ranked[rank];
    return fmt::format("trial {}: {} {:.6g} at round {} ({})  {}", record.number, head.metric,
                       record.value, record.best_round, enum_name(record.end),
                       text_of(record.values));
  }
  /// 1 for the best to 0 for the worst, by rank: one very poor trial does not hide the others.
  double shade(std::size_t rank) const {
    return size() > 1 ? 1 - static_cast<double>(rank) / static_cast<double>(size() - 1) : 1;
  }
};

/// The metric's axis. Where the poorest tenth would take most of the room, it is drawn at the edge.
Axis metric_axis(const LedgerHead& head, std::vector<double> values, double shown, double room) {
  Axis axis{head.metric};
  std::erase_if(values, [](double value) { return !std::isfinite(value); });
  if (values.empty()) return axis;
  const double sign = head.larger_is_better ? -1 : 1;  // losses, best first
  std::ranges::sort(values, {}, [&](double value) { return sign * value; });
  const double edge =
      values[static_cast<std::size_t>(shown * static_cast<double>(values.size() - 1))];
  if (std::abs(values.back() - values.front()) <= room * std::abs(edge - values.front()))
    return axis;
  (head.larger_is_better ? axis.low : axis.high) = edge;
  return axis;
}

Axis value_axis(const Trials& trials) {
  std::vector<double> values;
  for (const TrialRecord& record : trials.ranked) values.push_back(record.value);
  return metric_axis(trials.head, std::move(values), 0.9, 2);
}

Axis axis_of(const Dimension& dimension) {
  return {dimension.name, dimension.log, dimension.values};
}

/// The value's place on its axis; NaN where the dimension did not count.
double place_of(const Dimension& dimension, const TrialRecord& record) {
  for (const auto& [name, value] : record.values) {
    if (name != dimension.name) continue;
    if (dimension.values.empty()) return std::stod(value);
    return static_cast<double>(std::ranges::find(dimension.values, value) -
                               dimension.values.begin());
  }
  return std::numeric_limits<double>::quiet_NaN();
}

/// Points of one name lie beside each other: a step that never repeats.
double spread(const Dimension& dimension, int trial) {
  constexpr double kGoldenRatio = 0.6180339887498949;
  return dimension.values.empty() ? 0 : 0.4 * (std::fmod(trial * kGoldenRatio, 1) - 0.5);
}

std::string over_time(const Trials& trials) {
  std::vector<std::size_t> order(trials.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ranges::stable_sort(order, {}, [&](std::size_t rank) { return trials.ranked[rank].at; });
  std::vector<Mark> marks;
  std::size_t best = trials.size();
  for (const std::size_t rank : order) {
    const TrialRecord& record = trials.ranked[rank];
    marks.push_back({record.at, record.value, trials.note(rank), trials.shade(rank), rank < best});
    best = std::min(best, rank);
  }
  return step_chart({"seconds"}, value_axis(trials), marks);
}

std::vector<std::string> against_each(const Trials& trials) {
  std::vector<std::string> figures;
  for (const Dimension& dimension : trials.space.dimensions) {
    std::vector<Mark> marks;
    for (std::size_t rank = trials.size(); rank-- > 0;) {
      const TrialRecord& record = trials.ranked[rank];
      marks.push_back({place_of(dimension, record) + spread(dimension, record.number), record.value,
                       trials.note(rank), trials.shade(rank), rank == 0});
    }
    figures.push_back(scatter_chart(axis_of(dimension), value_axis(trials), marks));
  }
  return figures;
}

std::string all_at_once(const Trials& trials) {
  std::vector<Axis> axes;
  for (const Dimension& dimension : trials.space.dimensions) axes.push_back(axis_of(dimension));
  axes.push_back(value_axis(trials));
  std::vector<Line> lines;
  for (std::size_t rank = std::min(trials.size(), kMostLines); rank-- > 0;) {
    Line line{{}, {}, trials.note(rank), trials.shade(rank), rank == 0};
    for (const Dimension& dimension : trials.space.dimensions)
      line.y.push_back(place_of(dimension, trials.ranked[rank]));
    line.y.push_back(trials.ranked[rank].value);
    lines.push_back(std::move(line));
  }
  return parallel_chart(axes, lines);
}

std::string curves(const Trials& trials) {
  std::vector<Line> lines;
  std::vector<double> values;
  for (std::size_t rank = std::min(trials.size(), kMostCurves); rank-- > 0;) {
    const std::vector<double>& curve = trials.ranked[rank].curve;
    Line line{{}, {}, trials.note(rank), trials.shade(rank), rank == 0};
    const std::size_t step = curve.size() / kCurvePoints + 1;
    for (std::size_t i = 0; i < curve.size(); i += step) {
      line.x.push_back(static_cast<double>(i + 1));
      line.y.push_back(curve[i]);
    }
    values.insert(values.end(), line.y.begin(), line.y.end());
    lines.push_back(std::move(line));
  }
  return line_chart({"round"}, metric_axis(trials.head, std::move(values), 0.9, 1.5), lines);
}

std::string best_table(const Trials& trials) {
  std::vector<std::string> header{"rank", "trial", trials.head.metric, "round"};
  for (const Dimension& dimension : trials.space.dimensions) header.push_back(dimension.name);
  std::vector<std::vector<std::string>> rows;
  for (std::size_t rank = 0; rank < std::min(trials.size(), kMostRows); ++rank) {
    const TrialRecord& record = trials.ranked[rank];
    std::vector<std::string>& row = rows.emplace_back();
    row = {fmt::format("{}", rank + 1), fmt::format("{}", record.number),
           fmt::format("{:.6g}", record.value), fmt::format("{}", record.best_round)};
    for (const Dimension& dimension : trials.space.dimensions) {
      const auto found = std::ranges::find_if(
          record.values, [&](const auto& value) { return value.first == dimension.name; });
      row.push_back(found == record.values.end() ? "" : found->second);
    }
  }
  return html_table(header, rows);
}

std::string importance_bars(const Trials& trials) {
  const std::vector<double> importance = importance_of(trials.space, trials.ranked);
  std::vector<std::pair<std::string, double>> bars;
  for (std::size_t i = 0; i < importance.size(); ++i)
    bars.emplace_back(trials.space.dimensions[i].name, importance[i]);
  return bar_chart(std::move(bars));
}

std::string facts(const Trials& trials, const std::vector<TrialRecord>& all) {
  const TrialRecord& best = trials.ranked.front();
  std::string ends;
  double seconds = 0;
  for (const auto& [end, name] : EnumNames<TrialEnd>::names) {
    const auto count = std::ranges::count(all, end, &TrialRecord::end);
    if (count > 0) ends += fmt::format("{}{} {}", ends.empty() ? "" : ", ", count, name);
  }
  for (const TrialRecord& record : all) seconds = std::max(seconds, record.at);
  return html_facts(
      {{"best " + trials.head.metric, fmt::format("{:.6g}", best.value),
        trials.head.larger_is_better ? "larger is better" : "smaller is better"},
       {"best trial", fmt::format("{}", best.number), fmt::format("at round {}", best.best_round)},
       {"trials", fmt::format("{}", all.size()), ends},
       {"time", duration_text(seconds), ""}});
}

}  // namespace

std::string sweep_report(const std::string& data, const Space& space, const LedgerHead& head,
                         const std::vector<TrialRecord>& ranked) {
  Trials trials{space, head, ranked};
  std::erase_if(trials.ranked, [](const TrialRecord& record) { return std::isnan(record.value); });
  const std::string& metric = head.metric;
  const std::string key = colour_key("poorest", "best by rank", "the best trial");
  std::vector<Section> sections;
  sections.push_back(
      {"",
       "",
       {facts(trials, ranked), html_command("coppice train --config best.toml -o model.json")}});
  sections.push_back({"The best trials",
                      "The best value of many is flattering: some of them fit the judge's rows by "
                      "chance. Measure the best "
                      "model on rows that no trial saw.",
                      {best_table(trials)}});
  sections.push_back(
      {"Over time",
       fmt::format(
           "A point is a trial, at its best {}; the line is the best so far. Rest the mouse on a "
           "point or a line of any figure to see its trial.",
           metric),
       {over_time(trials), key}});
  sections.push_back({"What matters",
                      "The share of the metric's variance over trials that goes with each "
                      "parameter alone. Parameters "
                      "that matter only together show little here.",
                      {importance_bars(trials)}});
  sections.push_back({fmt::format("The {} against each parameter", metric),
                      "Hollow points lie beyond the edge.", against_each(trials)});
  sections.push_back({"All parameters at once", "A line is a trial.", {all_at_once(trials), key}});
  sections.push_back(
      {"Round by round",
       fmt::format("The {} of each trial after its rounds{}.", metric,
                   trials.size() > kMostCurves ? fmt::format(" (the best {})", kMostCurves) : ""),
       {curves(trials)}});
  return html_page("Sweep over " + std::filesystem::path(data).filename().string(), sections);
}

}  // namespace coppice
