#include "tune/space.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "base/error.hpp"

using namespace coppice;

namespace {

Dimension range(const std::string& name, double min, double max, bool log = false) {
  Dimension dimension;
  dimension.name = name;
  dimension.min = min;
  dimension.max = max;
  dimension.log = log;
  return dimension;
}

Dimension list(const std::string& name, std::vector<std::string> values) {
  Dimension dimension;
  dimension.name = name;
  dimension.values = std::move(values);
  return dimension;
}

}  // namespace

TEST_CASE("places from 0 to 1 cover a range from end to end") {
  Space space{{range("max-leaves", 4, 7), range("learning-rate", 0.01, 1, true),
               list("growth", {"leaf_wise", "depth_wise"})}};
  check_space(space, {});
  CHECK(value_at(space.dimensions[0], 0) == "4");
  CHECK(value_at(space.dimensions[0], 0.5) == "6");
  CHECK(value_at(space.dimensions[0], 0.9999) == "7");
  CHECK(value_at(space.dimensions[1], 0) == "0.01");
  CHECK(value_at(space.dimensions[1], 0.5) == "0.1");
  CHECK(value_at(space.dimensions[1], 0.123456) == "0.01766");
  CHECK(value_at(space.dimensions[2], 0.49) == "leaf_wise");
  CHECK(value_at(space.dimensions[2], 0.5) == "depth_wise");
}

TEST_CASE("every value lies in its range, whole numbers each about as often") {
  Space space{{range("max-leaves", 3, 12), range("min-rows-in-leaf", 1, 500, true),
               range("lambda-l2", 0.123456, 0.123459)}};
  check_space(space, {});
  std::vector<int> counts(13, 0);
  for (int i = 0; i < 1000; ++i) {
    const double unit = (i + 0.5) / 1000;
    ++counts[std::stoul(value_at(space.dimensions[0], unit))];
    const int rows = std::stoi(value_at(space.dimensions[1], unit));
    CHECK(rows >= 1);
    CHECK(rows <= 500);
    const double lambda = std::stod(value_at(space.dimensions[2], unit));
    CHECK(lambda >= 0.123456);
    CHECK(lambda <= 0.123459);
  }
  for (int leaves = 3; leaves <= 12; ++leaves)
    CHECK(counts[static_cast<std::size_t>(leaves)] == 100);
}

TEST_CASE("a grid has each combination once, conditions respected") {
  Space space{{list("growth", {"leaf_wise", "depth_wise"}), range("learning-rate", 0.01, 1, true),
               list("max-depth", {"3", "5"})}};
  space.dimensions[1].points = 3;
  space.dimensions[2].when = {{"growth", {"depth_wise"}}};
  check_space(space, {});
  const std::vector<Assignment> grid = grid_of(space, {});
  REQUIRE(grid.size() == 9);
  CHECK(text_of(grid[0]) == "growth=leaf_wise learning-rate=0.01");
  CHECK(text_of(grid[1]) == "growth=leaf_wise learning-rate=0.1");
  CHECK(text_of(grid[8]) == "growth=depth_wise learning-rate=1 max-depth=5");
  CHECK(with_values({}, grid[8]).grow.max_depth == 5);
}

TEST_CASE("a condition may name a fixed parameter") {
  Space space{{list("max-depth", {"3", "5"})}};
  space.dimensions[0].when = {{"growth", {"depth_wise"}}};
  TrainParams fixed;
  CHECK(grid_of(space, fixed).size() == 1);
  fixed.grow.growth = decltype(fixed.grow.growth)::depth_wise;
  CHECK(grid_of(space, fixed).size() == 2);
}

TEST_CASE("steps end at the end of the range") {
  Dimension dimension = range("column-fraction", 0.4, 1);
  dimension.step = 0.2;
  CHECK(grid_values(dimension) == std::vector<std::string>{"0.4", "0.6", "0.8", "1"});
  CHECK(value_at(dimension, 0.999) == "1");
}

TEST_CASE("spaces that cannot be are refused before anything runs") {
  const auto refused = [](Dimension dimension) {
    Space space{{std::move(dimension)}};
    CHECK_THROWS_AS(check_space(space, {}), Error);
  };
  refused(range("max-leaves", 1, 10));
  refused(range("max-leaves", 2.5, 10));
  refused(range("max-leaves", 10, 2));
  refused(range("learning-rate", 0, 1, true));
  refused(range("growth", 0, 1));
  refused(list("growth", {"sideways"}));
  refused(list("no-such", {"1"}));
  refused(list("metric", {"auc"}));
  Space empty;
  CHECK_THROWS_AS(check_space(empty, {}), Error);
}
