#include "loss/metric.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "base/error.hpp"
#include "random_rows.hpp"

using namespace coppice;

namespace {

template <class Action>
std::string usage_message(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
    return error.what();
  }
  return "";
}

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("every metric has one name that reads back") {
  std::set<std::string_view> names;
  for (const std::string_view name : metric_names()) {
    CHECK(names.insert(name).second);
    CHECK(metric_name(parse_metric(name)) == name);
  }
  CHECK(names.size() == static_cast<std::size_t>(Metric::quantile_loss) + 1);
}

TEST_CASE("other tools' spellings of a metric are understood") {
  CHECK(parse_metric("binary_logloss") == Metric::logloss);
  CHECK(parse_metric("multi_logloss") == Metric::mlogloss);
  CHECK(parse_metric("multi_error") == Metric::merror);
  CHECK(parse_metric("l1") == Metric::mae);
  CHECK(parse_metric("L2") == Metric::mse);
  CHECK(parse_metric("mean_absolute_error") == Metric::mae);
  CHECK(parse_metric("RMSE") == Metric::rmse);
  CHECK(parse_metric("average-precision") == Metric::average_precision);
}

TEST_CASE("an unknown metric is refused with the nearest known one") {
  CHECK(contains(usage_message([] { parse_metric("rsme"); }), "did you mean 'rmse'?"));
  CHECK(contains(usage_message([] { parse_metric("logloss2"); }), "'logloss'"));
  CHECK(contains(usage_message([] { parse_metric("zzzzzzzz"); }), "use one of rmse, mse"));
  CHECK(usage_message([] { parse_metric(std::string(5000, 'x')); }).size() < 400);
}

TEST_CASE("a metric that does not fit the objective is refused, both named") {
  const auto refused = [](Metric metric, const Objective& objective) {
    return usage_message([&] { check_metric(metric, objective); });
  };
  CHECK(refused(Metric::auc, SquaredError{}) ==
        "metric: auc does not fit objective squared_error; use one of rmse, mse, mae, mape, r2");
  CHECK(contains(refused(Metric::auc, Softmax{.outputs = 5}), "softmax with 5 classes"));
  CHECK(contains(refused(Metric::rmse, Logistic{}), "rmse does not fit objective logistic"));
  CHECK(refused(Metric::auc, Softmax{.outputs = 2}) == "");
  CHECK(refused(Metric::logloss, Softmax{.outputs = 5}) == "");
  CHECK(refused(Metric::mlogloss, Logistic{}) == "");
  CHECK(refused(Metric::poisson_deviance, Poisson{}) == "");
  CHECK(refused(Metric::poisson_deviance, SquaredError{}) != "");
  CHECK(refused(Metric::quantile_loss, Quantile{}) == "");
  CHECK(refused(Metric::quantile_loss, AbsoluteError{}) != "");
}

TEST_CASE("every metric that fits can be evaluated, and no other") {
  for (const Objective& objective : all_objectives()) {
    const RandomRows rows = random_rows(objective, 30);
    for (const std::string_view name : metric_names()) {
      CAPTURE(objective_name(objective));
      CAPTURE(name);
      const Metric metric = parse_metric(name);
      if (usage_message([&] { check_metric(metric, objective); }).empty()) {
        CHECK(std::isfinite(evaluate_metric(metric, objective, rows.raw, rows.weighted())));
      } else {
        CHECK_THROWS_AS(evaluate_metric(metric, objective, rows.raw, rows.weighted()), Error);
      }
    }
  }
}

TEST_CASE("the default metric fits its objective and is minimised") {
  for (const Objective& objective : all_objectives()) {
    CHECK_NOTHROW(check_metric(default_metric(objective), objective));
    CHECK_FALSE(larger_is_better(default_metric(objective)));
  }
  CHECK(default_metric(Logistic{}) == Metric::logloss);
  CHECK(default_metric(Softmax{}) == Metric::mlogloss);
  CHECK(default_metric(SquaredError{}) == Metric::rmse);
}

TEST_CASE("a perfect prediction is best by every metric's own direction") {
  CHECK(larger_is_better(Metric::auc));
  CHECK(larger_is_better(Metric::r2));
  CHECK(larger_is_better(Metric::accuracy));
  CHECK(larger_is_better(Metric::f1));
  CHECK(larger_is_better(Metric::average_precision));
  CHECK_FALSE(larger_is_better(Metric::merror));
  CHECK_FALSE(larger_is_better(Metric::mape));
}
