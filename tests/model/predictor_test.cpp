#include "model/predictor.hpp"

#include <doctest/doctest.h>

#include <bit>

#include "base/parallel.hpp"
#include "data/copy_rows.hpp"
#include "reference/random_model.hpp"
#include "reference/tree_walk.hpp"

using namespace coppice;
using random_model::make_model;
using random_model::make_table;
using random_model::Options;

namespace {

/// Compares raw scores and leaves with the naive walk, bit for bit.
void check_against_walk(const Model& model, const Table& table, int trees = -1) {
  const Predictor predictor(model);
  const std::size_t count = model.ensemble.trees.size();
  std::vector<double> scores(model.outputs() * table.rows);
  predictor.raw_scores(table, scores, trees);
  std::vector<std::int32_t> leaves(count * table.rows);
  predictor.leaves(table, leaves);
  std::size_t wrong_scores = 0, wrong_leaves = 0;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const auto expected = reference::raw_scores(
        model, table, row, trees < 0 ? count : static_cast<std::size_t>(trees));
    for (std::size_t k = 0; k < model.outputs(); ++k) {
      wrong_scores += std::bit_cast<std::uint64_t>(scores[k * table.rows + row]) !=
                      std::bit_cast<std::uint64_t>(expected[k]);
    }
    for (std::size_t t = 0; t < count; ++t) {
      wrong_leaves +=
          leaves[t * table.rows + row] != reference::leaf_of(model.ensemble.trees[t], table, row);
    }
  }
  CHECK(wrong_scores == 0);
  CHECK(wrong_leaves == 0);
}

void check_random(const Options& options, std::size_t rows = 700) {
  const Model model = make_model(options);
  check_against_walk(model, make_table(model, rows, options.seed + 100));
}

/// A single feature "x" and a chain of splits x <= 0, x <= 1, ...: the deepest tree there is.
Model chain_model(int splits) {
  Model model;
  model.schema.header = true;
  model.schema.features = {{"x", ColumnKind::numeric, {}}};
  model.ensemble.base_scores = {0.25};
  Tree tree;
  for (int i = 0; i < splits; ++i) {
    tree.feature.push_back(0);
    tree.threshold.push_back(i);
    tree.category_set.push_back(-1);
    tree.default_left.push_back(i % 2 == 1);
    tree.left.push_back(~i);
    tree.right.push_back(i + 1 < splits ? i + 1 : ~splits);
    tree.gain.push_back(1);
    tree.split_cover.push_back(1);
    tree.split_rows.push_back(1);
  }
  for (int i = 0; i <= splits; ++i) {
    tree.leaf_value.push_back(i * 0.1);
    tree.leaf_cover.push_back(1);
    tree.leaf_rows.push_back(1);
  }
  model.ensemble.trees = {tree};
  return model;
}

Table numbers_table(std::vector<double> values) {
  Table table;
  table.rows = values.size();
  table.features.push_back({"x", ColumnKind::numeric, std::move(values), {}, {}});
  return table;
}

}  // namespace

TEST_CASE("compiled trees answer as a walk of one row does, whatever the trees") {
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    check_random({.seed = seed, .trees = 8, .leaves = 40});
  }
}

TEST_CASE("numeric features alone, categorical features alone") {
  check_random({.seed = 2, .categorical = 0});
  check_random({.seed = 3, .numeric = 0});
}

TEST_CASE("codes of one, two and four bytes give the same answers") {
  for (const int thresholds : {255, 256, 2000}) {
    CAPTURE(thresholds);
    check_random({.seed = 4,
                  .trees = 60,
                  .leaves = 400,
                  .numeric = 2,
                  .categorical = 0,
                  .thresholds = thresholds},
                 300);
  }
  for (const int categories : {100, 254, 255, 256, 300, 1000}) {
    CAPTURE(categories);
    check_random({.seed = 5, .trees = 30, .leaves = 60, .categories = categories}, 300);
  }
}

TEST_CASE("more than 65535 thresholds of one feature") {
  const Model model = chain_model(100000);
  check_against_walk(
      model, numbers_table({-1, 0, 0.5, 65534, 65535, 65536, 70000.5, 99999, 1e9, NAN, 12345}));
}

TEST_CASE("a tree 100,000 levels deep is written, read and walked") {
  const Model model = chain_model(100000);
  const Model read = model_from_json(model_to_json(model), "model.json");
  CHECK(tree_depth(read.ensemble.trees[0]) == 100000);
  check_against_walk(read, numbers_table({5e4, 1e6}));
}

TEST_CASE("a value at a threshold goes left, the next number above it right") {
  const Model model = chain_model(3);
  const double above = std::nextafter(1.0, 2.0);
  const Table table = numbers_table({1.0, above, -INFINITY, INFINITY, NAN, -0.0});
  std::vector<std::int32_t> leaves(table.rows);
  Predictor(model).leaves(table, leaves);
  CHECK(leaves == std::vector<std::int32_t>{1, 2, 0, 3, 1, 0});
}

TEST_CASE("every number of rows, one row included") {
  const Model model = make_model({.seed = 6});
  for (const std::size_t rows : {0, 1, 2, 7, 8, 9, 15, 16, 17, 255, 256, 257, 1000}) {
    CAPTURE(rows);
    check_against_walk(model, make_table(model, rows, 60 + rows));
  }
}

TEST_CASE("several outputs: a tree an output, and vectors in the leaves") {
  check_random({.seed = 7, .outputs = 5});
  check_random({.seed = 8, .outputs = 5, .width = 5});
  check_random({.seed = 9, .outputs = 5, .width = 2});
}

TEST_CASE("averaged trees are summed, divided by the trees of the output, then added to the base") {
  check_random({.seed = 10, .combine = Combine::average});
  check_random({.seed = 11, .trees = 7, .outputs = 4, .combine = Combine::average});
  check_random({.seed = 12, .trees = 1, .outputs = 4, .combine = Combine::average});
}

TEST_CASE("the first trees only, where asked") {
  for (const Combine combine : {Combine::sum, Combine::average}) {
    const Model model = make_model({.seed = 13, .trees = 6, .outputs = 2, .combine = combine});
    const Table table = make_table(model, 50, 14);
    for (const int trees : {0, 1, 3, 6, 100}) check_against_walk(model, table, trees);
  }
}

TEST_CASE("no trees, and trees of one leaf") {
  check_random({.seed = 15, .trees = 0});
  check_random({.seed = 16, .leaves = 1});
}

TEST_CASE("sparse rows: what is not there is zero, what is NaN is missing") {
  for (std::uint64_t seed = 20; seed < 26; ++seed) {
    CAPTURE(seed);
    check_random({.seed = seed, .leaves = 60, .sparse = true}, 600);
  }
}

TEST_CASE("sparse columns far apart cost nothing") {
  Model model = make_model({.seed = 26, .sparse = true});
  model.schema.sparse_columns = 4000000000;
  Table table = make_table(make_model({.seed = 26, .sparse = true}), 100, 27);
  for (Tree& tree : model.ensemble.trees) {
    for (std::uint32_t& feature : tree.feature) feature *= 70000001;
  }
  EntryColumns columns;
  for (const std::uint32_t column : table.sparse.column.numbers())
    columns.push_back(column * 70000001);
  table.sparse.column = columns;
  check_against_walk(model, table);
}

TEST_CASE("a category code beyond the schema is taken as missing") {
  const Model model = make_model({.seed = 28, .numeric = 0});
  Table known = make_table(model, 200, 29);
  Table beyond = known;
  for (Column& column : beyond.features) {
    for (std::int32_t& code : column.codes) code = code == -1 ? 1000000 : code;
  }
  std::vector<double> expected(200), scores(200);
  Predictor(model).raw_scores(known, expected);
  Predictor(model).raw_scores(beyond, scores);
  CHECK(scores == expected);
}

TEST_CASE("any number of threads gives the same scores") {
  const Model model = make_model({.seed = 30, .trees = 30});
  const Table table = make_table(model, 9000, 31);
  std::vector<double> one(9000), four(9000);
  Predictor(model).raw_scores(table, one);
  ThreadCountScope threads(4);
  Predictor(model).raw_scores(table, four);
  CHECK(one == four);
}

TEST_CASE("linear leaves are the naive ones, bit for bit, missing and infinite values included") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    check_random({.seed = seed, .linear_leaves = true});
    check_random({.seed = seed, .leaves = 3, .outputs = 3, .linear_leaves = true});
  }
  const Model model = make_model({.seed = 9, .trees = 6, .linear_leaves = true});
  const Table table = make_table(model, 300, 3);
  for (const int trees : {0, 1, 5}) check_against_walk(model, table, trees);
  const ThreadCountScope threads(3);
  check_against_walk(model, make_table(model, 5000, 4));
}

TEST_CASE("rows predict the same alone as in a batch where leaves are linear") {
  const Model model = make_model({.seed = 5, .linear_leaves = true});
  const Table batch = make_table(model, 200, 8);
  const Predictor predictor(model);
  std::vector<double> together(batch.rows);
  predictor.raw_scores(batch, together);
  for (std::uint32_t row = 0; row < batch.rows; ++row) {
    double alone = 0;
    predictor.raw_scores(copy_rows(batch, std::vector{row}), {&alone, 1});
    CHECK(std::bit_cast<std::uint64_t>(alone) == std::bit_cast<std::uint64_t>(together[row]));
  }
}

TEST_CASE("leaves that share rows of values are the naive ones") {
  for (std::uint64_t seed = 1; seed <= 6; ++seed) {
    check_random({.seed = seed,
                  .outputs = 4,
                  .width = 4,
                  .combine = Combine::average,
                  .shared_values = true});
    check_random({.seed = seed, .outputs = 5, .width = 2, .shared_values = true});
  }
}
