#include "explain/summary.hpp"

#include <doctest/doctest.h>

#include "reference/random_model.hpp"
#include "reference/small_model.hpp"

using namespace coppice;

TEST_CASE("a summary counts features, trees, leaves and depth") {
  Model model = small_model::make();
  model.ensemble.trees.push_back(
      random_model::make_model({.trees = 1, .leaves = 1}).ensemble.trees[0]);
  model.history = {{1, {0.5}}, {2, {0.75}}};
  const ModelSummary summary = summarize(model);
  CHECK(summary.tool_version == "0.1.0");
  CHECK(summary.booster == "gbdt");
  CHECK(summary.objective == "squared_error");
  CHECK(summary.classes.empty());
  CHECK(summary.outputs == 1);
  CHECK(summary.features == 2);
  CHECK(summary.categorical_features == 1);
  CHECK(summary.used_features == 2);
  CHECK(summary.trees == 2);
  CHECK(summary.leaves == 4);
  CHECK(summary.fewest_leaves == 1);
  CHECK(summary.most_leaves == 3);
  CHECK(summary.deepest == 2);
  CHECK(summary.mean_depth == 1);
  CHECK(summary.rounds == 2);
  CHECK(summary.best_round == 1);
  CHECK(summary.checksum == model_checksum(model));
}

TEST_CASE("a summary of a model without trees and of a sparse one") {
  const ModelSummary empty = summarize(random_model::make_model({.trees = 0}));
  CHECK(empty.trees == 0);
  CHECK(empty.fewest_leaves == 0);
  CHECK(empty.mean_depth == 0);
  const ModelSummary sparse =
      summarize(random_model::make_model({.outputs = 3, .sparse = true, .sparse_columns = 7}));
  CHECK(sparse.sparse);
  CHECK(sparse.features == 7);
  CHECK(sparse.used_features <= 7);
  CHECK(sparse.classes.size() == 3);
}
