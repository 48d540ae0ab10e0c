#include "tune/stack.hpp"

#include <fmt/format.h>

#include <cmath>

#include "base/error.hpp"
#include "boost/booster_params.hpp"
#include "boost/train.hpp"
#include "data/copy_rows.hpp"
#include "model/parts.hpp"
#include "tune/fold_data.hpp"
#include "tune/out_of_fold.hpp"
#include "tune/trial.hpp"

namespace coppice {

namespace {

void check_member(const std::string& who, const TrainParams& params, const Task& task) {
  try {
    check_uses(params, task.objective, false);
    chosen_metrics(params.boost, task.objective);
  } catch (const Error& error) {
    throw usage_error("{}: {}", who, error.what());
  }
  if (params.boost.valid_fraction > 0) {
    throw usage_error("{}: valid-fraction: the folds are what is held out; leave it out", who);
  }
}

std::string described(const Task& task) {
  return task.classes.empty() ? "numbers" : fmt::format("{} classes", task.classes.size());
}

/// The objective that the meta-learner has by itself where the base models learn numbers.
ObjectiveParams meta_objective(const StackPlan& plan, const Task& first) {
  ObjectiveParams params = plan.meta.objective;
  if (params.objective != ObjectiveKind::automatic || is_classification(first.objective)) {
    return params;
  }
  params = plan.bases.front().params.objective;
  params.objective = objective_kind(first.objective);
  return params;
}

/// Probabilities are held so far from 0 and 1 where they are measured, as metrics hold them.
constexpr double kLeastOfMetric = 1e-15;

/// Predictions of two classes, as probabilities of the second one or of both, in the other way.
Predictions with_outputs(const Predictions& given, std::size_t rows, std::size_t outputs) {
  if (given.size() == outputs * rows) return given;
  const auto second = given.end() - static_cast<std::ptrdiff_t>(rows);
  Predictions all;
  for (auto p = second; outputs == 2 && p != given.end(); ++p) all.push_back(1 - *p);
  all.insert(all.end(), second, given.end());
  return all;
}

/// A base model in the making.
struct FittedBase {
  Model model;              ///< of all rows
  Predictions predictions;  ///< out of fold
  StackScore score;
};

class Stacker {
 public:
  Stacker(const LoadedTable& data, const std::vector<Fold>& folds, const StackPlan& plan,
          Observer& observer)
      : data_(data), folds_(folds), plan_(plan), observer_(observer) {}

  Model run(std::vector<StackScore>& scores) {
    choose_tasks();
    Model stacked;
    stacked.booster = enum_name(Joining::stack);
    stacked.joining = Joining::stack;
    stacked.passthrough = plan_.passthrough;
    stacked.schema = data_.schema;
    stacked.objective = meta_task_.objective;
    stacked.classes = meta_task_.classes;
    std::vector<Predictions> predictions;
    for (std::size_t i = 0; i < plan_.bases.size(); ++i) {
      FittedBase base = fit_base(plan_.bases[i], tasks_[i]);
      if (observer_.stop_requested()) return stacked;
      stacked.parts.push_back({plan_.bases[i].name, 0, std::move(base.model)});
      predictions.push_back(std::move(base.predictions));
      scores.push_back(std::move(base.score));
    }
    held_out_ = rows_held_out(predictions.front());
    const LoadedTable rows = meta_data(stacked, std::move(predictions));
    scores.push_back(cross_fit_meta(rows));
    if (!observer_.stop_requested()) fit_meta(stacked, rows);
    return stacked;
  }

 private:
  void choose_tasks() {
    Observer silent;
    const Column& label = data_.table.label;
    for (const StackBase& base : plan_.bases) {
      tasks_.push_back(
          choose_task(label, base.params.objective, silent, base.params.boost.booster));
    }
    meta_ = plan_.meta;
    meta_.objective = meta_objective(plan_, tasks_.front());
    meta_task_ = choose_task(label, meta_.objective, observer_, meta_.boost.booster);
    for (std::size_t i = 0; i < tasks_.size(); ++i) {
      const std::string who = "base " + plan_.bases[i].name;
      if (tasks_[i].classes != meta_task_.classes) {
        throw usage_error("{} learns {}, and the meta-learner {}; give both an objective", who,
                          described(tasks_[i]), described(meta_task_));
      }
      check_member(who, plan_.bases[i].params, tasks_[i]);
    }
    check_member("meta", meta_, meta_task_);
  }

  FittedBase fit_base(const StackBase& base, const Task& task) {
    FittedBase fitted;
    TrainParams params = base.params;
    {
      const std::vector<Prepared> prepared =
          prepare_folds(data_, folds_, task, params, plan_.shared_edges);
      std::vector<const Prepared*> views;
      for (const Prepared& fold : prepared) views.push_back(&fold);
      Trial trial(views, params);
      trial.run(params.boost.trees, observer_);
      if (observer_.stop_requested()) return fitted;
      params.boost.trees = trial.rounds_to_keep();
      params.boost.early_stopping_rounds = 0;
      fitted.predictions = out_of_fold(data_.table, folds_, trial.take(params.boost.trees));
    }
    fitted.score = measure(data_.table, fitted.predictions, params.boost.trees);
    tell("base " + base.name, fitted.score);
    Observer silent;
    const Prepared whole = prepare(data_, {}, task, params, nullptr, silent);
    fitted.model = fit(whole, params, nullptr, observer_);
    return fitted;
  }

  std::vector<std::uint32_t> rows_held_out(const Predictions& out_of_fold) const {
    std::vector<std::uint32_t> rows;
    for (std::uint32_t row = 0; row < data_.table.rows; ++row) {
      if (!std::isnan(out_of_fold[row])) rows.push_back(row);
    }
    return rows;
  }

  /// By the meta-learner's metric, of the rows that were held out.
  StackScore measure(const Table& table, const Predictions& predictions, int rounds) const {
    const Objective& objective = meta_task_.objective;
    const auto outputs = static_cast<std::size_t>(output_count(objective));
    const std::vector<double> labels =
        task_labels(table.label, objective, meta_task_.classes, "", table.lines);
    std::vector<double> raw, own_labels, weights;
    for (const double prediction : with_outputs(predictions, table.rows, outputs)) {
      if (!std::isnan(prediction)) raw.push_back(prediction);
    }
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (std::isnan(predictions[row])) continue;
      own_labels.push_back(labels[row]);
      if (!table.weights.empty()) weights.push_back(table.weights[row]);
    }
    untransform(objective, raw, kLeastOfMetric);
    const Metric metric = chosen_metrics(meta_.boost, objective).front();
    const double value = evaluate_metric(metric, objective, raw, {own_labels, weights});
    return {std::string(metric_name(metric)), value, rounds};
  }

  void tell(const std::string& who, const StackScore& score) const {
    observer_.note(fmt::format("{}: {} {:.6g} out of fold, {} rounds", who, score.metric,
                               score.value, score.rounds));
  }

  /// What the meta-learner learns from: the rows that some fold held out.
  LoadedTable meta_data(const Model& stacked, std::vector<Predictions> predictions) const {
    Table table = stack_rows(stacked, data_.table, std::move(predictions));
    table.label = data_.table.label;
    table.weights = data_.table.weights;
    table.groups = data_.table.groups;
    table.lines = data_.table.lines;
    if (held_out_.size() < table.rows) table = copy_rows(table, held_out_);
    return {std::move(table), stack_schema(stacked), {}};
  }

  /// The folds of the rows that the meta-learner sees; those without rows to learn from are left
  /// out.
  std::vector<Fold> meta_folds() const {
    std::vector<std::int64_t> place(data_.table.rows, -1);
    for (std::size_t i = 0; i < held_out_.size(); ++i) {
      place[held_out_[i]] = static_cast<std::int64_t>(i);
    }
    const auto seen = [&](const std::vector<std::uint32_t>& rows) {
      std::vector<std::uint32_t> places;
      for (const std::uint32_t row : rows) {
        if (place[row] >= 0) places.push_back(static_cast<std::uint32_t>(place[row]));
      }
      return places;
    };
    std::vector<Fold> folds;
    for (const Fold& fold : folds_) {
      Fold own{fold.repeat, fold.number, seen(fold.training), seen(fold.held_out)};
      if (own.training.size() > 1) folds.push_back(std::move(own));
    }
    return folds;
  }

  StackScore cross_fit_meta(const LoadedTable& rows) {
    const std::vector<Fold> folds = meta_folds();
    if (folds.empty()) return {};
    const std::vector<Prepared> prepared =
        prepare_folds(rows, folds, meta_task_, meta_, plan_.shared_edges);
    std::vector<const Prepared*> views;
    for (const Prepared& fold : prepared) views.push_back(&fold);
    Trial trial(views, meta_);
    Observer silent;
    trial.run(meta_.boost.trees, silent);
    const int rounds = trial.rounds_to_keep();
    const StackScore score =
        measure(rows.table, out_of_fold(rows.table, folds, trial.take(rounds)), rounds);
    tell("stack", score);
    return score;
  }

  void fit_meta(Model& stacked, const LoadedTable& rows) {
    observer_.note("meta-learner:");
    const Prepared prepared = prepare(rows, {}, meta_task_, meta_, nullptr, observer_);
    Model meta = fit(prepared, meta_, nullptr, observer_);
    stacked.ensemble = std::move(meta.ensemble);
    stacked.parameters = std::move(meta.parameters);
    stacked.best_round = meta.best_round;
    stacked.history_names = std::move(meta.history_names);
    stacked.history = std::move(meta.history);
  }

  const LoadedTable& data_;
  const std::vector<Fold>& folds_;
  const StackPlan& plan_;
  Observer& observer_;
  std::vector<Task> tasks_;
  Task meta_task_;
  TrainParams meta_;
  std::vector<std::uint32_t> held_out_;  ///< rows that some fold held out
};

}  // namespace

TrainParams usual_meta() {
  TrainParams params = default_params(Booster::linear);
  params.boost.learning_rate = 0.5;
  params.grow.lambda_l2 = 5;
  return params;
}

Model stack(const LoadedTable& data, const std::vector<Fold>& folds, const StackPlan& plan,
            Observer& observer, std::vector<StackScore>& scores) {
  return Stacker(data, folds, plan, observer).run(scores);
}

}  // namespace coppice
