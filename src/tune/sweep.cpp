#include "tune/sweep.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <limits>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "tune/halving.hpp"
#include "tune/side_by_side.hpp"

namespace coppice {

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

double steady_seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Trials are chosen in generations where a choice depends on what came before, or where the target
/// may end the sweep between two.
bool in_generations(const SweepParams& params) {
  return params.sampler == SamplerKind::tpe || params.halving || !params.target.empty();
}

/// One checksum for the models of all folds.
std::string checksum_of(const std::vector<Model>& models) {
  if (models.size() == 1) return hash_text(model_checksum(models.front()));
  std::string all;
  for (const Model& model : models) all += hash_text(model_checksum(model));
  return hash_text(hash_bytes(all));
}

}  // namespace

Shard parse_shard(const std::string& text) {
  Shard shard;
  if (text.empty()) return shard;
  const char *const begin = text.data(), *const end = begin + text.size();
  const auto [slash, first] = std::from_chars(begin, end, shard.index);
  const bool two = first == std::errc{} && slash != end && *slash == '/';
  const auto [stop, second] = two ? std::from_chars(slash + 1, end, shard.count)
                                  : std::from_chars_result{begin, std::errc::invalid_argument};
  if (!two || second != std::errc{} || stop != end || shard.index < 1 ||
      shard.index > shard.count) {
    throw usage_error("shard: '{}' is not I/N with I from 1 to N, as in 2/4", text);
  }
  return shard;
}

std::optional<double> parse_target(const std::string& text) {
  if (text.empty()) return std::nullopt;
  double target = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, target);
  if (failure != std::errc{} || stop != end || std::isnan(target))
    throw usage_error("target: '{}' is not a number", text);
  return target;
}

bool is_better(const TrialRecord& a, const TrialRecord& b, bool larger_is_better) {
  const bool has_a = !std::isnan(a.value), has_b = !std::isnan(b.value);
  if (has_a != has_b) return has_a;
  if (has_a && a.value != b.value) return larger_is_better ? a.value > b.value : a.value < b.value;
  return a.number < b.number;
}

/// A trial in the making.
struct Sweep::Running {
  int number = 0;
  Assignment values;
  TrainParams params;
  std::unique_ptr<Trial> trial;
  double seconds = 0;
  bool over = false;  ///< recorded, or broken off
};

/// Tells the sweep's observer of a trial's rounds, and ends the trial when the sweep must stop.
class Sweep::Watch : public Observer {
 public:
  Watch(Sweep& sweep, int number) : sweep_(sweep), number_(number) {}
  void round_done(int round, int, std::span<const MetricValue> metrics) override {
    const std::unique_lock lock(sweep_.mutex_,
                                std::try_to_lock);  // a round that nobody hears of is no loss
    if (lock) sweep_.observer_.trial_round(number_, round, metrics.front().value);
  }
  bool stop_requested() override { return sweep_.must_stop(); }

 private:
  Sweep& sweep_;
  int number_;
};

Sweep::Sweep(const Space& space, const TrainParams& fixed, const SweepParams& params,
             const LedgerHead& head, Judge& judge, Ledger& ledger, SweepObserver& observer)
    : space_(space),
      fixed_(fixed),
      params_(params),
      head_(head),
      judge_(judge),
      ledger_(ledger),
      observer_(observer),
      sampler_(space, fixed, params, fixed.boost.seed),
      shard_(parse_shard(params.shard)),
      began_(steady_seconds()) {
  for (const TrialRecord& record : ledger.records()) before_ = std::max(before_, record.at);
}

std::vector<Proposal> Sweep::plan(const Space& space, const TrainParams& fixed,
                                  const SweepParams& params) {
  Sampler sampler(space, fixed, params, fixed.boost.seed);
  const std::size_t known = params.sampler == SamplerKind::tpe
                                ? static_cast<std::size_t>(params.generation)
                                : sampler.planned();
  std::vector<Proposal> plan;
  while (plan.size() < known) {
    std::optional<Proposal> proposal = sampler.next({});
    if (!proposal) break;
    plan.push_back(std::move(*proposal));
  }
  return plan;
}

void Sweep::run() {
  while (!must_stop() && !target_reached()) {
    const std::vector<Proposal> proposals = next_generation();
    if (proposals.empty()) break;
    run_generation(proposals);
  }
  ledger_.sync();
}

std::vector<Proposal> Sweep::next_generation() {
  const std::size_t most =
      in_generations(params_) ? static_cast<std::size_t>(params_.generation) : sampler_.planned();
  std::vector<Proposal> proposals;
  while (proposals.size() < most) {
    std::optional<Proposal> proposal = sampler_.next(history_);
    if (!proposal) break;
    proposals.push_back(std::move(*proposal));
  }
  return proposals;
}

void Sweep::run_generation(const std::vector<Proposal>& proposals) {
  std::vector<std::unique_ptr<Running>> live = start(proposals);
  if (params_.halving) {
    int most = 0;
    for (const auto& running : live) most = std::max(most, running->params.boost.trees);
    for (const int rung : halving_rungs(params_.first_rounds, params_.halving_factor, most)) {
      run_to(live, rung);
      stop_poor(live, rung);
    }
  }
  run_to(live, std::numeric_limits<int>::max());
  if (observer_.stop_requested()) return;
  for (std::size_t i = 0; i < proposals.size(); ++i) {
    const TrialRecord* record = ledger_.find(chosen_ - static_cast<int>(proposals.size() - i) + 1);
    if (record != nullptr) history_.push_back({proposals[i].unit, loss_of(record->value)});
  }
}

/// The trials that are still to be run. Data is put into bins here, before trials share the
/// threads.
std::vector<std::unique_ptr<Sweep::Running>> Sweep::start(const std::vector<Proposal>& proposals) {
  std::vector<std::unique_ptr<Running>> live;
  std::vector<TrainParams> all;
  for (const Proposal& proposal : proposals) {
    const int number = ++chosen_;
    if (const TrialRecord* known = ledger_.find(number)) {
      if (known->values != proposal.values)
        throw input_error(
            "trial {} of the ledger has other parameters than the sampler chose; begin anew in "
            "another folder",
            number);
      continue;
    }
    if (!shard_.has(number)) continue;
    auto running = std::make_unique<Running>();
    running->number = number;
    running->values = proposal.values;
    running->params = with_values(fixed_, proposal.values);
    all.push_back(running->params);
    live.push_back(std::move(running));
  }
  judge_.keep_only(all);
  for (const auto& running : live) {
    try {
      judge_.data_for(running->params);
    } catch (const Error& error) {
      fail(*running, error);
    }
  }
  std::erase_if(live, [](const auto& running) { return running->over; });
  return live;
}

/// Runs the live trials side by side until they have done `rounds` rounds; those that end are
/// recorded at once.
void Sweep::run_to(std::vector<std::unique_ptr<Running>>& live, int rounds) {
  side_by_side(live.size(), [&](std::size_t i, const Leave& leave) {
    try {
      return run_one(*live[i], rounds, leave);
    } catch (const Error& error) {
      fail(*live[i], error);
      return true;
    }
  });
  std::erase_if(live, [](const auto& running) { return running->over; });
}

/// False where it left before it had done `rounds` rounds.
bool Sweep::run_one(Running& running, int rounds, const Leave& leave) {
  const double start = steady_seconds();
  if (!running.trial) {
    if (must_stop()) return true;
    {
      const std::lock_guard lock(mutex_);
      observer_.trial_started(running.number, running.values);
    }
    running.trial = std::make_unique<Trial>(judge_.data_for(running.params), running.params);
  }
  Trial& trial = *running.trial;
  Watch watch(*this, running.number);
  trial.run(rounds, watch, leave);
  running.seconds += steady_seconds() - start;
  if (observer_.stop_requested()) return true;
  if (trial.ended()) {
    finish(running, trial.broken_off() ? TrialEnd::cut : TrialEnd::done);
    return true;
  }
  trial.release();
  return trial.rounds_done() >= rounds;
}

/// Ends the trials that are not among the best of all that ever reached this rung.
void Sweep::stop_poor(std::vector<std::unique_ptr<Running>>& live, int rung) {
  if (must_stop()) return;
  std::vector<double> losses;
  for (const TrialRecord& record : ledger_.records()) {
    const bool there = record.number <= chosen_ && (static_cast<int>(record.curve.size()) >= rung ||
                                                    record.end == TrialEnd::done);
    if (there) losses.push_back(loss_at(record.curve, rung));
  }
  for (const auto& running : live) losses.push_back(loss_at(running->trial->curve(), rung));
  const double threshold = halving_threshold(losses, params_.halving_factor);
  for (const auto& running : live) {
    if (!(loss_at(running->trial->curve(), rung) <= threshold)) finish(*running, TrialEnd::stopped);
  }
  std::erase_if(live, [](const auto& running) { return running->over; });
}

/// The best loss within the first rounds; NaN where there is none.
double Sweep::loss_at(std::span<const double> curve, int rounds) const {
  double best = kNaN;
  for (const double value : curve.first(std::min(curve.size(), static_cast<std::size_t>(rounds)))) {
    if (!std::isnan(value) && !(loss_of(value) >= best)) best = loss_of(value);
  }
  return best;
}

void Sweep::finish(Running& running, TrialEnd end) {
  Trial& trial = *running.trial;
  TrialRecord done{running.number,
                   running.values,
                   running.params.boost.seed,
                   end,
                   trial.best_round(),
                   kNaN,
                   {trial.curve().begin(), trial.curve().end()},
                   "",
                   running.seconds,
                   now(),
                   ""};
  running.over = true;
  if (done.curve.empty()) return;  // cut before its first round
  if (done.best_round > 0) {
    done.value = done.curve[static_cast<std::size_t>(done.best_round - 1)];
    std::vector<Model> models = trial.take(done.best_round);
    done.checksum = checksum_of(models);
    if (models.size() == 1) keep_best(done, std::move(models.front()));
  }
  running.trial.reset();
  record(done);
}

void Sweep::keep_best(const TrialRecord& done, Model model) {
  const std::lock_guard lock(mutex_);
  if (best_ && !is_better(done, best_->first, head_.larger_is_better)) return;
  best_.emplace(done, std::move(model));
}

std::optional<Model> Sweep::take_best(const TrialRecord& best, const TrainParams& params) {
  if (!best_ || best_->first.number != best.number) return std::nullopt;
  Model model = std::move(best_->second);
  best_.reset();
  model.parameters.clear();
  TrainParams listed = params;
  for (const Parameter& parameter : parameters_of_training(listed)) {
    model.parameters.emplace_back(parameter.name, parameter.get());
  }
  model.history.resize(
      std::min(model.history.size(), static_cast<std::size_t>(params.boost.trees)));
  return model;
}

/// Parameters that do not go together are an outcome like any other.
void Sweep::fail(Running& running, const Error& error) {
  running.over = true;
  running.trial.reset();
  record({running.number,
          running.values,
          running.params.boost.seed,
          TrialEnd::failed,
          0,
          kNaN,
          {},
          "",
          running.seconds,
          now(),
          error.what()});
}

void Sweep::record(const TrialRecord& done) {
  const std::lock_guard lock(mutex_);
  ledger_.append(done);
  observer_.trial_ended(done);
}

double Sweep::now() const {
  return before_ + steady_seconds() - began_;
}

bool Sweep::time_is_over() const {
  return params_.time_limit > 0 && steady_seconds() - began_ >= params_.time_limit;
}

bool Sweep::must_stop() {
  return time_is_over() || observer_.stop_requested();
}

bool Sweep::target_reached() const {
  const std::optional<double> target = parse_target(params_.target);
  return target && std::ranges::any_of(history_, [&](const Observation& seen) {
           return seen.loss <= loss_of(*target);
         });
}

}  // namespace coppice
