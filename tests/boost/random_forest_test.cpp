#include "boost/random_forest.hpp"

#include <doctest/doctest.h>

#include <numeric>

#include "base/parallel.hpp"
#include "boost/booster_params.hpp"
#include "boost/train.hpp"
#include "model/predictor.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

TrainParams forest_params(int trees) {
  TrainParams params = default_params(Booster::rf);
  params.boost.trees = trees;
  params.boost.seed = 5;
  return params;
}

Model fit_forest(const TrainParams& params, int classes) {
  Observer observer;
  const LoadedTable valid = reference::random_table(300, 5, 2, 0, 0.1, classes);
  std::vector<ValidationSet> sets;
  sets.push_back({"valid", valid.table});
  return train(reference::random_table(700, 5, 1, 0, 0.1, classes), std::move(sets), params,
               nullptr, observer);
}

double last(const Model& model, const std::string& name) {
  const auto place = std::find(model.history_names.begin(), model.history_names.end(), name);
  REQUIRE(place != model.history_names.end());
  return model.history.back().values[static_cast<std::size_t>(place - model.history_names.begin())];
}

}  // namespace

TEST_CASE("a forest's history is what its model measures") {
  for (const int classes : {0, 2, 4}) {
    CAPTURE(classes);
    const Model model = fit_forest(forest_params(20), classes);
    CHECK(model.ensemble.combine == Combine::average);
    CHECK(model.ensemble.trees.size() == 20);
    const LoadedTable valid = reference::random_table(300, 5, 2, 0, 0.1, classes);
    std::vector<double> scores(model.outputs() * 300);
    Predictor(model).raw_scores(valid.table, scores);
    const Metric metric = default_metric(model.objective);
    const double value =
        evaluate_metric(metric, model.objective, scores, {valid.table.label.numbers, {}});
    CHECK(value ==
          doctest::Approx(last(model, "valid " + std::string(metric_name(metric)))).epsilon(1e-12));
  }
}

TEST_CASE(
    "the out-of-bag error is near that of rows never seen, and far from that of the training "
    "rows") {
  TrainParams params = forest_params(60);
  params.boost.metric = {"rmse"};
  const Model model = fit_forest(params, 0);
  const double oob = last(model, "oob rmse"), valid = last(model, "valid rmse");
  CHECK(oob == doctest::Approx(valid).epsilon(0.15));
  const LoadedTable training = reference::random_table(700, 5, 1, 0, 0.1, 0);
  std::vector<double> scores(700);
  Predictor(model).raw_scores(training.table, scores);
  CHECK(evaluate_metric(Metric::rmse, model.objective, scores, {training.table.label.numbers, {}}) <
        0.6 * oob);
}

TEST_CASE("full trees that see all rows and columns know every training row") {
  TrainParams params = forest_params(3);
  params.forest.bootstrap = false;
  params.forest.columns_per_node = "all";
  params.bins.min_rows_in_bin = 1;
  params.bins.max_bins = 1000;
  Observer observer;
  const Model model =
      train(reference::random_table(500, 4, 1, 0, 0, 3), {}, params, nullptr, observer);
  CHECK(model.history.empty());  // no row is out of a bag
  const LoadedTable training = reference::random_table(500, 4, 1, 0, 0, 3);
  std::vector<double> scores(3 * 500);
  Predictor(model).raw_scores(training.table, scores);
  for (std::size_t row = 0; row < 500; ++row) {
    CHECK(scores[static_cast<std::size_t>(training.table.label.numbers[row]) * 500 + row] == 1);
  }
}

TEST_CASE(
    "a forest is one model for any number of threads, and a longer one begins with a shorter one") {
  for (const SplitThresholds thresholds : {SplitThresholds::best, SplitThresholds::random}) {
    TrainParams params = forest_params(12);
    params.forest.split_thresholds = thresholds;
    const Model model = fit_forest(params, 4);
    for (const int threads : {2, 3, 8}) {
      const ThreadCountScope scope(threads);
      CHECK(model_checksum(fit_forest(params, 4)) == model_checksum(model));
    }
    params.boost.trees = 5;
    const Model shorter = fit_forest(params, 4);
    for (std::size_t tree = 0; tree < 5; ++tree) {
      CHECK(shorter.ensemble.trees[tree].leaf_value == model.ensemble.trees[tree].leaf_value);
    }
  }
}

TEST_CASE("a forest draws its rows with replacement, and rows of weight 0 never") {
  TrainParams params = forest_params(1);
  LoadedTable data = reference::random_table(400, 3, 1, 0, 0, 2);
  data.table.weights.assign(400, 1.0);
  for (std::size_t row = 0; row < 200; ++row) data.table.weights[row] = 0;
  Observer observer;
  const Tree tree = train(std::move(data), {}, params, nullptr, observer).ensemble.trees.at(0);
  const std::uint64_t rows =
      std::accumulate(tree.leaf_rows.begin(), tree.leaf_rows.end(), std::uint64_t{0});
  CHECK(rows > 150);
  CHECK(rows < 250);
  const Tree whole =
      train(reference::random_table(400, 3, 1, 0, 0, 2), {}, params, nullptr, observer)
          .ensemble.trees.at(0);
  CHECK(std::accumulate(whole.leaf_rows.begin(), whole.leaf_rows.end(), std::uint64_t{0}) == 400);
}

TEST_CASE("a forest says which parameters and objectives it does not use") {
  Observer observer;
  const auto fit_with = [&](auto change) {
    TrainParams params = forest_params(2);
    change(params);
    train(reference::random_table(100, 3, 1, 0, 0, 2), {}, params, nullptr, observer);
  };
  CHECK_THROWS_WITH(fit_with([](TrainParams& p) { p.boost.learning_rate = 0.5; }),
                    doctest::Contains("learning-rate is not used by booster rf"));
  CHECK_THROWS_WITH(fit_with([](TrainParams& p) { p.grow.lambda_l2 = 1; }),
                    doctest::Contains("lambda-l2"));
  CHECK_THROWS_WITH(
      fit_with([](TrainParams& p) { p.objective.objective = ObjectiveKind::logistic; }),
      doctest::Contains("brier"));
  CHECK_THROWS_WITH(
      fit_with([](TrainParams& p) { p.boost.booster = Booster::gbdt, p.forest.bootstrap = false; }),
      doctest::Contains("not used by booster gbdt"));
}
