#include "base/rank_values.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

#include "base/random.hpp"

using namespace coppice;

TEST_CASE("a rank is the number of thresholds below the value") {
  const CounterRandom random(1, RandomPurpose::search);
  std::uint64_t index = 0;
  for (const std::size_t count : {0, 1, 2, 3, 7, 8, 9, 15, 16, 31, 240, 254, 255, 256, 1000}) {
    CAPTURE(count);
    std::vector<double> thresholds(count);
    for (double& threshold : thresholds) {
      threshold = static_cast<double>(random.below(index++, 500)) / 4 - 60;
    }
    std::sort(thresholds.begin(), thresholds.end());
    std::vector<double> values = thresholds;  // equal ones are not below
    values.insert(values.end(), {-INFINITY, INFINITY, -0.0, 0.0, -1e300, 1e300});
    for (int i = 0; i < 101; ++i) values.push_back(random.uniform(index++) * 140 - 70);
    std::vector<std::uint32_t> ranks(values.size(), 99);
    rank_values(thresholds, values.data(), values.size(), ranks.data());
    for (std::size_t i = 0; i < values.size(); ++i) {
      const auto below = std::lower_bound(thresholds.begin(), thresholds.end(), values[i]);
      CHECK(ranks[i] == static_cast<std::uint32_t>(below - thresholds.begin()));
    }
  }
}

TEST_CASE("the rank of NaN is 0") {
  for (const std::size_t count : {3, 100, 256, 300}) {
    std::vector<double> thresholds(count);
    std::iota(thresholds.begin(), thresholds.end(), -2);
    const std::vector<double> values(43, std::nan(""));
    std::vector<std::uint32_t> ranks(values.size(), 99);
    rank_values(thresholds, values.data(), values.size(), ranks.data());
    CHECK(std::all_of(ranks.begin(), ranks.end(), [](std::uint32_t rank) { return rank == 0; }));
  }
}
