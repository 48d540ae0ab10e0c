#include "boost/linear.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "boost/support.hpp"
#include "boost/train.hpp"
#include "model/predictor.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

TrainParams linear_params(int rounds, double learning_rate) {
  TrainParams params;
  params.boost.booster = Booster::linear;
  params.boost.trees = rounds;
  params.boost.learning_rate = learning_rate;
  return params;
}

/// Coordinate descent for squared error, as it is written in books: the whole matrix, one weight at
/// a time, residuals made anew for each.
std::vector<double> naive_scores(const Table& table, const TrainParams& params) {
  const std::size_t n = table.rows, columns = table.features.size();
  std::vector<std::vector<double>> z;
  for (const Column& column : table.features) {
    double mean = 0, present = 0, square = 0;
    for (const double x : column.numbers) {
      if (!std::isnan(x)) mean += x, present += 1;
    }
    std::vector<double>& values = z.emplace_back();
    for (const double x : column.numbers)
      values.push_back(std::isnan(x) ? 0.0 : x - mean / present);
    for (const double value : values) square += value * value;
    for (double& value : values) value /= std::sqrt(square / static_cast<double>(n));
  }
  std::vector<double> w(columns, 0.0);
  double bias = 0;
  for (const double y : table.label.numbers) bias += y / static_cast<double>(n);
  const auto score = [&](std::size_t i) {
    double sum = bias;
    for (std::size_t c = 0; c < columns; ++c) sum += w[c] * z[c][i];
    return sum;
  };
  for (int round = 0; round < params.boost.trees; ++round) {
    double residual = 0;
    for (std::size_t i = 0; i < n; ++i) residual += table.label.numbers[i] - score(i);
    bias += params.boost.learning_rate * residual / static_cast<double>(n);
    for (std::size_t c = 0; c < columns; ++c) {
      double gradient = 0, hessian = 0;
      for (std::size_t i = 0; i < n; ++i) {
        gradient += (score(i) - table.label.numbers[i]) * z[c][i];
        hessian += z[c][i] * z[c][i];
      }
      const double target = hessian * w[c] - gradient;
      const double size = std::max(std::fabs(target) - params.grow.lambda_l1, 0.0);
      w[c] += params.boost.learning_rate *
              (std::copysign(size, target) / (hessian + params.grow.lambda_l2) - w[c]);
    }
  }
  std::vector<double> scores(n);
  for (std::size_t i = 0; i < n; ++i) scores[i] = score(i);
  return scores;
}

}  // namespace

TEST_CASE("the linear booster descends as the naive one does") {
  for (const double l1 : {0.0, 30.0}) {
    for (const double learning_rate : {1.0, 0.3}) {
      TrainParams params = linear_params(15, learning_rate);
      params.grow.lambda_l1 = l1;
      params.grow.lambda_l2 = 5;
      const LoadedTable data = reference::random_table(400, 6, 4, 0, 0.1);
      const auto naive = naive_scores(data.table, params);
      const Model model = trained(data, params);
      if (l1 > 0) CHECK(model.ensemble.linear.terms() < 6);
      const auto scores = scores_of(model, data.table);
      // Gradients are handed over as 32-bit floats.
      for (std::size_t i = 0; i < scores.size(); ++i)
        CHECK(scores[i] == doctest::Approx(naive[i]).epsilon(1e-5));
    }
  }
}

TEST_CASE("every objective is learned, and a saved model gives the same scores") {
  const std::vector<ObjectiveKind> kinds{
      ObjectiveKind::squared_error, ObjectiveKind::absolute_error, ObjectiveKind::huber,
      ObjectiveKind::quantile,      ObjectiveKind::poisson,        ObjectiveKind::logistic,
      ObjectiveKind::softmax};
  for (const ObjectiveKind kind : kinds) {
    CAPTURE(enum_name(kind));
    const int classes = kind == ObjectiveKind::logistic  ? 2
                        : kind == ObjectiveKind::softmax ? 3
                                                         : 0;
    LoadedTable data = reference::random_table(1000, 4, 6, 0, 0.05, classes);
    if (kind == ObjectiveKind::poisson) {
      for (double& y : data.table.label.numbers) y = std::floor(std::exp(y));
    }
    TrainParams params = linear_params(60, 0.3);
    params.objective.objective = kind;
    const Model model = trained(data, params);
    const Targets targets{data.table.label.numbers, {}};
    const auto scores = scores_of(model, data.table);
    std::vector<double> constant;
    for (const double base : base_scores(model.objective, targets))
      constant.insert(constant.end(), data.table.rows, base);
    CHECK(mean_loss(model.objective, scores, targets) <
          0.93 * mean_loss(model.objective, constant, targets));

    const Model again = model_from_json(model_to_json(model), "test");
    CHECK(scores_of(again, data.table) == scores);
    CHECK(model_checksum(again) == model_checksum(model));
  }
}

TEST_CASE("the linear booster gives one model for any number of threads") {
  const auto run = [] {
    return trained(reference::random_table(30000, 5, 1, 0, 0.1, 3), linear_params(5, 0.5));
  };
  const std::uint64_t checksum = model_checksum(run());
  for (const int threads : {2, 3}) {
    const ThreadCountScope scope(threads);
    CHECK(model_checksum(run()) == checksum);
  }
}

TEST_CASE("fewer rounds than were run are the model that they were, and validation measures that") {
  const LoadedTable valid = reference::random_table(300, 4, 2, 0, 0.1);
  std::vector<ValidationSet> sets;
  sets.push_back({"valid", valid.table});
  TrainParams params = linear_params(20, 0.3);
  Observer observer;
  const Prepared data = prepare(reference::random_table(500, 4, 1, 0, 0.1), std::move(sets), params,
                                nullptr, observer);
  Fit fit(data, params, nullptr);
  fit.run(20, observer);
  const Model seven = fit.take(7);
  params.boost.trees = 7;
  CHECK(model_checksum(coppice::fit(data, params, nullptr, observer)) == model_checksum(seven));
  const double rmse = std::sqrt(2 * mean_loss(seven.objective, scores_of(seven, valid.table),
                                              {valid.table.label.numbers, {}}));
  CHECK(rmse == doctest::Approx(seven.history[6].values[0]).epsilon(1e-12));
}

TEST_CASE(
    "sparse rows and dense ones give one model where nothing is missing, and categories have "
    "weights") {
  LoadedTable dense = reference::random_table(500, 3, 8, 4);
  LoadedTable sparse = dense;
  SparseMatrix& matrix = sparse.table.sparse;
  matrix.columns = sparse.schema.sparse_columns = 3;
  matrix.row_begin.push_back(0);
  for (std::size_t row = 0; row < 500; ++row) {
    for (std::uint32_t c = 0; c < 3; ++c) {
      const double value = dense.table.features[c].numbers[row];
      if (value == 0) continue;
      matrix.column.push_back(c);
      matrix.value.push_back(value);
    }
    matrix.row_begin.push_back(matrix.column.size());
  }
  sparse.table.is_sparse = sparse.schema.sparse = true;
  sparse.table.features.clear();
  sparse.schema.features.clear();
  LoadedTable categorical = dense;
  Column& third = categorical.table.features[2];
  third.kind = categorical.schema.features[2].kind = ColumnKind::categorical;
  for (const double x : third.numbers) third.codes.push_back(static_cast<std::int32_t>(4 * x));
  third.numbers.clear();
  third.categories = categorical.schema.features[2].categories = {"a", "b", "c", "d"};

  const TrainParams params = linear_params(300, 1);
  TrainParams squared = params;
  squared.objective.objective = ObjectiveKind::squared_error;
  const Table dense_table = dense.table, sparse_table = sparse.table,
              categorical_table = categorical.table;
  const Targets targets{dense_table.label.numbers, {}};
  const Model of_dense = trained(std::move(dense), squared),
              of_sparse = trained(std::move(sparse), squared);
  const Model of_categories = trained(std::move(categorical), squared);
  const auto a = scores_of(of_dense, dense_table), b = scores_of(of_sparse, sparse_table);
  for (std::size_t i = 0; i < a.size(); ++i) CHECK(a[i] == doctest::Approx(b[i]).epsilon(1e-4));
  // A sine of the third column is no line; a weight for each of its values follows it.
  CHECK(mean_loss(of_categories.objective, scores_of(of_categories, categorical_table), targets) <
        0.5 * mean_loss(of_dense.objective, a, targets));
}

TEST_CASE("a linear model refuses what only trees have") {
  TrainParams params = linear_params(5, 1);
  params.sample.row_fraction = 0.5;
  CHECK_THROWS_WITH_AS(trained(reference::random_table(100, 2, 1), params),
                       doctest::Contains("row-fraction is not used by booster linear"), Error);
  params = linear_params(5, 1);
  params.grow.tree_method = TreeMethod::exact;
  CHECK_THROWS_WITH_AS(trained(reference::random_table(100, 2, 1), params),
                       doctest::Contains("tree-method is not used by booster linear"), Error);
}
