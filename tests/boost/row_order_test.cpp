#include "boost/row_order.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "boost/booster_params.hpp"
#include "boost/prepare.hpp"
#include "boost/support.hpp"
#include "boost/take_set.hpp"
#include "boost/train.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

constexpr std::size_t kEnough = 270000;  // rows of eight cells: more than the caches hold

LoadedTable large_table() {
  return reference::random_table(kEnough, 8, 3, 50);
}

TrainParams few_trees(Booster booster, int trees) {
  TrainParams params = default_params(booster);
  params.boost.trees = trees;
  return params;
}

Prepared prepared(LoadedTable data, const TrainParams& params) {
  Observer silent;
  return prepare(std::move(data), {}, params, nullptr, silent);
}

double rmse(const std::vector<double>& scores, const std::vector<double>& labels) {
  double sum = 0;
  for (std::size_t i = 0; i < labels.size(); ++i)
    sum += (scores[i] - labels[i]) * (scores[i] - labels[i]);
  return std::sqrt(sum / static_cast<double>(labels.size()));
}

}  // namespace

TEST_CASE("the order of rows is a permutation in which labels lie near their like") {
  LoadedTable data = reference::random_table(5000, 4, 1);
  const std::vector<double> labels = data.table.label.numbers;
  const BinnedTable table = fit_and_bin(data.table, {}, 1);
  const std::vector<std::uint32_t> order = order_by_leaves(table, labels);
  std::vector<std::uint32_t> sorted = order;
  std::sort(sorted.begin(), sorted.end());
  REQUIRE(sorted.size() == 5000);
  for (std::uint32_t row = 0; row < 5000; ++row) REQUIRE(sorted[row] == row);
  const auto unrest = [](const std::vector<double>& values) {
    double sum = 0;
    for (std::size_t i = 1; i < values.size(); ++i) sum += std::abs(values[i] - values[i - 1]);
    return sum;
  };
  CHECK(unrest(take_items(labels, order)) < 0.5 * unrest(labels));
  CHECK(order_by_leaves(table, labels) == order);
  // Only the order of the labels counts.
  std::vector<double> stretched = labels;
  for (double& label : stretched) label = std::exp(label);
  CHECK(order_by_leaves(table, stretched) == order);
  CHECK(order_by_leaves(table, std::vector<double>(5000, 1.0)).empty());
}

TEST_CASE("small sets, and sets with queries, stay as they were read") {
  CHECK(prepared(reference::random_table(2000, 8, 3), {}).training.order.empty());
  LoadedTable queries = large_table();
  for (std::size_t row = 0; row < kEnough; ++row)
    queries.table.groups.push_back(static_cast<std::int64_t>(row / 10));
  CHECK(prepared(std::move(queries), {}).training.order.empty());
}

TEST_CASE("rows for stumps stay as they were read") {
  TrainParams depth = few_trees(Booster::gbdt, 100), leaves = depth;
  depth.grow.max_depth = 1;
  leaves.grow.max_leaves = 2;
  CHECK(prepared(large_table(), depth).training.order.empty());
  CHECK(prepared(large_table(), leaves).training.order.empty());
}

TEST_CASE("a few trees have no copies of the cells, and are the first ones of more trees") {
  const TrainParams few = few_trees(Booster::gbdt, 3), more = few_trees(Booster::gbdt, 4);
  const auto copied = [](const Prepared& data) {
    return data.training.table.panels[0].column_cells.size() > 0;
  };
  CHECK(!copied(prepared(large_table(), few)));
  CHECK(copied(prepared(large_table(), more)));
  CHECK(copied(prepared(large_table(), few_trees(Booster::rf, 1))));
  const Model three = trained(large_table(), few), four = trained(large_table(), more);
  REQUIRE(three.ensemble.trees.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) {
    const Tree &a = three.ensemble.trees[i], &b = four.ensemble.trees[i];
    CHECK(a.feature == b.feature);
    CHECK(a.threshold == b.threshold);
    CHECK(a.leaf_value == b.leaf_value);
  }
}

TEST_CASE("labels, weights and bins of a large set move together") {
  LoadedTable data = large_table();
  for (std::size_t row = 0; row < kEnough; ++row)
    data.table.weights.push_back(1 + static_cast<double>(row % 7));
  const Table as_read = data.table;
  Observer silent;
  PreparedSet unordered;
  unordered.labels = as_read.label.numbers;
  LoadedTable copy = data;
  unordered.table = fit_and_bin(copy.table, {}, 20);
  const Prepared ordered = prepared(std::move(data), {});
  const std::vector<std::uint32_t>& order = ordered.training.order;
  REQUIRE(order.size() == kEnough);
  for (const int threads : {1, 2, 3}) {
    const ThreadCountScope scope(threads);
    CHECK(order_by_leaves(unordered.table, unordered.labels) == order);
  }
  CHECK(ordered.training.labels == take_items(as_read.label.numbers, order));
  CHECK(ordered.training.weights == take_items(as_read.weights, order));
  const Panel &panel = ordered.training.table.panels[0], &before = unordered.table.panels[0];
  for (std::size_t i = 0; i < kEnough; i += 1000) {
    CHECK(std::equal(panel.record(i), panel.record(i) + panel.columns.size(),
                     before.record(order[i])));
    CHECK(panel.column_cells[i] == panel.record(i)[0]);
  }
  // The same bins for another task.
  const Prepared like = prepare_like(ordered, as_read, {}, ordered.task, {});
  CHECK(like.training.order == order);
  CHECK(like.training.labels == ordered.training.labels);
}

TEST_CASE("training goes on where an initial model ended, and predictions out of bag are as read") {
  LoadedTable data = large_table();
  const std::vector<double> labels = data.table.label.numbers;
  const Table table = data.table;
  const Model three = trained(data, few_trees(Booster::gbdt, 3));
  const Model six = trained(data, few_trees(Booster::gbdt, 6));
  const Model continued = trained(data, few_trees(Booster::gbdt, 3), {}, &three);
  const double direct = rmse(scores_of(six, table), labels);
  CHECK(rmse(scores_of(three, table), labels) > 1.1 * direct);
  CHECK(rmse(scores_of(continued, table), labels) == doctest::Approx(direct).epsilon(0.01));

  TrainParams forest = few_trees(Booster::rf, 8);
  forest.grow.max_depth = 8;
  Observer silent;
  std::vector<double> out_of_bag;
  train(std::move(data), {}, forest, nullptr, silent, &out_of_bag);
  REQUIRE(out_of_bag.size() == kEnough);
  double sum = 0, rows = 0;
  for (std::size_t i = 0; i < kEnough; ++i) {
    if (!std::isnan(out_of_bag[i])) sum += std::pow(out_of_bag[i] - labels[i], 2), rows += 1;
  }
  CHECK(rows > 0.9 * kEnough);
  CHECK(std::sqrt(sum / rows) < 0.5 * rmse(std::vector<double>(kEnough, 0.5), labels));
}
