#include "tune/halving.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

using namespace coppice;

TEST_CASE("rungs grow by the factor and stay below the whole") {
  CHECK(halving_rungs(10, 3, 300) == std::vector<int>{10, 30, 90, 270});
  CHECK(halving_rungs(1, 1.5, 5) == std::vector<int>{1, 2, 3, 4});
  CHECK(halving_rungs(10, 3, 10).empty());
}

TEST_CASE("one in factor goes on, one at least, and none without a value while others have one") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(halving_threshold(std::vector<double>{5, 1, 4, 2, 3, 6}, 3) == 2);
  CHECK(halving_threshold(std::vector<double>{5}, 3) == 5);
  CHECK(halving_threshold(std::vector<double>{nan, 7, nan, nan}, 4) == 7);
}
