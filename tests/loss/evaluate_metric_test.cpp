#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include "base/parallel.hpp"
#include "loss/metric.hpp"
#include "random_rows.hpp"
#include "reference/metrics.hpp"

using namespace coppice;

namespace {

/// Rows of two classes; `ties` rounds the scores so that many are equal.
RandomRows binary_rows(std::size_t count, bool ties) {
  RandomRows rows = random_rows(Logistic{}, count);
  for (std::size_t i = 0; i < count; ++i) {
    if (rows.labels[i] > 0) rows.raw[i] += 1;
    if (ties) rows.raw[i] = std::round(rows.raw[i]);
  }
  return rows;
}

reference::Rows twin(const RandomRows& rows) {
  return {rows.labels, rows.raw, rows.weights};
}

double evaluate(Metric metric, const Objective& objective, const RandomRows& rows) {
  return evaluate_metric(metric, objective, rows.raw, rows.weighted());
}

}  // namespace

TEST_CASE("metrics of two classes agree with their definitions, ties and weights included") {
  for (const bool ties : {false, true}) {
    for (const bool weighted : {false, true}) {
      RandomRows rows = binary_rows(700, ties);
      if (!weighted) rows.weights.assign(700, 1.0);
      if (weighted) rows.weights[0] = rows.weights[10] = 0;
      const reference::Rows slow = twin(rows);
      const auto is = [&](Metric metric, double expected) {
        CAPTURE(metric_name(metric));
        CHECK(evaluate(metric, Logistic{}, rows) == doctest::Approx(expected).epsilon(1e-12));
      };
      is(Metric::auc, reference::auc(slow));
      is(Metric::average_precision, reference::average_precision(slow));
      is(Metric::logloss, reference::log_loss(slow));
      is(Metric::mlogloss, reference::log_loss(slow));
      is(Metric::error, reference::error(slow));
      is(Metric::merror, reference::error(slow));
      is(Metric::accuracy, 1 - reference::error(slow));
      is(Metric::f1, reference::f1(slow));
    }
  }
}

TEST_CASE("softmax of two classes is measured as logistic of the difference") {
  RandomRows two = random_rows(Softmax{.outputs = 2}, 200);
  RandomRows one = two;
  one.raw.resize(200);
  for (std::size_t i = 0; i < 200; ++i) one.raw[i] = two.raw[200 + i] - two.raw[i];
  for (const Metric metric : {Metric::auc, Metric::logloss, Metric::mlogloss, Metric::error,
                              Metric::f1, Metric::average_precision}) {
    CHECK(evaluate(metric, Softmax{.outputs = 2}, two) ==
          doctest::Approx(evaluate(metric, Logistic{}, one)).epsilon(1e-13));
  }
}

TEST_CASE("metrics of many classes agree with their definitions") {
  const RandomRows rows = random_rows(Softmax{.outputs = 5}, 400);
  double loss = 0, errors = 0, total = 0;
  for (std::size_t i = 0; i < 400; ++i) {
    const auto p = reference::softmax(rows.raw, 400, i);
    const auto label = static_cast<std::size_t>(rows.labels[i]);
    const auto best = static_cast<std::size_t>(std::ranges::max_element(p) - p.begin());
    loss -= rows.weights[i] * std::log(p[label]);
    errors += rows.weights[i] * (best != label);
    total += rows.weights[i];
  }
  const Softmax softmax{.outputs = 5};
  for (const Metric metric : {Metric::mlogloss, Metric::logloss}) {
    CHECK(evaluate(metric, softmax, rows) == doctest::Approx(loss / total).epsilon(1e-12));
  }
  for (const Metric metric : {Metric::merror, Metric::error}) {
    CHECK(evaluate(metric, softmax, rows) == doctest::Approx(errors / total).epsilon(1e-12));
  }
  CHECK(evaluate(Metric::accuracy, softmax, rows) ==
        doctest::Approx(1 - errors / total).epsilon(1e-12));
}

TEST_CASE("of equal scores the lowest class is taken") {
  const std::vector<double> raw(6, 0.5), labels{0, 1};
  CHECK(evaluate_metric(Metric::merror, Softmax{.outputs = 3}, raw, {labels, {}}) == 0.5);
  const std::vector<double> even(2, 0.0);
  CHECK(evaluate_metric(Metric::error, Logistic{}, even, {labels, {}}) == 0.5);
}

TEST_CASE("errors of answers are those of the scores that they were taken from") {
  const Objective objective = Softmax{.outputs = 4};
  const RandomRows rows = random_rows(objective, 500);
  std::vector<std::uint32_t> answers;
  for (std::size_t i = 0; i < 500; ++i) {
    std::uint32_t best = 0;
    for (std::uint32_t k = 1; k < 4; ++k)
      best = rows.raw[k * 500 + i] > rows.raw[best * 500 + i] ? k : best;
    answers.push_back(best);
  }
  for (const Metric metric : {Metric::error, Metric::merror, Metric::accuracy}) {
    CHECK(counts_errors(metric));
    CHECK(evaluate_answers(metric, answers, rows.weighted()) == evaluate(metric, objective, rows));
  }
  CHECK(!counts_errors(Metric::auc));
  CHECK(!counts_errors(Metric::mlogloss));
}

TEST_CASE("metrics of numbers agree with their definitions") {
  const RandomRows rows = random_rows(SquaredError{}, 500);
  const reference::Rows slow = twin(rows);
  CHECK(evaluate(Metric::mse, SquaredError{}, rows) == doctest::Approx(reference::mse(slow)));
  CHECK(evaluate(Metric::rmse, SquaredError{}, rows) ==
        doctest::Approx(std::sqrt(reference::mse(slow))));
  CHECK(evaluate(Metric::r2, SquaredError{}, rows) == doctest::Approx(reference::r2(slow)));
  const auto absolute = [](double label, double score) { return std::fabs(label - score); };
  CHECK(evaluate(Metric::mae, Huber{}, rows) == doctest::Approx(reference::mean(slow, absolute)));
  CHECK(evaluate(Metric::mape, SquaredError{}, rows) ==
        doctest::Approx(reference::mean(
            slow, [](double label, double score) { return std::fabs((label - score) / label); })));
  CHECK(evaluate(Metric::quantile_loss, Quantile{.quantile = 0.3}, rows) ==
        doctest::Approx(reference::mean(slow, [](double label, double score) {
          return label > score ? 0.3 * (label - score) : 0.7 * (score - label);
        })));
}

TEST_CASE("poisson is measured on rates, not on raw scores") {
  RandomRows rows = random_rows(Poisson{}, 300);
  reference::Rows slow = twin(rows);
  for (double& score : slow.scores) score = std::exp(score);
  CHECK(evaluate(Metric::mse, Poisson{}, rows) == doctest::Approx(reference::mse(slow)));
  CHECK(evaluate(Metric::r2, Poisson{}, rows) == doctest::Approx(reference::r2(slow)));
  CHECK(evaluate(Metric::poisson_deviance, Poisson{}, rows) ==
        doctest::Approx(reference::mean(slow, [](double label, double rate) {
          const double part = label > 0 ? label * std::log(label / rate) : 0.0;
          return 2 * (part - label + rate);
        })));
}

TEST_CASE("metrics are the same for any number of threads") {
  for (const Objective& objective : all_objectives()) {
    const RandomRows rows = random_rows(objective, 100001);
    for (const std::string_view name : metric_names()) {
      const Metric metric = parse_metric(name);
      try {
        check_metric(metric, objective);
      } catch (const std::exception&) {
        continue;
      }
      CAPTURE(name);
      const double alone = evaluate(metric, objective, rows);
      for (const int threads : {2, 3, 8}) {
        const ThreadCountScope scope(threads);
        CHECK(alone == evaluate(metric, objective, rows));
      }
    }
  }
}

TEST_CASE("extreme scores give no NaN, and log loss is clipped") {
  RandomRows rows = random_rows(Logistic{}, 40);
  for (std::size_t i = 0; i < 40; ++i) rows.raw[i] = i % 3 == 0 ? 1e6 : -1e6;
  for (const Metric metric :
       {Metric::auc, Metric::average_precision, Metric::logloss, Metric::error, Metric::f1}) {
    CHECK(std::isfinite(evaluate(metric, Logistic{}, rows)));
  }
  const std::vector<double> wrong{1e6}, right{-1e6}, label{0};
  CHECK(evaluate_metric(Metric::logloss, Logistic{}, wrong, {label, {}}) ==
        doctest::Approx(-std::log(1e-15)));
  CHECK(evaluate_metric(Metric::logloss, Logistic{}, right, {label, {}}) ==
        doctest::Approx(1e-15).epsilon(1e-3));
  RandomRows many = random_rows(Softmax{.outputs = 3}, 40);
  for (std::size_t i = 0; i < many.raw.size(); ++i) many.raw[i] = i % 2 == 0 ? 1e6 : -1e6;
  CHECK(std::isfinite(evaluate(Metric::mlogloss, Softmax{.outputs = 3}, many)));
}

TEST_CASE("a highest score without weight leaves the ranking as it is") {
  const std::vector<double> raw{3, 2, 1}, labels{1, 1, 0}, weights{0, 1, 1};
  CHECK(evaluate_metric(Metric::auc, Logistic{}, raw, {labels, weights}) == 1.0);
  CHECK(evaluate_metric(Metric::average_precision, Logistic{}, raw, {labels, weights}) == 1.0);
}

TEST_CASE("what is not defined is NaN") {
  const std::vector<double> raw{0.1, 0.2}, ones{1, 1}, zeros{0, 0}, low{-1, -1};
  CHECK(std::isnan(evaluate_metric(Metric::auc, Logistic{}, raw, {ones, {}})));
  CHECK(std::isnan(evaluate_metric(Metric::auc, Logistic{}, raw, {zeros, {}})));
  CHECK(std::isnan(evaluate_metric(Metric::average_precision, Logistic{}, raw, {zeros, {}})));
  CHECK(std::isnan(evaluate_metric(Metric::f1, Logistic{}, low, {zeros, {}})));
  CHECK(std::isnan(evaluate_metric(Metric::r2, SquaredError{}, raw, {ones, {}})));
  CHECK(std::isnan(evaluate_metric(Metric::rmse, SquaredError{}, raw, {ones, zeros})));
  CHECK(std::isnan(evaluate_metric(Metric::auc, Logistic{}, {}, {})));
}
