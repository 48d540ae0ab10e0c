#include <doctest/doctest.h>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "boost/support.hpp"
#include "boost/train.hpp"
#include "model/predictor.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

TrainParams exact_params() {
  TrainParams params;
  params.boost.trees = 8;
  params.grow.tree_method = TreeMethod::exact;
  params.grow.max_leaves = 20;
  params.grow.min_rows_in_leaf = 5;
  return params;
}

}  // namespace

// Thresholds may lie elsewhere between the same two values of a node's rows: exact splits halve
// the gap in the node, bins that in the whole column.
TEST_CASE("hist with a bin for each value gives the trees that exact gives") {
  for (const Growth growth : {Growth::leaf_wise, Growth::depth_wise}) {
    for (const double missing : {0.0, 0.15}) {
      const auto data = [&] { return reference::random_table(2000, 5, 3, 100, missing); };
      TrainParams params = exact_params();
      params.grow.growth = growth;
      params.objective.objective = ObjectiveKind::squared_error;
      params.bins.min_rows_in_bin = 1;
      const Model exact = trained(data(), params);
      params.grow.tree_method = TreeMethod::hist;
      const Model hist = trained(data(), params);
      REQUIRE(exact.ensemble.trees.size() == hist.ensemble.trees.size());
      for (std::size_t i = 0; i < exact.ensemble.trees.size(); ++i) {
        const Tree &a = exact.ensemble.trees[i], &b = hist.ensemble.trees[i];
        CHECK(a.feature == b.feature);
        CHECK(a.left == b.left);
        CHECK(a.right == b.right);
        CHECK(a.default_left == b.default_left);
        CHECK(a.split_rows == b.split_rows);
        CHECK(a.leaf_rows == b.leaf_rows);
        CHECK(a.leaf_value == b.leaf_value);
      }
      const Table table = data().table;
      CHECK(scores_of(exact, table) == scores_of(hist, table));
    }
  }
}

TEST_CASE("exact splits train on classes, samples and validation sets, the same for any threads") {
  TrainParams params = exact_params();
  params.sample.row_fraction = 0.6;
  params.sample.column_fraction = 0.7;
  params.boost.drop_rate = 0.2;
  const auto run = [&] {
    Observer observer;
    std::vector<ValidationSet> valid;
    valid.push_back({"valid", reference::random_table(500, 6, 8, 0, 0.1, 3).table});
    return train(reference::random_table(3000, 6, 7, 0, 0.1, 3), std::move(valid), params, nullptr,
                 observer);
  };
  const Model model = run();
  CHECK(model.history.back().values[0] < 0.75 * model.history.front().values[0]);
  const ThreadCountScope scope(3);
  CHECK(model_checksum(run()) == model_checksum(model));
}

TEST_CASE("exact splits refuse columns that are no numbers") {
  LoadedTable data = reference::random_table(100, 2, 1);
  data.table.features[1].kind = data.schema.features[1].kind = ColumnKind::categorical;
  data.table.features[1].codes.assign(100, 0);
  CHECK_THROWS_WITH_AS(trained(std::move(data), exact_params()),
                       doctest::Contains("'x1' is categorical"), Error);
}
