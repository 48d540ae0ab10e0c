#include "boost/adaboost.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "base/parallel.hpp"
#include "boost/booster_params.hpp"
#include "boost/train.hpp"
#include "model/predictor.hpp"
#include "reference/naive_samme.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

TrainParams adaboost_params(int trees) {
  TrainParams params = default_params(Booster::adaboost);
  params.boost.trees = trees;
  params.bins.min_rows_in_bin = 1;
  params.bins.max_bins = 1000;
  return params;
}

Model fit_on(std::size_t rows, int classes, const TrainParams& params) {
  Observer observer;
  return train(reference::random_table(rows, 4, 1, 0, 0, classes), {}, params, nullptr, observer);
}

std::vector<double> raw_scores(const Model& model, std::size_t rows, int classes, int trees = -1) {
  const LoadedTable data = reference::random_table(rows, 4, 1, 0, 0, classes);
  std::vector<double> scores(model.outputs() * rows);
  Predictor(model).raw_scores(data.table, scores, trees);
  return scores;
}

}  // namespace

TEST_CASE("SAMME of stumps gives the scores of its naive twin") {
  constexpr std::size_t kRows = 120;
  for (const int classes : {2, 3}) {
    CAPTURE(classes);
    const Model model = fit_on(kRows, classes, adaboost_params(15));
    const std::vector<double> scores = raw_scores(model, kRows, classes);
    const LoadedTable data = reference::random_table(kRows, 4, 1, 0, 0, classes);
    std::vector<std::vector<double>> columns;
    for (const Column& column : data.table.features) columns.push_back(column.numbers);
    std::vector<std::size_t> labels;
    for (const double label : data.table.label.numbers)
      labels.push_back(static_cast<std::size_t>(label));
    const auto count = static_cast<std::size_t>(classes);
    const std::vector<double> expected = reference::Samme(columns, labels, count).scores(15);
    for (std::size_t row = 0; row < kRows; ++row) {
      if (classes == 2) {
        CHECK(scores[row] == doctest::Approx(expected[row * 2 + 1] - expected[row * 2]));
        continue;
      }
      for (std::size_t k = 0; k < count; ++k)
        CHECK(scores[k * kRows + row] == doctest::Approx(expected[row * count + k]));
    }
  }
}

TEST_CASE("the staged error of adaboost is that of the model's first trees, and falls") {
  for (const AdaBoostVotes votes : {AdaBoostVotes::discrete, AdaBoostVotes::real}) {
    TrainParams params = adaboost_params(40);
    params.adaboost.adaboost_votes = votes;
    params.grow.max_depth = 2;
    const Model model = fit_on(400, 3, params);
    REQUIRE(model.history_names.at(0) == "train error");
    REQUIRE(model.history.size() == 40);
    const LoadedTable data = reference::random_table(400, 4, 1, 0, 0, 3);
    for (const int round : {1, 7, 40}) {
      const double error =
          evaluate_metric(Metric::error, model.objective, raw_scores(model, 400, 3, round),
                          {data.table.label.numbers, {}});
      CHECK(model.history[static_cast<std::size_t>(round) - 1].values[0] ==
            doctest::Approx(error).epsilon(1e-12));
    }
    CHECK(model.history.back().values[0] < 0.7 * model.history.front().values[0]);
  }
}

TEST_CASE("adaboost ends with a tree that makes no error") {
  TrainParams params = adaboost_params(30);
  params.grow.max_depth = 0;
  const Model model = fit_on(200, 3, params);
  CHECK(model.best_round == 1);
  CHECK(model.history.back().values[0] == 0);
}

TEST_CASE("adaboost from resampled rows learns too, and is one model for any number of threads") {
  for (const int classes : {0, 2, 3}) {
    TrainParams params = adaboost_params(20);
    params.adaboost.adaboost_resample = true;
    params.grow.max_depth = 3;
    const Model model = fit_on(400, classes, params);
    CHECK(model.history.back().values[0] < model.history.front().values[0]);
    for (const int threads : {2, 3}) {
      const ThreadCountScope scope(threads);
      CHECK(model_checksum(fit_on(400, classes, params)) == model_checksum(model));
    }
  }
}

TEST_CASE("AdaBoost.R2 follows its paper: weights, mean losses and the weighted median") {
  constexpr std::size_t kRows = 150;
  TrainParams params = adaboost_params(12);
  params.grow.max_depth = 3;
  const Model model = fit_on(kRows, 0, params);
  REQUIRE(model.ensemble.combine == Combine::weighted_median);
  const LoadedTable data = reference::random_table(kRows, 4, 1, 0, 0, 0);
  std::vector<double> weights(kRows, 1.0 / kRows);
  std::vector<std::vector<std::pair<double, double>>> votes(kRows);
  for (std::size_t t = 0; t < model.ensemble.trees.size(); ++t) {
    Model one = model;
    one.ensemble.trees = {model.ensemble.trees[t]};
    one.ensemble.tree_weights = {1};
    const std::vector<double> answers = raw_scores(one, kRows, 0);
    double largest = 0, mean = 0, sum = 0;
    for (std::size_t row = 0; row < kRows; ++row)
      largest = std::max(largest, std::fabs(answers[row] - data.table.label.numbers[row]));
    for (std::size_t row = 0; row < kRows; ++row)
      mean += weights[row] * std::fabs(answers[row] - data.table.label.numbers[row]) / largest;
    const double beta = mean / (1 - mean);
    CHECK(model.ensemble.tree_weights[t] == doctest::Approx(std::log(1 / beta)));
    for (std::size_t row = 0; row < kRows; ++row) {
      weights[row] *=
          std::pow(beta, 1 - std::fabs(answers[row] - data.table.label.numbers[row]) / largest);
      sum += weights[row];
      votes[row].emplace_back(answers[row], model.ensemble.tree_weights[t]);
    }
    for (double& weight : weights) weight /= sum;
  }
  const std::vector<double> scores = raw_scores(model, kRows, 0);
  for (std::size_t row = 0; row < kRows; ++row) {
    std::sort(votes[row].begin(), votes[row].end());
    double all = 0, below = 0, median = 0;
    for (const auto& vote : votes[row]) all += vote.second;
    for (const auto& vote : votes[row]) {
      below += vote.second;
      median = vote.first;
      if (below >= all / 2) break;
    }
    CHECK(scores[row] == median);
  }
  const double rmse =
      evaluate_metric(Metric::rmse, model.objective, scores, {data.table.label.numbers, {}});
  CHECK(model.history.back().values[0] == doctest::Approx(rmse).epsilon(1e-12));
}

TEST_CASE("a first tree no better than chance is an error that says so") {
  LoadedTable data = reference::random_table(100, 1, 1, 1, 0, 2);
  for (std::size_t row = 0; row < 100; ++row)
    data.table.label.numbers[row] = static_cast<double>(row % 2);
  data.table.features[0].numbers.assign(100, 0.0);
  Observer observer;
  CHECK_THROWS_WITH(train(std::move(data), {}, adaboost_params(3), nullptr, observer),
                    doctest::Contains("no better than chance"));
}
