#include "boost/line_search.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/random.hpp"

using namespace coppice;

namespace {

struct Rows {
  std::vector<double> labels, weights, scores;
  std::vector<GradientPair> pairs;
};

Rows random_rows(const Objective& objective, std::size_t count, bool weighted) {
  const CounterRandom random(11, RandomPurpose::search);
  Rows rows;
  for (std::size_t i = 0; i < count; ++i) {
    const double u = random.uniform(4 * i);
    const bool is_class = is_classification(objective);
    rows.labels.push_back(is_class ? std::floor(1.5 * u) : std::floor(20 * u * u));
    rows.scores.push_back(random.uniform(4 * i + 1) * 2);
    if (weighted) rows.weights.push_back(1 + std::floor(3 * random.uniform(4 * i + 2)));
  }
  rows.pairs.resize(count);
  gradients(objective, rows.scores, {rows.labels, rows.weights}, rows.pairs);
  return rows;
}

/// Loss of the rows in a leaf where its value is `value`.
std::vector<std::int32_t> numbers_of(const std::vector<LeafRows>& leaves, std::size_t rows) {
  std::vector<std::int32_t> row_leaves(rows, -1);
  number_rows(leaves, row_leaves);
  return row_leaves;
}

double loss_at(const Objective& objective, const Rows& all, LeafRows leaf, double value) {
  std::vector<double> labels, weights, scores;
  for (const std::uint32_t row : leaf) {
    labels.push_back(all.labels[row]);
    scores.push_back(all.scores[row] + value);
    if (!all.weights.empty()) weights.push_back(all.weights[row]);
  }
  return mean_loss(objective, scores, {labels, weights});
}

/// Minimum of the convex loss, by ternary search.
double best_value(const Objective& objective, const Rows& all, LeafRows leaf) {
  double low = -30, high = 30;
  for (int i = 0; i < 200; ++i) {
    const double a = low + (high - low) / 3, b = high - (high - low) / 3;
    (loss_at(objective, all, leaf, a) > loss_at(objective, all, leaf, b) ? low : high) =
        loss_at(objective, all, leaf, a) > loss_at(objective, all, leaf, b) ? a : b;
  }
  return (low + high) / 2;
}

}  // namespace

TEST_CASE("a leaf's value makes the loss of its rows least") {
  const std::vector<Objective> exact{SquaredError{}, AbsoluteError{}, Quantile{1, 0.8}, Poisson{}};
  std::vector<std::uint32_t> left, right;
  for (std::uint32_t i = 0; i < 301; ++i) (i % 3 == 0 ? left : right).push_back(i);
  for (const Objective& objective : exact) {
    for (const bool weighted : {false, true}) {
      CAPTURE(objective_name(objective));
      CAPTURE(weighted);
      const Rows rows = random_rows(objective, 301, weighted);
      const std::vector<LeafRows> leaves{left, right};
      const std::vector<std::int32_t> row_leaves = numbers_of(leaves, rows.labels.size());
      const LeafSearch search{
          leaves, row_leaves, rows.pairs, {rows.labels, rows.weights}, rows.scores};
      const auto values = line_search(objective, search, GrowParams{}, 0);
      for (std::size_t leaf = 0; leaf < 2; ++leaf) {
        const double least =
            loss_at(objective, rows, leaves[leaf], best_value(objective, rows, leaves[leaf]));
        CHECK(loss_at(objective, rows, leaves[leaf], values[leaf]) ==
              doctest::Approx(least).epsilon(1e-6));
      }
    }
  }
}

TEST_CASE("huber takes Friedman's step from the median") {
  const Huber huber{1, 2.0};
  Rows rows = random_rows(huber, 5, false);
  rows.labels = {1, 2, 3, 4, 100};
  rows.scores.assign(5, 0.0);
  const std::vector<LeafRows> leaves{LeafRows{}};  // all rows
  const std::vector<std::int32_t> row_leaves = numbers_of(leaves, rows.labels.size());
  const LeafSearch search{leaves, row_leaves, rows.pairs, {rows.labels, {}}, rows.scores};
  // Median 3; residuals from it -2, -1, 0, 1, 97, cut at 2: their mean is 0.
  CHECK(line_search(huber, search, GrowParams{}, 0).at(0) == doctest::Approx(3.0));
}

TEST_CASE("the value does not depend on the order of a leaf's rows, and keeps to its limit") {
  for (const Objective& objective :
       std::vector<Objective>{AbsoluteError{}, Huber{1, 0.5}, Logistic{}, Poisson{}}) {
    const Rows rows = random_rows(objective, 200, true);
    std::vector<std::uint32_t> order(200);
    std::iota(order.begin(), order.end(), 0U);
    const std::vector<LeafRows> leaves{order};
    const std::vector<std::int32_t> row_leaves = numbers_of(leaves, rows.labels.size());
    const LeafSearch search{
        leaves, row_leaves, rows.pairs, {rows.labels, rows.weights}, rows.scores};
    const double value = line_search(objective, search, GrowParams{}, 0).at(0);
    CHECK(std::fabs(line_search(objective, search, GrowParams{}, 0.01).at(0)) == 0.01);
    std::reverse(order.begin(), order.end());
    CHECK(line_search(objective, search, GrowParams{}, 0).at(0) == value);
  }
}
