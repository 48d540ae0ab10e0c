#include "sampling/sampling.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"

using namespace coppice;

namespace {

/// Strictly ascending and below the limit.
bool is_subset(const std::vector<std::uint32_t>& sample, std::size_t limit) {
  return std::ranges::adjacent_find(sample, std::ranges::greater_equal{}) == sample.end() &&
         (sample.empty() || sample.back() < limit);
}

}  // namespace

TEST_CASE("a row sample is ascending, distinct and of the exact size") {
  for (const std::size_t rows : {1u, 2u, 10u, 65535u, 65536u, 65537u, 200001u}) {
    for (const double fraction : {1e-9, 0.001, 0.1, 0.5, 0.632, 0.9, 0.999999}) {
      CAPTURE(rows);
      CAPTURE(fraction);
      const auto sample = sample_rows(rows, fraction, 5, 3);
      const double wanted = std::max(1.0, std::round(fraction * static_cast<double>(rows)));
      CHECK(sample.size() == static_cast<std::size_t>(wanted));
      CHECK(is_subset(sample, rows));
    }
  }
}

TEST_CASE("a fraction of 1 means all rows, told by an empty sample") {
  CHECK(sample_rows(1000, 1.0, 1, 1).empty());
  CHECK(sample_rows(0, 0.5, 1, 1).empty());
}

TEST_CASE("a row sample depends on seed and round, not on the number of threads") {
  const auto sample = sample_rows(300000, 0.3, 8, 2);
  CHECK(sample != sample_rows(300000, 0.3, 9, 2));
  CHECK(sample != sample_rows(300000, 0.3, 8, 3));
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    CHECK(sample == sample_rows(300000, 0.3, 8, 2));
  }
}

TEST_CASE("over many rounds each row is drawn as often as any other") {
  constexpr std::size_t rows = 40, rounds = 20000;
  constexpr double fraction = 0.25;
  std::vector<double> drawn(rows);
  std::vector<double> together(rows);  // drawn in the same round as row 0
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto sample = sample_rows(rows, fraction, 11, round);
    for (const std::uint32_t row : sample) {
      ++drawn[row];
      if (sample[0] == 0) ++together[row];
    }
  }
  // 5 standard deviations of a binomial count.
  const double expected = rounds * fraction;
  for (const double count : drawn) {
    CHECK(std::fabs(count - expected) < 5 * std::sqrt(expected * (1 - fraction)));
  }
  const double pairs = rounds * fraction * 9 / 39;
  for (std::size_t row = 1; row < rows; ++row) {
    CHECK(std::fabs(together[row] - pairs) < 5 * std::sqrt(pairs));
  }
}

TEST_CASE("a sample smaller than the number of blocks still reaches every block") {
  constexpr std::size_t rows = 4 * 65536 + 100, rounds = 4000;
  std::vector<double> drawn(5);
  for (std::size_t round = 0; round < rounds; ++round) {
    const auto sample = sample_rows(rows, 2.0 / rows, 1, round);
    REQUIRE(sample.size() == 2);
    for (const std::uint32_t row : sample) ++drawn[row / 65536];
  }
  const double expected = 2.0 * rounds * 65536 / rows;
  for (std::size_t block = 0; block < 4; ++block) {
    CHECK(std::fabs(drawn[block] - expected) < 5 * std::sqrt(expected));
  }
}

TEST_CASE("a column sample is ascending, distinct and of the exact size, at least one") {
  for (const std::uint32_t columns : {1u, 2u, 28u, 1000u}) {
    for (const double fraction : {1e-9, 0.1, 0.5, 0.8, 1.0}) {
      const auto sample = sample_columns(columns, fraction, 4, 9);
      CHECK(sample.size() ==
            static_cast<std::size_t>(std::max(1.0, std::round(fraction * columns))));
      CHECK(is_subset(sample, columns));
    }
  }
  CHECK(sample_columns(0, 0.5, 4, 9).empty());
  CHECK(sample_columns(100, 0.5, 4, 9) != sample_columns(100, 0.5, 4, 10));
}

TEST_CASE("over many rounds each column is drawn as often as any other") {
  std::vector<double> drawn(10);
  for (std::uint64_t round = 0; round < 20000; ++round) {
    for (const std::uint32_t column : sample_columns(10, 0.3, 2, round)) ++drawn[column];
  }
  for (const double count : drawn) CHECK(std::fabs(count - 6000) < 5 * std::sqrt(6000 * 0.7));
}

TEST_CASE("bootstrap counts add up to the draws, and leave out 1/e of the rows") {
  const std::vector<std::uint16_t> counts = bootstrap_counts(20000, 1.0, 3, 1);
  std::uint64_t draws = 0, out = 0;
  for (const std::uint16_t count : counts) draws += count, out += count == 0;
  CHECK(draws == 20000);
  CHECK(static_cast<double>(out) / 20000 == doctest::Approx(std::exp(-1)).epsilon(0.02));
  CHECK(counts == bootstrap_counts(20000, 1.0, 3, 1));
  CHECK(counts != bootstrap_counts(20000, 1.0, 3, 2));
  draws = 0;
  for (const std::uint16_t count : bootstrap_counts(20000, 0.1, 3, 1)) draws += count;
  CHECK(draws == 2000);
}
