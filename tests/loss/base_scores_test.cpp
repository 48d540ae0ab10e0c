#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>

#include "base/parallel.hpp"
#include "loss/objective.hpp"
#include "random_rows.hpp"

using namespace coppice;

namespace {

/// Mean loss where every row has these scores.
double loss_at(const Objective& objective, const std::vector<double>& scores,
               const Targets& targets) {
  std::vector<double> raw;
  for (const double score : scores) raw.insert(raw.end(), targets.labels.size(), score);
  return mean_loss(objective, raw, targets);
}

}  // namespace

TEST_CASE("no constant score near the base score has a lower loss") {
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    const RandomRows rows = random_rows(objective, 501);
    for (const Targets& targets : {rows.weighted(), rows.unweighted()}) {
      const std::vector<double> best = base_scores(objective, targets);
      REQUIRE(best.size() == static_cast<std::size_t>(output_count(objective)));
      const double least = loss_at(objective, best, targets);
      for (std::size_t k = 0; k < best.size(); ++k) {
        for (const double step : {-0.5, -1e-5, 1e-5, 0.5}) {
          std::vector<double> moved = best;
          moved[k] += step;
          CHECK(loss_at(objective, moved, targets) >= least - 1e-14);
        }
      }
    }
  }
}

TEST_CASE("the base score of each objective is the textbook's") {
  const std::vector<double> labels{1, 2, 3, 10}, classes{0, 1, 1, 1};
  const Targets numbers{labels, {}}, two{classes, {}};
  CHECK(base_scores(SquaredError{}, numbers) == std::vector<double>{4});
  CHECK(base_scores(AbsoluteError{}, numbers) == std::vector<double>{2.5});
  CHECK(base_scores(Quantile{.quantile = 0.9}, numbers) == std::vector<double>{10});
  CHECK(base_scores(Huber{.delta = 100}, numbers)[0] == doctest::Approx(4).epsilon(1e-14));
  CHECK(base_scores(Huber{.delta = 1e-3}, numbers)[0] == doctest::Approx(2.5).epsilon(1e-2));
  CHECK(base_scores(Poisson{}, numbers)[0] == doctest::Approx(std::log(4.0)).epsilon(1e-15));
  CHECK(base_scores(Logistic{}, two)[0] == doctest::Approx(std::log(3.0)).epsilon(1e-15));
  const auto priors = base_scores(Softmax{.outputs = 2}, two);
  CHECK(priors[0] == doctest::Approx(std::log(0.25)).epsilon(1e-15));
  CHECK(priors[1] == doctest::Approx(std::log(0.75)).epsilon(1e-15));
}

TEST_CASE("constant labels, empty classes and no weight give finite base scores") {
  const std::vector<double> zeros(5, 0.0), ones(5, 1.0);
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    for (const Targets& targets :
         {Targets{zeros, {}}, Targets{ones, {}}, Targets{ones, zeros}, Targets{}}) {
      for (const double score : base_scores(objective, targets)) CHECK(std::isfinite(score));
    }
  }
  CHECK(base_scores(Logistic{}, {zeros, {}})[0] < -30);
  CHECK(base_scores(Logistic{}, {ones, {}})[0] > 30);
}

TEST_CASE("an outlier does not keep huber from its minimum") {
  std::vector<double> labels{0, 0.1, 0.2, 0.3, 1e20};
  const double score = base_scores(Huber{.delta = 1}, {labels, {}})[0];
  // Four residuals within delta pull -1 together against the outlier's +1.
  CHECK(score == doctest::Approx((0.6 + 1) / 4).epsilon(1e-12));
}

TEST_CASE("base scores are the same for any number of threads") {
  for (const Objective& objective : all_objectives()) {
    const RandomRows rows = random_rows(objective, 70001);
    const auto expected = base_scores(objective, rows.weighted());
    for (const int threads : {2, 3, 8}) {
      const ThreadCountScope scope(threads);
      CHECK(expected == base_scores(objective, rows.weighted()));
    }
  }
}

TEST_CASE("a row of weight 2 counts as two rows in the base score") {
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    RandomRows rows = random_rows(objective, 101);
    rows.weights.assign(101, 1.0);
    for (std::size_t i = 0; i < 101; i += 3) rows.weights[i] = 2;
    std::vector<double> repeated = rows.labels;
    for (std::size_t i = 0; i < 101; i += 3) repeated.push_back(rows.labels[i]);
    const auto one = base_scores(objective, rows.weighted());
    const auto two = base_scores(objective, {repeated, {}});
    for (std::size_t k = 0; k < one.size(); ++k) {
      CHECK(one[k] == doctest::Approx(two[k]).epsilon(1e-12));
    }
  }
}
