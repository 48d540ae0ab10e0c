#pragma once

#include <map>
#include <optional>
#include <string>
#include <utility>

#include "coppice/console.hpp"
#include "coppice/progress.hpp"
#include "tune/sweep.hpp"

namespace coppice {

/// What a person or a program sees of a sweep: on a terminal a table that is drawn in place, else a
/// line, or an event, for each trial that ends.
class SweepScreen : public SweepObserver {
 public:
  SweepScreen(Console& console, const Space& space, const LedgerHead& head, std::size_t planned,
              double time_limit)
      : console_(console), space_(space), head_(head), planned_(planned), time_limit_(time_limit) {}

  /// Trials of an earlier session.
  void already_done(const std::vector<TrialRecord>& records);

  void trial_started(int number, const Assignment& values) override;
  void trial_round(int number, int round, double value) override;
  void trial_ended(const TrialRecord& record) override;
  bool stop_requested() override { return console_.stop_requested(); }

 private:
  struct Row {
    Assignment values;
    int round = 0;
    double value = 0;
  };
  void take(const TrialRecord& record);
  std::string table_line(const std::string& what, int number, const Row& row) const;
  std::string table_header() const;
  void draw();
  std::string time_left() const;

  Console& console_;
  const Space& space_;
  const LedgerHead& head_;
  std::size_t planned_;
  double time_limit_;
  Stopwatch clock_;
  std::map<int, Row> running_;
  std::optional<TrialRecord> best_;
  std::size_t ended_ = 0, ended_here_ = 0;
};

}  // namespace coppice
