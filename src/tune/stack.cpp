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

/// A base model in the making.
struct FittedBase {
  Model model;              ///< of all rows
  Predictions predictions;  ///< out of fold
  BaseScore score;
};

class Stacker {
 public:
  Stacker(const LoadedTable& data, const std::vector<Fold>& folds, const StackPlan& plan,
          Observer& observer)
      : data_(data), folds_(folds), plan_(plan), observer_(observer) {}

  Model run(std::vector<BaseScore>& scores) {
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
    fit_meta(stacked, std::move(predictions));
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
      const Metric metric = chosen_metrics(params.boost, task.objective).front();
      const auto last = static_cast<std::size_t>(params.boost.trees - 1);
      fitted.score = {std::string(metric_name(metric)), trial.curve()[last], params.boost.trees};
      fitted.predictions = out_of_fold(data_.table, folds_, trial.take(params.boost.trees));
    }
    observer_.note(fmt::format("base {}: {} {:.6g} out of fold, {} rounds", base.name,
                               fitted.score.metric, fitted.score.value, fitted.score.rounds));
    Observer silent;
    const Prepared whole = prepare(data_, {}, task, params, nullptr, silent);
    fitted.model = fit(whole, params, nullptr, observer_);
    return fitted;
  }

  /// What the meta-learner learns from: the rows that some fold held out.
  LoadedTable meta_data(const Model& stacked, std::vector<Predictions> predictions) const {
    std::vector<std::uint32_t> held_out;
    for (std::uint32_t row = 0; row < data_.table.rows; ++row) {
      if (!std::isnan(predictions.front()[row])) held_out.push_back(row);
    }
    Table table = stack_rows(stacked, data_.table, std::move(predictions));
    table.label = data_.table.label;
    table.weights = data_.table.weights;
    table.groups = data_.table.groups;
    table.lines = data_.table.lines;
    if (held_out.size() < table.rows) table = copy_rows(table, held_out);
    return {std::move(table), stack_schema(stacked), {}};
  }

  void fit_meta(Model& stacked, std::vector<Predictions> predictions) {
    observer_.note("meta-learner:");
    const Prepared prepared = prepare(meta_data(stacked, std::move(predictions)), {}, meta_task_,
                                      meta_, nullptr, observer_);
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
};

}  // namespace

TrainParams usual_meta() {
  TrainParams params = default_params(Booster::linear);
  params.boost.learning_rate = 0.5;
  params.grow.lambda_l2 = 5;
  return params;
}

Model stack(const LoadedTable& data, const std::vector<Fold>& folds, const StackPlan& plan,
            Observer& observer, std::vector<BaseScore>& scores) {
  return Stacker(data, folds, plan, observer).run(scores);
}

}  // namespace coppice
