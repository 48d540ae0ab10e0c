#pragma once

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "base/observer.hpp"
#include "tune/judge.hpp"
#include "tune/ledger.hpp"
#include "tune/sampler.hpp"
#include "tune/sweep_params.hpp"
#include "tune/trial.hpp"

namespace coppice {

/// Hears how a sweep goes on. Calls come from several threads, one at a time.
class SweepObserver {
 public:
  virtual ~SweepObserver() = default;
  virtual void trial_started(int number, const Assignment& values) { (void)number, (void)values; }
  virtual void trial_round(int number, int round, double value) {
    (void)number, (void)round, (void)value;
  }
  virtual void trial_ended(const TrialRecord& record) { (void)record; }
  virtual bool stop_requested() { return false; }
};

/// Every I-th of N trials.
struct Shard {
  int index = 1, count = 1;

  bool has(int number) const { return (number - 1) % count == index - 1; }
};
/// Reads "2/4". Throws a usage error.
Shard parse_shard(const std::string& text);

/// Reads a number, or nothing. Throws a usage error.
std::optional<double> parse_target(const std::string& text);

/// True where `a` comes before `b` in the leaderboard: the better value; of equals the earlier
/// trial.
bool is_better(const TrialRecord& a, const TrialRecord& b, bool larger_is_better);

/// Chooses trials, runs them side by side over shared bins, and writes each to the ledger as it
/// ends. Trials come in generations: which ones a generation has depends on the generations before
/// it alone, so the outcome depends neither on the number of threads nor on interruptions.
class Sweep {
 public:
  /// All arguments must outlive it. `fixed` are the parameters that trials share.
  Sweep(const Space& space, const TrainParams& fixed, const SweepParams& params,
        const LedgerHead& head, Judge& judge, Ledger& ledger, SweepObserver& observer);

  /// Runs all trials that the ledger does not have. Returns early where time is over, the target is
  /// reached or the observer asks; a trial that the observer breaks off is not recorded.
  void run();

  /// The model of the best trial, as `fit` would make it with these parameters (the trial's own,
  /// with its best round as trees): where it ran in this session and was judged by a held-out set.
  std::optional<Model> take_best(const TrialRecord& best, const TrainParams& params);

  /// The trials to come, as far as they are known before any has run.
  static std::vector<Proposal> plan(const Space& space, const TrainParams& fixed,
                                    const SweepParams& params);

 private:
  struct Running;
  class Watch;

  std::vector<Proposal> next_generation();
  void run_generation(const std::vector<Proposal>& proposals);
  std::vector<std::unique_ptr<Running>> start(const std::vector<Proposal>& proposals);
  void run_to(std::vector<std::unique_ptr<Running>>& live, int rounds);
  bool run_one(Running& running, int rounds, const Leave& leave);
  void keep_best(const TrialRecord& done, Model model);
  void stop_poor(std::vector<std::unique_ptr<Running>>& live, int rung);
  void finish(Running& running, TrialEnd end);
  void fail(Running& running, const Error& error);
  void record(const TrialRecord& record);
  double loss_of(double value) const { return head_.larger_is_better ? -value : value; }
  double loss_at(std::span<const double> curve, int rounds) const;
  bool must_stop();
  bool time_is_over() const;
  bool target_reached() const;
  double now() const;

  const Space& space_;
  const TrainParams& fixed_;
  const SweepParams& params_;
  const LedgerHead& head_;
  Judge& judge_;
  Ledger& ledger_;
  SweepObserver& observer_;
  Sampler sampler_;
  Shard shard_;
  std::vector<Observation> history_;  ///< by number, of generations that are over
  std::optional<std::pair<TrialRecord, Model>> best_;
  int chosen_ = 0;     ///< trials chosen so far
  double began_ = 0;   ///< seconds of the steady clock
  double before_ = 0;  ///< seconds of the sessions before this one
  std::mutex mutex_;   ///< guards ledger and observer
};

}  // namespace coppice
