#include "boost/rounds.hpp"

#include <algorithm>

#include "base/error.hpp"

namespace coppice {

ScoredSet start_scored(const PreparedSet& set, std::span<const double> base) {
  ScoredSet scored{&set, set.start_scores};
  if (!scored.scores.empty()) return scored;
  const std::size_t rows = set.table.rows;
  scored.scores.reserve(base.size() * rows);
  for (const double score : base) scored.scores.insert(scored.scores.end(), rows, score);
  return scored;
}

std::vector<ScoredSet> start_scored(std::span<const PreparedSet> sets,
                                    std::span<const double> base) {
  std::vector<ScoredSet> scored;
  for (const PreparedSet& set : sets) scored.push_back(start_scored(set, base));
  return scored;
}

std::vector<Metric> chosen_metrics(const BoostParams& params, const Objective& objective) {
  std::vector<Metric> metrics;
  for (const std::string& name : params.metric) metrics.push_back(parse_metric(name));
  if (metrics.empty()) {
    const bool by_errors = params.booster == Booster::adaboost && is_classification(objective);
    metrics.push_back(by_errors ? Metric::error : default_metric(objective));
  }
  for (const Metric metric : metrics) check_metric(metric, objective);
  return metrics;
}

RoundWatch::RoundWatch(const Objective& objective, std::span<const ScoredSet> validation,
                       const BoostParams& params)
    : objective_(&objective),
      params_(&params),
      metrics_(chosen_metrics(params, objective)),
      stopping_(params.early_stopping_rounds, larger_is_better(metrics_.front())) {
  if (params.early_stopping_rounds > 0 && validation.empty()) {
    throw usage_error(
        "early-stopping-rounds needs rows to measure on; give --valid FILE or --valid-fraction");
  }
  for (const ScoredSet& scored : validation) {
    for (const Metric metric : metrics_)
      names_.push_back(scored.set->name + " " + std::string(metric_name(metric)));
  }
}

bool RoundWatch::round_done(int round, std::span<const ScoredSet> validation, Observer& observer) {
  std::vector<MetricValue> values;
  for (const ScoredSet& scored : validation) {
    for (const Metric metric : metrics_) {
      values.push_back(
          {scored.set->name, std::string(metric_name(metric)),
           scored.answers.empty()
               ? evaluate_metric(metric, *objective_, scored.scores, scored.set->targets())
               : evaluate_answers(metric, scored.answers, scored.set->targets())});
    }
  }
  observer.round_done(round, params_->trees, values);
  if (!values.empty()) {
    HistoryRow& row = history_.emplace_back();
    row.round = round;
    for (const MetricValue& value : values) row.values.push_back(value.value);
    if (stopping_.should_stop(round, values.front().value)) {
      if (stopping_.best_round() > 0) return true;
      throw input_error(
          "{}: {} had no value in {} rounds, so that early stopping has nothing to go by; give "
          "rows "
          "that differ in their label, or another --metric",
          values.front().data, values.front().metric, round);
    }
  }
  return observer.stop_requested();
}

bool RoundWatch::holds(int rounds) const {
  const std::size_t rows = names_.empty() ? 0 : static_cast<std::size_t>(rounds);
  bool sound =
      history_.size() == rows && stopping_.best_round() >= 0 && stopping_.best_round() <= rounds;
  for (std::size_t i = 0; sound && i < rows; ++i) {
    sound =
        history_[i].round == static_cast<int>(i + 1) && history_[i].values.size() == names_.size();
  }
  return sound;
}

int RoundWatch::best_round(int done) const {
  return params_->early_stopping_rounds > 0 && stopping_.best_round() > 0 ? stopping_.best_round()
                                                                          : done;
}

}  // namespace coppice
