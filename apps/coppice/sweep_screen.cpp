#include "coppice/sweep_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coppice {

namespace {

constexpr std::size_t kValueWidth = 12;

/// Room for its name and its values, and two spaces.
std::size_t column_width(const Dimension& dimension) {
  constexpr std::size_t kNumber = 9;  // four digits: "0.0001234"
  std::size_t width = std::max(dimension.name.size(), dimension.values.empty() ? kNumber : 0);
  for (const std::string& value : dimension.values) width = std::max(width, value.size());
  return width + 2;
}

}  // namespace

void SweepScreen::already_done(const std::vector<TrialRecord>& records) {
  for (const TrialRecord& record : records) take(record);
}

void SweepScreen::take(const TrialRecord& record) {
  ++ended_;
  if (!best_ || is_better(record, *best_, head_.larger_is_better)) best_ = record;
}

void SweepScreen::trial_started(int number, const Assignment& values) {
  running_[number] = {values, 0, 0};
  draw();
}

void SweepScreen::trial_round(int number, int round, double value) {
  Row& row = running_[number];
  row.round = round;
  row.value = value;
  draw();
}

void SweepScreen::trial_ended(const TrialRecord& record) {
  running_.erase(record.number);
  ++ended_here_;
  take(record);
  const std::string outcome =
      record.end == TrialEnd::failed
          ? "failed: " + record.problem
          : fmt::format(
                "{} {} at round {}{}", head_.metric, fmt::format("{:.6g}", record.value),
                record.best_round,
                record.end == TrialEnd::done ? "" : fmt::format(" ({})", enum_name(record.end)));
  const std::vector<Fact> facts{{"trial", std::int64_t{record.number}},
                                {"parameters", text_of(record.values)},
                                {"end", std::string(enum_name(record.end))},
                                {"metric", head_.metric},
                                {"value", record.value},
                                {"round", std::int64_t{record.best_round}},
                                {"checksum", record.checksum},
                                {"seconds", rounded(record.seconds)},
                                {"best", best_->value},
                                {"best_trial", std::int64_t{best_->number}}};
  console_.event(
      "trial", facts,
      fmt::format("trial {}/{}  {}  best {} (trial {})  {}", record.number, planned_, outcome,
                  fmt::format("{:.6g}", best_->value), best_->number, text_of(record.values)));
  draw();
}

std::string SweepScreen::time_left() const {
  const double spent = clock_.seconds();
  const double limit = time_limit_ > 0 ? std::max(0.0, time_limit_ - spent) : -1;
  if (ended_here_ == 0) return limit < 0 ? "" : duration_text(limit) + " left";
  const auto rest = static_cast<double>(planned_ - std::min(planned_, ended_));
  const double expected = spent / static_cast<double>(ended_here_) * rest;
  return duration_text(limit < 0 ? expected : std::min(limit, expected)) + " left";
}

//           trial  round        auc  max-leaves  learning-rate
//     best     29     55   0.919983          24         0.1872
//              32     49   0.918048          35         0.1401

std::string SweepScreen::table_header() const {
  std::string line = fmt::format("{:>8}{:>7}{:>{}}", "trial", "round", head_.metric, kValueWidth);
  for (const Dimension& dimension : space_.dimensions) {
    line += fmt::format("{:>{}}", dimension.name, column_width(dimension));
  }
  return line;
}

std::string SweepScreen::table_line(const std::string& what, int number, const Row& row) const {
  std::string line =
      fmt::format("{:<4}{:>4}{:>7}{:>{}}", what, number, row.round,
                  row.round > 0 ? fmt::format("{:.6g}", row.value) : "", kValueWidth);
  for (const Dimension& dimension : space_.dimensions) {
    const auto found = std::ranges::find(row.values, dimension.name,
                                         [](const auto& value) { return value.first; });
    line += fmt::format("{:>{}}", found == row.values.end() ? "" : found->second,
                        column_width(dimension));
  }
  return line;
}

void SweepScreen::draw() {
  constexpr std::size_t kMostRows = 16;
  const double share =
      static_cast<double>(ended_) / static_cast<double>(std::max<std::size_t>(planned_, 1));
  std::vector<std::string> lines{
      fmt::format("sweep {} {} of {} trials, {} begun  {}", bar_text(share, 24), ended_, planned_,
                  running_.size(), time_left()),
      table_header()};
  if (best_)
    lines.push_back(
        table_line("best", best_->number, {best_->values, best_->best_round, best_->value}));
  for (const auto& [number, row] : running_) {
    if (lines.size() > kMostRows) break;
    lines.push_back(table_line("", number, row));
  }
  console_.live(lines);
}

}  // namespace coppice
