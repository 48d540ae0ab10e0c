#include "coppice/sweep_screen.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coppice {

namespace {

std::string number_text(double value) { return fmt::format("{:.6g}", value); }

}  // namespace

void SweepScreen::already_done(const std::vector<TrialRecord>& records) {
  for (const TrialRecord& record : records) take(record);
}

void SweepScreen::take(const TrialRecord& record) {
  ++ended_;
  if (!best_ || is_better(record, *best_, head_.larger_is_better)) best_ = record;
}

void SweepScreen::trial_started(int number, const Assignment& values) {
  running_[number] = {text_of(values), 0, 0};
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
          : fmt::format("{} {} at round {}{}", head_.metric, number_text(record.value),
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
  console_.event("trial", facts,
                 fmt::format("trial {}/{}  {}  best {} (trial {})  {}", record.number, planned_, outcome,
                             number_text(best_->value), best_->number, text_of(record.values)));
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

void SweepScreen::draw() {
  std::vector<std::string> lines;
  lines.push_back(fmt::format("sweep {} {} of {} trials  {}",
                              bar_text(static_cast<double>(ended_) / static_cast<double>(std::max<std::size_t>(planned_, 1)), 24),
                              ended_, planned_, time_left()));
  if (best_) {
    lines.push_back(fmt::format("  best  trial {:>5}  round {:>5}  {} {:<10} {}", best_->number,
                                best_->best_round, head_.metric, number_text(best_->value), text_of(best_->values)));
  }
  constexpr std::size_t kMostRows = 16;
  for (const auto& [number, row] : running_) {
    if (lines.size() > kMostRows) break;
    lines.push_back(fmt::format("        trial {:>5}  round {:>5}  {} {:<10} {}", number, row.round,
                                head_.metric, row.round > 0 ? number_text(row.value) : "", row.values));
  }
  console_.live(lines);
}

}  // namespace coppice
