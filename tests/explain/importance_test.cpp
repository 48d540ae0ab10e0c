#include "explain/importance.hpp"

#include <doctest/doctest.h>

#include "reference/random_model.hpp"

using namespace coppice;

namespace {

/// x1 splits twice, c0 once, x0 never.
Model model_of_three_splits() {
  Model model = random_model::make_model({.trees = 0, .numeric = 2, .categorical = 1});
  Tree tree;
  tree.feature = {1, 2, 1};
  tree.gain = {4, 8, 1};
  tree.split_cover = {10, 6, 4};
  model.ensemble.trees = {tree};
  return model;
}

}  // namespace

TEST_CASE("a feature's importance is summed over its splits, the highest first") {
  const auto items = feature_importance(model_of_three_splits());
  REQUIRE(items.size() == 3);
  CHECK(items[0].name == "c0");
  CHECK(items[0].gain == 8);
  CHECK(items[0].splits == 1);
  CHECK(items[1].name == "x1");
  CHECK(items[1].feature == 1);
  CHECK(items[1].gain == 5);
  CHECK(items[1].cover == 14);
  CHECK(items[1].splits == 2);
  CHECK(items[2].name == "x0");
  CHECK(items[2].splits == 0);
}

TEST_CASE("importances can be ordered by cover or by the number of splits") {
  CHECK(feature_importance(model_of_three_splits(), ImportanceKind::cover)[0].name == "x1");
  CHECK(feature_importance(model_of_three_splits(), ImportanceKind::splits)[0].name == "x1");
}

TEST_CASE("equal importances stand in the order of the schema") {
  const Model model = random_model::make_model({.trees = 0, .numeric = 3, .categorical = 0});
  const auto items = feature_importance(model);
  REQUIRE(items.size() == 3);
  for (std::uint32_t i = 0; i < 3; ++i) CHECK(items[i].feature == i);
}

TEST_CASE("of a sparse model the used columns are listed, by their numbers in the file") {
  Model model = random_model::make_model({.trees = 0, .sparse = true});
  Tree tree;
  tree.feature = {40};
  tree.gain = {1};
  tree.split_cover = {1};
  model.ensemble.trees = {tree};
  const auto items = feature_importance(model);
  REQUIRE(items.size() == 1);
  CHECK(items[0].name == "41");
}
