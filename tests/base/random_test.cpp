#include "base/random.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <set>
#include <vector>

using namespace coppice;

TEST_CASE("the mixer is SplitMix64's, and numbers are the same on every machine") {
  // The first outputs of SplitMix64 from state 0 (Vigna's splitmix64.c).
  CHECK(mix64(0x9e3779b97f4a7c15ULL) == 0xe220a8397b1dcdafULL);
  CHECK(mix64(2 * 0x9e3779b97f4a7c15ULL) == 0x6e789e6aa1b965f4ULL);
  CHECK(mix64(0) == 0);
  constexpr CounterRandom random(42, RandomPurpose::row_sample, 7);
  static_assert(random.bits(3) == random.bits(3));
}

TEST_CASE("seed, purpose, round and index each change the number") {
  std::set<std::uint64_t> seen;
  std::size_t drawn = 0;
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    for (const auto purpose :
         {RandomPurpose::row_sample, RandomPurpose::column_sample, RandomPurpose::bundle}) {
      for (std::uint64_t round = 0; round < 8; ++round) {
        const CounterRandom random(seed, purpose, round);
        for (std::uint64_t index = 0; index < 8; ++index, ++drawn) seen.insert(random.bits(index));
      }
    }
  }
  CHECK(seen.size() == drawn);
}

TEST_CASE("numbers are uniform: chi-square over 64 cells, each bit half the time") {
  constexpr std::uint64_t draws = 64000;
  const CounterRandom random(1, RandomPurpose::bootstrap);
  std::vector<double> cells(64), ones(64);
  double sum = 0;
  for (std::uint64_t i = 0; i < draws; ++i) {
    const double u = random.uniform(i);
    REQUIRE(u >= 0);
    REQUIRE(u < 1);
    sum += u;
    ++cells[random.below(i, 64)];
    for (std::size_t bit = 0; bit < 64; ++bit) {
      ones[bit] += static_cast<double>((random.bits(i) >> bit) & 1);
    }
  }
  double chi_square = 0;
  for (const double cell : cells) chi_square += (cell - 1000) * (cell - 1000) / 1000;
  CHECK(chi_square > 25);   // 63 degrees of freedom: 1 in a million below,
  CHECK(chi_square < 130);  // 1 in a million above
  for (const double count : ones) CHECK(std::fabs(count - draws / 2) < 5 * std::sqrt(draws / 4.0));
  CHECK(sum / draws == doctest::Approx(0.5).epsilon(0.01));
}

TEST_CASE("neighbouring rounds and indices are not correlated") {
  const CounterRandom now(1, RandomPurpose::row_sample, 5), next(1, RandomPurpose::row_sample, 6);
  double by_round = 0, by_index = 0;
  constexpr std::uint64_t draws = 20000;
  for (std::uint64_t i = 0; i < draws; ++i) {
    by_round += std::popcount(now.bits(i) ^ next.bits(i));
    by_index += std::popcount(now.bits(i) ^ now.bits(i + 1));
  }
  // 64 bits differ in 32 places, standard deviation 4.
  const double tolerance = 5 * 4 / std::sqrt(static_cast<double>(draws));
  CHECK(std::fabs(by_round / draws - 32) < tolerance);
  CHECK(std::fabs(by_index / draws - 32) < tolerance);
}

TEST_CASE("below stays below, for the smallest and the largest bound") {
  const CounterRandom random(9, RandomPurpose::fold);
  for (std::uint64_t i = 0; i < 1000; ++i) {
    CHECK(random.below(i, 1) == 0);
    CHECK(random.below(i, 3) < 3);
    CHECK(random.below(i, ~std::uint64_t{0}) < ~std::uint64_t{0});
  }
}
