#include <doctest/doctest.h>

#include <cmath>
#include <vector>

#include "loss/metric.hpp"
#include "loss/objective.hpp"

using namespace coppice;

TEST_CASE("brier has one output for two classes and one a class for more") {
  ObjectiveParams params;
  params.objective = ObjectiveKind::brier;
  CHECK(output_count(make_objective(params, 2)) == 1);
  CHECK(output_count(make_objective(params, 5)) == 5);
  CHECK_THROWS(make_objective(params, 0));
  CHECK(is_classification(make_objective(params, 2)));
}

TEST_CASE(
    "brier: gradients are those of the loss, base scores the shares, and their loss is least") {
  const Objective objective = Brier{.outputs = 3};
  const std::vector<double> labels{0, 2, 2, 1}, weights{1, 2, 0.5, 3};
  const Targets targets{labels, weights};
  std::vector<double> raw{0.2, 0.1, 0.6, 0.3, 0.3, 0.5, 0.2, 0.3, 0.5, 0.4, 0.2, 0.4};
  std::vector<GradientPair> pairs(raw.size());
  gradients(objective, raw, targets, pairs);
  const double total = 6.5, step = 1e-6;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const double before = raw[i];
    raw[i] = before + step;
    const double up = mean_loss(objective, raw, targets);
    raw[i] = before - step;
    const double down = mean_loss(objective, raw, targets);
    raw[i] = before;
    CHECK(static_cast<double>(pairs[i].gradient) ==
          doctest::Approx((up - down) / (2 * step) * total).epsilon(1e-5));
    CHECK(static_cast<double>(pairs[i].hessian) == doctest::Approx(weights[i % 4]));
  }
  const std::vector<double> base = base_scores(objective, targets);
  CHECK(base == std::vector<double>{1 / 6.5, 3 / 6.5, 2.5 / 6.5});
}

TEST_CASE("brier: transform makes probabilities of any scores") {
  std::vector<double> scores{-0.5, 0.25, 0.5, -1, 0.5, -1};  // two rows, three classes
  transform(Brier{.outputs = 3}, scores);
  CHECK(scores[0] == 0);
  CHECK(scores[2] == 0.5);
  CHECK(scores[4] == 0.5);
  CHECK(scores[1] == 1);
  CHECK(scores[3] == 0);
  std::vector<double> none{-1, -1, -1};
  transform(Brier{.outputs = 3}, none);
  CHECK(none[0] == doctest::Approx(1.0 / 3));
  std::vector<double> two{-0.25, 0.25, 1.25};
  transform(Brier{}, two);
  CHECK(two == std::vector<double>{0, 0.25, 1});
}

TEST_CASE("brier: metrics take the scores as probabilities") {
  const std::vector<double> labels{0, 1, 1, 0}, raw{0.25, 0.75, 0.5, 0.5};
  const Targets targets{labels, {}};
  CHECK(evaluate_metric(Metric::error, Brier{}, raw, targets) == 0.25);
  CHECK(evaluate_metric(Metric::auc, Brier{}, raw, targets) == 0.875);
  CHECK(evaluate_metric(Metric::logloss, Brier{}, raw, targets) ==
        doctest::Approx(-0.5 * (std::log(0.75) + std::log(0.5))));
  const std::vector<double> wide{0.5, 0.1, 0.25, 0.1, 0.25, 0.8}, classes{0, 2};
  CHECK(evaluate_metric(Metric::mlogloss, Brier{.outputs = 3}, wide, {classes, {}}) ==
        doctest::Approx(-0.5 * (std::log(0.5) + std::log(0.8))));
  CHECK(evaluate_metric(Metric::error, Brier{.outputs = 3}, wide, {classes, {}}) == 0);
  CHECK(default_metric(Brier{}) == Metric::error);
}
