#include "sampling/row_sample.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "base/parallel.hpp"
#include "base/random.hpp"

using namespace coppice;

namespace {

std::vector<GradientPair> random_pairs(std::size_t rows) {
  const CounterRandom random(3, RandomPurpose::search);
  std::vector<GradientPair> pairs(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const double u = random.uniform(i);
    pairs[i] = {static_cast<float>((u - 0.5) * u * u * u), static_cast<float>(u * (1 - u))};
  }
  return pairs;
}

std::vector<double> random_classes(std::size_t rows, int classes) {
  const CounterRandom random(4, RandomPurpose::search);
  std::vector<double> labels(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    labels[i] = std::floor(classes * random.uniform(i) * random.uniform(rows + i));
  }
  return labels;
}

/// Rows of each class, all and drawn.
std::vector<std::size_t> counts(const std::vector<double>& classes,
                                const std::vector<std::uint32_t>& rows) {
  std::vector<std::size_t> result(8);
  for (const std::uint32_t row : rows) ++result[static_cast<std::size_t>(classes[row])];
  return result;
}

std::vector<std::uint32_t> all_rows(std::size_t rows) {
  std::vector<std::uint32_t> all(rows);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

}  // namespace

TEST_CASE("stratified sampling takes the same share of each class") {
  const auto classes = random_classes(5000, 4);
  SampleParams params;
  params.row_sampling = RowSampling::stratified;
  params.row_fraction = 0.3;
  const RowSample sample = draw_rows(params, {5000, {}, classes}, 1, 2);
  CHECK(std::ranges::is_sorted(sample.rows));
  const auto all = counts(classes, all_rows(5000)), drawn = counts(classes, sample.rows);
  for (std::size_t c = 0; c < 4; ++c) {
    CHECK(drawn[c] == static_cast<std::size_t>(std::llround(0.3 * static_cast<double>(all[c]))));
  }
}

TEST_CASE("two classes may each have a share of their own") {
  const auto classes = random_classes(3000, 2);
  SampleParams params;
  params.row_sampling = RowSampling::stratified;
  params.positive_fraction = 0.9;
  params.negative_fraction = 0.1;
  const auto drawn = counts(classes, draw_rows(params, {3000, {}, classes}, 1, 2).rows);
  const auto all = counts(classes, all_rows(3000));
  CHECK(drawn[0] == static_cast<std::size_t>(std::llround(0.1 * static_cast<double>(all[0]))));
  CHECK(drawn[1] == static_cast<std::size_t>(std::llround(0.9 * static_cast<double>(all[1]))));
}

TEST_CASE("balanced sampling takes as many rows of each class as the rarest has") {
  const auto classes = random_classes(5000, 4);
  SampleParams params;
  params.row_sampling = RowSampling::balanced;
  const auto drawn = counts(classes, draw_rows(params, {5000, {}, classes}, 1, 2).rows);
  const auto all = counts(classes, all_rows(5000));
  for (std::size_t c = 0; c < 4; ++c)
    CHECK(drawn[c] == *std::min_element(all.begin(), all.begin() + 4));
}

TEST_CASE("goss keeps every row of large gradient and amplifies a draw of the others") {
  const auto pairs = random_pairs(20000);
  SampleParams params;
  params.row_sampling = RowSampling::goss;
  const RowSample sample = draw_rows(params, {20000, pairs, {}}, 1, 2);
  REQUIRE(sample.rows.size() == 6000);
  REQUIRE(sample.factors.size() == 6000);
  float least_top = 1, largest_other = 0;
  std::size_t top = 0;
  std::vector<bool> drawn(20000);
  for (std::size_t i = 0; i < sample.rows.size(); ++i) {
    const float size = std::fabs(pairs[sample.rows[i]].gradient);
    drawn[sample.rows[i]] = true;
    if (sample.factors[i] == 1) {
      ++top;
      least_top = std::min(least_top, size);
    } else {
      CHECK(sample.factors[i] == 8);  // (1 - 0.2) / 0.1
      largest_other = std::max(largest_other, size);
    }
  }
  CHECK(top == 4000);
  CHECK(least_top >= largest_other);
  for (std::size_t i = 0; i < pairs.size(); ++i) {
    if (!drawn[i]) CHECK(std::fabs(pairs[i].gradient) <= least_top);
  }
}

TEST_CASE("goss draws anew where all gradients have one size") {
  const std::vector<GradientPair> pairs(1000, {1, 1});
  SampleParams params;
  params.row_sampling = RowSampling::goss;
  const RowSample one = draw_rows(params, {1000, pairs, {}}, 1, 2),
                  two = draw_rows(params, {1000, pairs, {}}, 1, 3);
  CHECK(one.rows.size() == 300);
  CHECK(one.rows != two.rows);
  CHECK(std::count(one.factors.begin(), one.factors.end(), 1.0F) == 200);
}

TEST_CASE("the threshold of minimal variance sampling draws the wanted share on average") {
  const auto pairs = random_pairs(30000);
  std::vector<double> sizes;
  for (const GradientPair& pair : pairs) sizes.push_back(std::fabs(double{pair.gradient}));
  for (const double wanted : {1.0, 100.0, 3000.0, 29000.0}) {
    const double mu = mvs_threshold(sizes, wanted);
    double expected = 0;
    for (const double size : sizes) expected += std::min(1.0, size / mu);
    CHECK(expected == doctest::Approx(wanted));
  }
  CHECK(mvs_threshold(std::vector<double>(10, 0.0), 3) == 0);
}

TEST_CASE("amplified sums of a sample are those of all rows on average") {
  const auto pairs = random_pairs(2000);
  double all = 0;
  for (const GradientPair& pair : pairs) all += pair.gradient;
  for (const RowSampling how : {RowSampling::goss, RowSampling::mvs}) {
    SampleParams params;
    params.row_sampling = how;
    if (how == RowSampling::mvs) params.row_fraction = 0.3;
    double sum = 0;
    constexpr int kRounds = 400;
    for (int round = 0; round < kRounds; ++round) {
      const RowSample sample =
          draw_rows(params, {2000, pairs, {}}, 7, static_cast<std::uint64_t>(round));
      for (std::size_t i = 0; i < sample.rows.size(); ++i)
        sum += pairs[sample.rows[i]].gradient * sample.factors[i];
    }
    CHECK(sum / kRounds == doctest::Approx(all).epsilon(0.02));
  }
}

TEST_CASE("drawn rows depend on seed and round, not on the number of threads") {
  const auto pairs = random_pairs(100000);
  for (const RowSampling how : {RowSampling::goss, RowSampling::mvs}) {
    SampleParams params;
    params.row_sampling = how;
    if (how == RowSampling::mvs) params.row_fraction = 0.3;
    const RowsToSample source{100000, pairs, {}};
    const RowSample sample = draw_rows(params, source, 1, 2);
    CHECK(sample.rows != draw_rows(params, source, 2, 2).rows);
    CHECK(sample.rows != draw_rows(params, source, 1, 3).rows);
    const ThreadCountScope scope(3);
    const RowSample again = draw_rows(params, source, 1, 2);
    CHECK(sample.rows == again.rows);
    CHECK(sample.factors == again.factors);
  }
}
