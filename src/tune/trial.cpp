#include "tune/trial.hpp"

#include <algorithm>

#include "base/parallel.hpp"

namespace coppice {

namespace {

/// Hears nothing of a fold and asks whether to stop.
class FoldObserver : public Observer {
 public:
  explicit FoldObserver(Observer& outer) : outer_(outer) {}
  bool stop_requested() override { return outer_.stop_requested(); }

 private:
  Observer& outer_;
};

TrainParams without_stopping(TrainParams params) {
  params.boost.early_stopping_rounds = 0;
  return params;
}

}  // namespace

Trial::Trial(std::span<const Prepared* const> folds, const TrainParams& params)
    : metrics_(chosen_metrics(params.boost, folds.front()->task.objective)),
      params_(params),
      stopping_(params.boost.early_stopping_rounds, larger_is_better(metrics_.front())) {
  for (const Prepared* fold : folds) {
    fits_.push_back(std::make_unique<Fit>(*fold, without_stopping(params), nullptr));
  }
}

void Trial::run(int rounds, Observer& observer, const Leave& leave) {
  const int last = std::min(rounds, params_.boost.trees);
  while (done_ < last && !ended_ && !leave()) {
    const int next = std::min(last, done_ + rounds_at_once());
    if (!observer.stop_requested()) run_folds(next, observer);
    while (!ended_ && done_ < fits_.front()->rounds_done()) ended_ = measure_round(observer);
    if (done_ < next && !ended_) {  // the observer's wish, or a fit ends by itself (AdaBoost)
      ended_ = true;
      broken_off_ = observer.stop_requested();
    }
  }
  ended_ = ended_ || done_ == params_.boost.trees;
}

/// Rounds between two looks at the mean of the folds. The outcome does not depend on them: where
/// early stopping ends a trial, so many at most were in vain.
int Trial::rounds_at_once() const {
  constexpr int kOfFolds = 8;
  if (fits_.size() == 1) return 1;
  return params_.boost.early_stopping_rounds > 0 || inside_team() ? kOfFolds : params_.boost.trees;
}

/// Where the observer stops them, folds may have done unequal numbers of rounds: those that all
/// have done count.
void Trial::run_folds(int rounds, Observer& observer) {
  FoldObserver quiet(observer);
  const bool in_turn = inside_team() && fits_.size() > 1;
  side_by_side(fits_.size(), [&](std::size_t i, const Leave& leave) {
    Fit& fit = *fits_[i];
    while (fit.rounds_done() < rounds && !fit.ended()) {
      if (leave()) return false;
      fit.run(fit.rounds_done() + 1, quiet);
    }
    if (in_turn) fit.release();
    return true;
  });
}

bool Trial::measure_round(Observer& observer) {
  const auto row = static_cast<std::size_t>(done_);
  std::vector<MetricValue> means;
  for (std::size_t m = 0; m < metrics_.size(); ++m) {
    double sum = 0;
    for (const auto& fit : fits_) {
      if (row >= fit->history().size()) return true;
      sum += fit->history()[row].values[m];
    }
    means.push_back(
        {"folds", std::string(metric_name(metrics_[m])), sum / static_cast<double>(fits_.size())});
  }
  curve_.push_back(means.front().value);
  ++done_;
  observer.round_done(done_, params_.boost.trees, means);
  stopped_early_ = stopping_.should_stop(done_, curve_.back());
  return stopped_early_;
}

void Trial::release() {
  for (const auto& fit : fits_) fit->release();
}

int Trial::rounds_to_keep() const {
  return params_.boost.early_stopping_rounds > 0 && best_round() > 0 ? best_round() : done_;
}

std::vector<Model> Trial::take(int rounds) {
  std::vector<Model> models;
  for (const auto& fit : fits_) models.push_back(fit->take(rounds));
  return models;
}

}  // namespace coppice
