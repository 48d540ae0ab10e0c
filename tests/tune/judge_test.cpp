#include "tune/judge.hpp"

#include <doctest/doctest.h>

#include "reference/random_table.hpp"

using namespace coppice;

namespace {

Dimension values(std::string name, std::vector<std::string> listed) {
  Dimension dimension;
  dimension.name = std::move(name);
  dimension.values = std::move(listed);
  return dimension;
}

Dimension range(std::string name, double min, double max) {
  Dimension dimension;
  dimension.name = std::move(name);
  dimension.min = min;
  dimension.max = max;
  return dimension;
}

}  // namespace

TEST_CASE("stumps and larger trees do not share the order of the rows, all else they do") {
  const TrainParams trees;
  TrainParams stumps, longer;
  stumps.grow.max_depth = 1;
  longer.boost.trees = 500;
  JudgeData data;
  data.data = reference::random_table(270000, 8, 3, 50);
  Judge judge(std::move(data), 20, false);
  const Prepared* const of_trees = judge.data_for(trees).front();
  CHECK(!of_trees->training.order.empty());
  CHECK(judge.data_for(longer).front() == of_trees);
  CHECK(judge.data_for(stumps).front()->training.order.empty());
}

TEST_CASE("a space with stumps and larger trees is prepared more than once") {
  const auto anew = [](const Dimension& dimension) { return prepares_anew({{dimension}}, {}); };
  CHECK(anew(values("max-depth", {"1", "3"})));
  CHECK(anew(values("max-leaves", {"31", "2"})));
  CHECK(anew(range("max-depth", 0, 10)));
  CHECK(anew(range("max-leaves", 2, 64)));
  CHECK(!anew(values("max-depth", {"0", "2"})));
  CHECK(!anew(range("max-leaves", 3, 64)));
  CHECK(!anew(range("learning-rate", 0, 1)));
}
