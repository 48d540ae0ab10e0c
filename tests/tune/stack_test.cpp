#include "tune/stack.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "boost/booster_params.hpp"
#include "boost/train.hpp"
#include "data/copy_rows.hpp"
#include "model/parts.hpp"
#include "tune/fold_data.hpp"
#include "tune/out_of_fold.hpp"
#include "tune/support.hpp"
#include "tune/trial.hpp"

using namespace coppice;

namespace {

TrainParams few_rounds(Booster booster) {
  TrainParams params = default_params(booster);
  params.boost.trees = 8;
  return params;
}

struct StackData {
  LoadedTable loaded = iris();
  Observer silent;
  std::vector<Fold> folds = make_folds({}, loaded.table, 3);
  StackPlan plan{{{"forest", few_rounds(Booster::rf)}, {"boosted", few_rounds(Booster::gbdt)}},
                 usual_meta(),
                 false,
                 false};
  std::vector<StackScore> scores;

  Model stacked() {
    scores.clear();
    return stack(loaded, folds, plan, silent, scores);
  }
  std::string error() {
    try {
      stacked();
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::usage);
      return error.what();
    }
    return "no error";
  }
};

}  // namespace

TEST_CASE(
    "a stack is its base models, fitted to all rows, and a fit to what they say out of fold") {
  StackData data;
  for (const bool passthrough : {false, true}) {
    data.plan.passthrough = passthrough;
    const Model stacked = data.stacked();
    REQUIRE(stacked.parts.size() == 2);
    std::vector<Predictions> predictions;
    for (std::size_t i = 0; i < 2; ++i) {
      const TrainParams& params = data.plan.bases[i].params;
      const Model whole = train(data.loaded, {}, params, nullptr, data.silent);
      CHECK(model_checksum(stacked.parts[i].model) == model_checksum(whole));
      // Out of fold by hand: a model for each fold, which sees the fold's training rows alone.
      const Task task =
          choose_task(data.loaded.table.label, params.objective, data.silent, params.boost.booster);
      std::vector<Model> models;
      for (const Prepared& fold : prepare_folds(data.loaded, data.folds, task, params, false)) {
        models.push_back(fit(fold, params, nullptr, data.silent));
      }
      predictions.push_back(out_of_fold(data.loaded.table, data.folds, models));
    }
    LoadedTable meta{
        stack_rows(stacked, data.loaded.table, predictions), stack_schema(stacked), {}};
    meta.table.label = data.loaded.table.label;
    const Model joining = train(std::move(meta), {}, data.plan.meta, nullptr, data.silent);
    CHECK(model_checksum(joining) == model_checksum(stack_ensemble(stacked)));
    CHECK(data.scores[0].rounds == 8);
    REQUIRE(data.scores.size() == 3);
    for (const StackScore& score : data.scores) CHECK(score.metric == "mlogloss");
    // The forest learns by the Brier score and is measured by the log loss of its shares all the
    // same.
    double sum = 0;
    const std::size_t rows = data.loaded.table.rows;
    const std::vector<double> labels = targets_of(data.loaded.table, stacked, "iris");
    for (std::size_t row = 0; row < rows; ++row) {
      const double share = predictions[0][static_cast<std::size_t>(labels[row]) * rows + row];
      sum -= std::log(std::max(share, 1e-15)) / static_cast<double>(rows);
    }
    CHECK(data.scores[0].value == doctest::Approx(sum));
  }
}

TEST_CASE("a stack's score is that of meta-learners on rows that they did not learn from") {
  StackData data;
  const Model stacked = data.stacked();
  std::vector<Predictions> predictions;
  for (const StackBase& base : data.plan.bases) {
    const Task task = choose_task(data.loaded.table.label, base.params.objective, data.silent,
                                  base.params.boost.booster);
    std::vector<Model> models;
    for (const Prepared& fold : prepare_folds(data.loaded, data.folds, task, base.params, false)) {
      models.push_back(fit(fold, base.params, nullptr, data.silent));
    }
    predictions.push_back(out_of_fold(data.loaded.table, data.folds, models));
  }
  LoadedTable meta{stack_rows(stacked, data.loaded.table, predictions), stack_schema(stacked), {}};
  meta.table.label = data.loaded.table.label;
  double sum = 0;
  for (const Fold& fold : data.folds) {
    const Model joining = train({copy_rows(meta.table, fold.training), meta.schema, {}}, {},
                                data.plan.meta, nullptr, data.silent);
    const Table held_out = copy_rows(meta.table, fold.held_out);
    std::vector<double> raw(3 * held_out.rows);
    Predictor(joining).raw_scores(held_out, raw);
    const std::vector<double> labels = targets_of(held_out, joining, "iris");
    sum += evaluate_metric(Metric::mlogloss, joining.objective, raw, {labels, {}}) *
           static_cast<double>(held_out.rows);
  }
  CHECK(data.scores[2].value == doctest::Approx(sum / static_cast<double>(meta.table.rows)));
}

TEST_CASE("a stack is the same for any number of threads") {
  StackData data;
  set_thread_count(1);
  const std::string one = model_to_json(data.stacked());
  for (const int threads : {2, 3, 8}) {
    set_thread_count(threads);
    CHECK(model_to_json(data.stacked()) == one);
  }
  set_thread_count(0);
}

TEST_CASE("a base model that stops early keeps the rounds that were best on the folds") {
  StackData data;
  TrainParams& boosted = data.plan.bases[1].params;
  boosted.boost.trees = 300;
  boosted.boost.learning_rate = 0.5;
  boosted.boost.early_stopping_rounds = 5;
  const Model stacked = data.stacked();
  CHECK(data.scores[1].rounds < 100);
  CHECK(stacked.parts[1].model.best_round == data.scores[1].rounds);
  CHECK(stacked.parts[1].model.ensemble.trees.size() ==
        3 * static_cast<std::size_t>(data.scores[1].rounds));
}

TEST_CASE("the meta-learner is not shown rows that no fold held out") {
  StackData data;
  data.folds.pop_back();
  const Model stacked = data.stacked();
  LoadedTable fewer = data.loaded;
  CHECK(stacked.parts.size() == 2);
  for (const double weight : stacked.ensemble.linear.weight) CHECK(std::isfinite(weight));
}

TEST_CASE("members of a stack that do not go together are told before any fit") {
  StackData data;
  data.plan.bases[0].params.grow.max_leaves = 3;
  CHECK(data.error() == "base forest: max-leaves is not used by booster rf; leave it out");
  data = {};
  data.plan.meta.boost.valid_fraction = 0.5;
  CHECK(data.error().find("meta: valid-fraction") == 0);
  data = {};
  data.loaded.table.label = data.loaded.table.features[0];
  for (double& label : data.loaded.table.label.numbers) label = label > 5 ? 1 : 0;
  data.plan.bases[1].params.objective.objective = ObjectiveKind::squared_error;
  CHECK(data.error().find("base boosted learns numbers, and the meta-learner 2 classes") == 0);
}
