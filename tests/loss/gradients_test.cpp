#include <doctest/doctest.h>

#include <cmath>
#include <cstring>
#include <initializer_list>
#include <limits>

#include "base/parallel.hpp"
#include "loss/brier.hpp"
#include "loss/objective.hpp"
#include "loss/pointwise_losses.hpp"
#include "loss/softmax.hpp"
#include "random_rows.hpp"
#include "reference/metrics.hpp"

using namespace coppice;

namespace {

std::vector<GradientPair> gradients_of(const Objective& objective, const std::vector<double>& raw,
                                       const Targets& targets) {
  std::vector<GradientPair> pairs(raw.size());
  gradients(objective, raw, targets, pairs);
  return pairs;
}

bool same_bits(const std::vector<GradientPair>& a, const std::vector<GradientPair>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof a[0]) == 0;
}

/// Slope of f at 0 by central difference.
template <class F>
double slope(const F& f, double step) {
  return (f(step) - f(-step)) / (2 * step);
}

double sum(const std::vector<double>& values) {
  double total = 0;
  for (const double value : values) total += value;
  return total;
}

}  // namespace

TEST_CASE("gradients are the slopes of the mean loss") {
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    RandomRows rows = random_rows(objective, 40);
    const auto pairs = gradients_of(objective, rows.raw, rows.weighted());
    for (std::size_t at = 0; at < rows.raw.size(); ++at) {
      const double here = rows.raw[at];
      const double measured =
          sum(rows.weights) * slope(
                                  [&](double step) {
                                    rows.raw[at] = here + step;
                                    return mean_loss(objective, rows.raw, rows.weighted());
                                  },
                                  1e-5);
      rows.raw[at] = here;
      CHECK(pairs[at].gradient == doctest::Approx(measured).epsilon(1e-5));
    }
  }
}

TEST_CASE("hessians are the slopes of the gradients, times each objective's factor") {
  const std::pair<Objective, double> factors[] = {{SquaredError{}, 1.0},
                                                  {Logistic{}, 1.0},
                                                  {Softmax{.outputs = 4}, 4.0 / 3.0},
                                                  {Softmax{.outputs = 2}, 2.0},
                                                  {Poisson{}, std::exp(0.7)}};
  for (const auto& [objective, factor] : factors) {
    CAPTURE(objective_name(objective));
    RandomRows rows = random_rows(objective, 20);
    const auto pairs = gradients_of(objective, rows.raw, rows.weighted());
    for (std::size_t at = 0; at < rows.raw.size(); ++at) {
      const double here = rows.raw[at];
      const double measured = slope(
          [&](double step) {
            rows.raw[at] = here + step;
            return static_cast<double>(
                gradients_of(objective, rows.raw, rows.weighted())[at].gradient);
          },
          1e-2);
      rows.raw[at] = here;
      CHECK(pairs[at].hessian == doctest::Approx(factor * measured).epsilon(1e-3));
    }
  }
}

TEST_CASE("a constant hessian is the row's weight") {
  for (const Objective& objective : all_objectives()) {
    if (!has_constant_hessian(objective)) continue;
    const RandomRows rows = random_rows(objective, 50);
    const auto weighted = gradients_of(objective, rows.raw, rows.weighted());
    const auto plain = gradients_of(objective, rows.raw, rows.unweighted());
    for (std::size_t i = 0; i < 50; ++i) {
      CHECK(weighted[i].hessian == static_cast<float>(rows.weights[i]));
      CHECK(plain[i].hessian == 1.0f);
    }
  }
}

TEST_CASE("at the kink the gradient lies in the middle of its two sides") {
  const std::vector<double> raw{2.0}, labels{2.0};
  CHECK(gradients_of(AbsoluteError{}, raw, {labels, {}})[0].gradient == 0.0f);
  CHECK(gradients_of(Quantile{.quantile = 0.9}, raw, {labels, {}})[0].gradient ==
        doctest::Approx(-0.4));
}

TEST_CASE("the vectorised loop gives the bits of the formula for one row") {
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    const RandomRows rows = random_rows(objective, 1003);
    const auto pairs = gradients_of(objective, rows.raw, rows.weighted());
    std::visit(
        [&](const auto& loss) {
          for (std::size_t at = 0; at < rows.raw.size(); ++at) {
            const std::size_t i = at % 1003;
            Derivatives expected{};
            if constexpr (std::is_same_v<std::decay_t<decltype(loss)>, Softmax>) {
              const SoftmaxChunk chunk(loss, rows.raw.data(), 1003, i, 1);
              expected = derivatives(loss, chunk.probability(0, rows.raw[at]), rows.labels[i],
                                     static_cast<int>(at / 1003));
            } else if constexpr (std::is_same_v<std::decay_t<decltype(loss)>, Brier>) {
              expected =
                  derivatives(loss, rows.raw[at], rows.labels[i], static_cast<int>(at / 1003));
            } else {
              expected = derivatives(loss, rows.raw[at], rows.labels[i]);
            }
            CHECK(pairs[at].gradient == static_cast<float>(expected.first * rows.weights[i]));
            CHECK(pairs[at].hessian == static_cast<float>(expected.second * rows.weights[i]));
          }
        },
        objective);
  }
}

TEST_CASE("gradients, transform and mean loss are the same for any number of threads") {
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    const RandomRows rows = random_rows(objective, 50001);
    const auto pairs = gradients_of(objective, rows.raw, rows.weighted());
    const double loss = mean_loss(objective, rows.raw, rows.weighted());
    std::vector<double> predictions = rows.raw;
    transform(objective, predictions);
    for (const int threads : {2, 3, 8}) {
      const ThreadCountScope scope(threads);
      CHECK(same_bits(pairs, gradients_of(objective, rows.raw, rows.weighted())));
      CHECK(loss == mean_loss(objective, rows.raw, rows.weighted()));
      std::vector<double> again = rows.raw;
      transform(objective, again);
      CHECK(predictions == again);
    }
  }
}

TEST_CASE("a row of weight 2 counts as two rows") {
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    const std::size_t count = 60, outputs = static_cast<std::size_t>(output_count(objective));
    RandomRows once = random_rows(objective, count);
    once.weights.assign(count, 2.0);
    RandomRows twice{.labels = once.labels, .weights = {}, .raw = {}};
    twice.labels.insert(twice.labels.end(), once.labels.begin(), once.labels.end());
    for (std::size_t k = 0; k < outputs; ++k) {
      for (std::size_t i = 0; i < 2 * count; ++i) {
        twice.raw.push_back(once.raw[k * count + i % count]);
      }
    }
    CHECK(mean_loss(objective, once.raw, once.weighted()) ==
          doctest::Approx(mean_loss(objective, twice.raw, twice.unweighted())).epsilon(1e-13));
    const auto one = gradients_of(objective, once.raw, once.weighted());
    const auto two = gradients_of(objective, twice.raw, twice.unweighted());
    for (std::size_t at = 0; at < one.size(); ++at) {
      const std::size_t k = at / count, i = at % count;
      const GradientPair half = two[k * 2 * count + i];
      CHECK(one[at].gradient == 2 * half.gradient);
      CHECK(one[at].hessian == 2 * half.hessian);
    }
  }
}

TEST_CASE("extreme scores give finite gradients, positive hessians and no NaN") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const Objective& objective : all_objectives()) {
    CAPTURE(objective_name(objective));
    RandomRows rows = random_rows(objective, 32);
    const double extremes[] = {1e6, -1e6, 1e300, -1e300, 0.0, 40.0, -40.0};
    for (std::size_t at = 0; at < rows.raw.size(); ++at) rows.raw[at] = extremes[at % 7];
    for (const GradientPair& pair : gradients_of(objective, rows.raw, rows.weighted())) {
      CHECK(std::isfinite(pair.gradient));
      CHECK(std::isfinite(pair.hessian));
      CHECK(pair.hessian > 0);
    }
    CHECK_FALSE(std::isnan(mean_loss(objective, rows.raw, rows.weighted())));
    if (is_classification(objective) || objective_kind(objective) == ObjectiveKind::poisson) {
      rows.raw[0] = infinity;
      rows.raw[1] = -infinity;
      rows.raw[2] = std::nan("");
    }
    transform(objective, rows.raw);
    for (const double prediction : rows.raw) CHECK(std::isfinite(prediction));
  }
}

TEST_CASE("transform gives probabilities that agree with their definitions") {
  const RandomRows rows = random_rows(Softmax{.outputs = 5}, 300);
  std::vector<double> scores = rows.raw;
  transform(Softmax{.outputs = 5}, scores);
  for (std::size_t i = 0; i < 300; ++i) {
    const auto expected = reference::softmax(rows.raw, 300, i);
    double total = 0;
    for (std::size_t k = 0; k < 5; ++k) {
      CHECK(scores[k * 300 + i] == doctest::Approx(expected[k]).epsilon(1e-13));
      total += scores[k * 300 + i];
    }
    CHECK(total == doctest::Approx(1).epsilon(1e-14));
  }
  std::vector<double> one{0.3}, rate{2.0}, number{-4.0};
  transform(Logistic{}, one);
  transform(Poisson{}, rate);
  transform(SquaredError{}, number);
  CHECK(one[0] == doctest::Approx(reference::probability(0.3)).epsilon(1e-15));
  CHECK(rate[0] == doctest::Approx(std::exp(2.0)).epsilon(1e-15));
  CHECK(number[0] == -4.0);
}

TEST_CASE("no rows are no gradients") {
  for (const Objective& objective : all_objectives()) {
    CHECK(gradients_of(objective, {}, {}).empty());
    CHECK(std::isnan(mean_loss(objective, {}, {})));
  }
}
