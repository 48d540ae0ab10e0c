#include "grow/forest_grower.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <tuple>

#include "base/random.hpp"
#include "bins/cell_copies.hpp"
#include "grow/support.hpp"
#include "reference/brute_split.hpp"

using namespace coppice;
using namespace coppice::reference;

namespace {

struct Sample {
  BinnedTable table;
  std::vector<double> labels;
  std::vector<double> weights;
};

double missing_number() {
  return std::numeric_limits<double>::quiet_NaN();
}

/// Random columns of few values, the second with missing ones, the last constant; labels that hang
/// on the first two, with noise.
Sample random_sample(std::size_t rows, std::uint32_t classes, std::uint64_t seed,
                     bool categorical = false) {
  const CounterRandom random(seed, RandomPurpose::row_sample);
  Sample sample;
  Table table;
  table.rows = rows;
  table.features.resize(5);
  for (std::size_t column = 0; column < 5; ++column) {
    Column& values = table.features[column];
    values.name = std::string(1, static_cast<char>('a' + column));
    const bool texts = categorical && column == 0;
    if (texts) {
      values.kind = ColumnKind::categorical;
      values.categories = {"p", "q", "r", "s", "t", "u"};
    }
    for (std::size_t row = 0; row < rows; ++row) {
      const std::uint64_t draw = random.below(row * 8 + column, 6 + 5 * column);
      if (texts) {
        values.codes.push_back(static_cast<std::int32_t>(draw % 6));
      } else {
        values.numbers.push_back(column == 4                ? 1.0
                                 : column == 1 && draw == 0 ? missing_number()
                                                            : static_cast<double>(draw));
      }
    }
  }
  for (std::size_t row = 0; row < rows; ++row) {
    const double first =
        categorical ? table.features[0].codes[row] % 2 * 4 : table.features[0].numbers[row];
    const double sum = first + static_cast<double>(random.below(row * 8 + 6, 3));
    sample.labels.push_back(classes == 0
                                ? sum * 1.5 - 100
                                : static_cast<double>(static_cast<std::uint64_t>(sum) % classes));
    sample.weights.push_back(0.25 + random.uniform(row * 8 + 7));
  }
  BinParams params;
  params.min_rows_in_bin = 1;
  BinEdges edges = fit_edges(table, params);
  sample.table = bin_table(table, std::move(edges), 1);
  add_cell_copies(sample.table);
  return sample;
}

/// Two categories of six and four values spelled out in columns of zeros and ones (the last one's
/// with missing values), and a column of numbers; labels that hang on all, with noise.
Sample spelled_out_sample(std::size_t rows, std::uint32_t classes, std::uint64_t seed) {
  const CounterRandom random(seed, RandomPurpose::row_sample);
  Sample sample;
  Table table;
  table.rows = rows;
  table.features.resize(11);
  for (std::size_t column = 0; column < 11; ++column)
    table.features[column].name = std::string(1, static_cast<char>('a' + column));
  for (std::size_t row = 0; row < rows; ++row) {
    const std::uint64_t first = random.below(row * 4, 6), second = random.below(row * 4 + 1, 4),
                        number = random.below(row * 4 + 2, 50);
    for (std::size_t k = 0; k < 6; ++k) table.features[k].numbers.push_back(k == first ? 1 : 0);
    for (std::size_t k = 0; k < 4; ++k)
      table.features[6 + k].numbers.push_back(k != second              ? 0
                                              : k == 3 && row % 2 == 0 ? missing_number()
                                                                       : 1);
    table.features[10].numbers.push_back(static_cast<double>(number));
    const std::uint64_t sum = first * second + number / 10 + random.below(row * 4 + 3, 2);
    sample.labels.push_back(static_cast<double>(sum % classes));
  }
  BinParams params;
  params.min_rows_in_bin = 1;
  BinEdges edges = fit_edges(table, params);
  sample.table = bin_table(table, std::move(edges), 1);
  add_cell_copies(sample.table);
  return sample;
}

void check_same(const ForestTree& a, const ForestTree& b) {
  REQUIRE(a.splits.size() == b.splits.size());
  for (std::size_t i = 0; i < a.splits.size(); ++i) {
    const ForestSplit &left = a.splits[i], &right = b.splits[i];
    CHECK(std::tie(left.place, left.bin, left.missing_left, left.left, left.right, left.gain,
                   left.rows) == std::tie(right.place, right.bin, right.missing_left, right.left,
                                          right.right, right.gain, right.rows));
  }
  CHECK(a.leaf_value == b.leaf_value);
  CHECK(a.set_bits == b.set_bits);
}

/// The rows of each split and leaf of the tree, by a walk of each row.
struct Reached {
  std::vector<std::vector<DrawnRow>> splits, leaves;
};

Reached reach(const ForestTree& tree, const BinColumns& columns,
              const std::vector<DrawnRow>& rows) {
  Reached reached{std::vector<std::vector<DrawnRow>>(tree.splits.size()),
                  std::vector<std::vector<DrawnRow>>(tree.leaves())};
  for (const DrawnRow& row : rows) {
    std::int32_t node = tree.splits.empty() ? ~0 : 0;
    while (node >= 0) {
      const ForestSplit& split = tree.splits[static_cast<std::size_t>(node)];
      reached.splits[static_cast<std::size_t>(node)].push_back(row);
      const std::uint32_t bin = columns.bin(split.place, row.row);
      const bool missing = bin >= columns.bins(split.place).missing_bin();
      const bool left = missing          ? split.missing_left
                        : split.set >= 0 ? tree.in_set(split.set, bin)
                                         : bin <= split.bin;
      node = left ? split.left : split.right;
    }
    reached.leaves[static_cast<std::size_t>(~node)].push_back(row);
  }
  return reached;
}

ForestRules all_columns(Criterion criterion = Criterion::gini) {
  ForestRules rules;
  rules.criterion = criterion;
  rules.columns_per_node = 100;
  return rules;
}

/// Every split of a tree that may look at all columns is as good as the best of all cuts.
void check_splits_are_best(const Sample& sample, std::uint32_t classes, const ForestRules& rules,
                           const Impurity& impurity, bool weighted) {
  const BinColumns columns(sample.table);
  ForestLabels labels{classes, sample.labels, {}};
  if (weighted) labels.weights = sample.weights;
  ForestGrower grower(columns, labels, rules);
  std::vector<std::uint32_t> rows;
  std::vector<std::uint16_t> counts;
  std::vector<DrawnRow> drawn;
  for (std::uint32_t row = 0; row < sample.labels.size(); ++row) {
    if (row % 3 == 0) continue;
    rows.push_back(row);
    counts.push_back(static_cast<std::uint16_t>(1 + row % 2));
    drawn.push_back(
        {row, sample.labels[row], counts.back() * (weighted ? sample.weights[row] : 1.0)});
  }
  const ForestTree tree = grower.grow({rows, counts, {}, 7, 0});
  const Reached reached = reach(tree, columns, drawn);
  REQUIRE(tree.splits.size() > 10);
  for (std::size_t split = 0; split < tree.splits.size(); ++split) {
    const double best = best_gain(columns, reached.splits[split], impurity);
    CHECK(static_cast<double>(tree.splits[split].gain) ==
          doctest::Approx(best).epsilon(1e-5).scale(1));
  }
  for (const auto& leaf : reached.leaves) {
    REQUIRE(!leaf.empty());
    const bool pure = impurity(leaf) < 1e-9;
    CHECK((pure || best_gain(columns, leaf, impurity) < 0));
  }
}

}  // namespace

TEST_CASE("every split of a full tree is the best of all cuts: gini, entropy, variance") {
  for (const std::uint32_t classes : {2U, 3U, 11U}) {
    const Sample sample = random_sample(400, classes, classes);
    for (const bool weighted : {false, true}) {
      CAPTURE(classes);
      CAPTURE(weighted);
      check_splits_are_best(sample, classes, all_columns(), gini, weighted);
      check_splits_are_best(sample, classes, all_columns(Criterion::entropy), entropy, weighted);
    }
  }
  const Sample numbers = random_sample(400, 0, 3);
  check_splits_are_best(numbers, 0, all_columns(), variance, false);
  check_splits_are_best(numbers, 0, all_columns(), variance, true);
}

TEST_CASE("every split is the best where a column has many bins and nodes have few rows") {
  Sample sample = random_sample(700, 3, 9);
  const CounterRandom random(9, RandomPurpose::threshold);
  Table table;
  table.rows = 700;
  table.features.resize(3);
  for (std::size_t column = 0; column < 3; ++column) {
    for (std::size_t row = 0; row < 700; ++row)
      table.features[column].numbers.push_back(random.uniform(row * 3 + column));
  }
  BinParams params;
  params.max_bins = 650;
  params.min_rows_in_bin = 1;
  BinEdges edges = fit_edges(table, params);
  sample.table = bin_table(table, std::move(edges), 1);
  add_cell_copies(sample.table);
  REQUIRE(sample.table.panels[0].wide);
  for (const bool weighted : {false, true})
    check_splits_are_best(sample, 3, all_columns(), gini, weighted);
  for (double& label : sample.labels)
    label += random.uniform(static_cast<std::uint64_t>(&label - sample.labels.data()) + 5000);
  check_splits_are_best(sample, 0, all_columns(), variance, false);
}

TEST_CASE("many classes are counted row by row as in cells") {
  check_splits_are_best(random_sample(300, 200, 5), 200, all_columns(), gini, false);
}

TEST_CASE("find_leaves agrees with a walk of each row, and leaves hold the shares of their rows") {
  for (const bool categorical : {false, true}) {
    for (const SplitThresholds thresholds : {SplitThresholds::best, SplitThresholds::random}) {
      const Sample sample = random_sample(500, 3, 11, categorical);
      const BinColumns columns(sample.table);
      ForestRules rules;
      rules.columns_per_node = 2;
      rules.thresholds = thresholds;
      rules.max_depth = 5;
      ForestGrower grower(columns, {3, sample.labels, {}}, rules);
      const std::vector<std::uint32_t> rows = all_rows(500);
      const ForestTree tree = grower.grow({rows, {}, {}, 1, 4});
      std::vector<DrawnRow> drawn;
      for (const std::uint32_t row : rows) drawn.push_back({row, sample.labels[row], 1.0});
      const Reached reached = reach(tree, columns, drawn);
      std::vector<std::uint32_t> leaf(500);
      find_leaves(tree, columns, rows, leaf);
      for (std::size_t i = 0; i < tree.leaves(); ++i) {
        REQUIRE(reached.leaves[i].size() == tree.leaf_rows[i]);
        double second = 0;
        for (const DrawnRow& row : reached.leaves[i]) {
          CHECK(leaf[row.row] == i);
          second += row.label == 1 ? 1 : 0;
        }
        CHECK(tree.values(i)[1] ==
              doctest::Approx(second / static_cast<double>(reached.leaves[i].size())));
      }
    }
  }
}

TEST_CASE(
    "rows left out reach the leaves that find_leaves finds, missing values and categories "
    "included") {
  for (const bool categorical : {false, true}) {
    for (const std::uint32_t classes : {0U, 3U}) {
      const Sample sample = random_sample(900, classes, 17, categorical);
      const BinColumns columns(sample.table);
      ForestRules rules;
      rules.columns_per_node = 2;
      ForestGrower grower(columns, {classes, sample.labels, {}}, rules);
      std::vector<std::uint32_t> rows, left_out;
      for (std::uint32_t row = 0; row < 900; ++row) {
        const bool missing = columns.bin(1, row) >= columns.bins(1).missing_bin();
        (row % 3 == 0 || (missing && row % 2 == 0) ? left_out : rows).push_back(row);
      }
      for (std::uint64_t number = 0; number < 3; ++number) {
        std::vector<std::uint32_t> told(left_out.size(), 0xffffffff), found(left_out.size());
        const ForestTree tree = grower.grow({rows, {}, left_out, 5, number}, told);
        find_leaves(tree, columns, left_out, found);
        CHECK(told == found);
        CHECK(grower.grow({rows, {}, {}, 5, number}).splits.size() == tree.splits.size());
      }
    }
  }
}

TEST_CASE("pure leaves of a class share one row of values, which holds that class alone") {
  const Sample sample = random_sample(500, 4, 23);
  const BinColumns columns(sample.table);
  ForestGrower grower(columns, {4, sample.labels, {}}, all_columns());
  const std::vector<std::uint32_t> rows = all_rows(500);
  const ForestTree tree = grower.grow({rows, {}, {}, 1, 0});
  REQUIRE(tree.value_row.size() == tree.leaves());
  std::vector<std::vector<double>> pure;
  for (std::size_t leaf = 0; leaf < tree.leaves(); ++leaf) {
    const auto values = tree.values(leaf);
    CHECK(std::accumulate(values.begin(), values.end(), 0.0) == doctest::Approx(1));
    if (std::count(values.begin(), values.end(), 1.0) == 1)
      pure.emplace_back(values.begin(), values.end());
  }
  REQUIRE(pure.size() > 8);
  const auto impure = tree.leaves() - pure.size();
  std::sort(pure.begin(), pure.end());
  const auto distinct =
      static_cast<std::size_t>(std::unique(pure.begin(), pure.end()) - pure.begin());
  CHECK(tree.leaf_value.size() == (distinct + impure) * 4);
}

TEST_CASE("a category split of two classes is the best of all ways to part the categories") {
  Sample sample = random_sample(300, 2, 21, true);
  const BinColumns columns(sample.table);
  for (std::uint32_t row = 0; row < 300; ++row) {  // most labels follow from the category
    if (row % 5 != 0) sample.labels[row] = columns.bin(0, row) % 2;
  }
  ForestRules rules = all_columns();
  rules.max_depth = 1;
  ForestGrower grower(columns, {2, sample.labels, {}}, rules);
  const std::vector<std::uint32_t> rows = all_rows(300);
  const ForestTree tree = grower.grow({rows, {}, {}, 1, 0});
  std::vector<DrawnRow> drawn;
  for (const std::uint32_t row : rows) drawn.push_back({row, sample.labels[row], 1.0});
  double best = 0;
  for (std::uint32_t subset = 1; subset < 63; ++subset) {
    const Halves parted = halves_of(
        drawn, [&](std::uint32_t row) { return (subset >> columns.bin(0, row) & 1) != 0; });
    best = std::max(best, gini(drawn) - gini(parted.left) - gini(parted.right));
  }
  REQUIRE(tree.splits.size() == 1);
  REQUIRE(tree.splits[0].set >= 0);
  CHECK(static_cast<double>(tree.splits[0].gain) == doctest::Approx(best).epsilon(1e-6));
}

TEST_CASE("counts in any kind of cells give the tree that sums of real weights give") {
  for (const std::uint32_t classes : {2U, 3U, 8U, 9U, 40U}) {
    for (const std::uint32_t times :
         {1U, 100U, 300U}) {  // the upper nodes have no short counts then
      CAPTURE(classes);
      CAPTURE(times);
      const Sample sample = random_sample(600, classes, 50 + classes, classes == 3);
      const BinColumns columns(sample.table);
      const std::vector<std::uint32_t> rows = all_rows(600);
      std::vector<std::uint16_t> counts;
      for (const std::uint32_t row : rows)
        counts.push_back(static_cast<std::uint16_t>(times + row % 3));
      const std::vector<double> ones(600, 1.0);
      ForestRules rules;
      rules.columns_per_node = 2;
      ForestGrower counting(columns, {classes, sample.labels, {}}, rules),
          adding(columns, {classes, sample.labels, ones}, rules);
      const ForestTree tree = counting.grow({rows, counts, {}, 2, 0});
      REQUIRE(tree.splits.size() > 30);
      check_same(tree, adding.grow({rows, counts, {}, 2, 0}));
    }
  }
}

TEST_CASE("columns that share a bundle give the tree that they give one by one") {
  for (const std::uint64_t min_rows : {1, 4}) {
    for (const Criterion criterion : {Criterion::gini, Criterion::entropy}) {
      for (const std::uint32_t classes : {2U, 5U}) {
        const Sample sample = spelled_out_sample(800, classes, classes);
        const BinColumns alone(sample.table);
        BinColumns shared(sample.table);
        shared.share_columns();
        REQUIRE(shared.bundles().size() == 2);
        ForestRules rules;
        rules.criterion = criterion;
        rules.columns_per_node = 3;
        rules.min_rows_in_leaf = min_rows;
        const std::vector<std::uint32_t> rows = all_rows(800);
        ForestGrower one(alone, {classes, sample.labels, {}}, rules),
            other(shared, {classes, sample.labels, {}}, rules);
        for (std::uint64_t number = 0; number < 4; ++number) {
          const ForestTree tree = one.grow({rows, {}, {}, 3, number});
          REQUIRE(tree.splits.size() > 30);
          check_same(tree, other.grow({rows, {}, {}, 3, number}));
        }
      }
    }
  }
}

TEST_CASE("a bundle's cells tell each of its columns' bins") {
  const Sample sample = spelled_out_sample(300, 2, 9);
  BinColumns columns(sample.table);
  columns.share_columns();
  std::size_t shared = 0;
  for (std::size_t place = 0; place < columns.columns(); ++place) {
    const BinColumns::Share& share = columns.shares()[place];
    if (share.bundle == BinColumns::kNoBundle) continue;
    ++shared;
    const BinColumns::Bundle& bundle = columns.bundles()[share.bundle];
    const std::uint32_t own = columns.bins(place).bins() - 1;
    for (std::uint32_t row = 0; row < 300; ++row) {
      const std::uint32_t cell = bundle.cells[row], rank = cell - share.first_cell;
      REQUIRE(cell < bundle.count);
      const bool is_own = cell >= share.first_cell && rank < own;
      CHECK(columns.bin(place, row) ==
            (is_own ? rank + (rank >= share.default_bin ? 1 : 0) : share.default_bin));
    }
  }
  CHECK(shared == 10);
}

TEST_CASE("constant columns do not count as tried: one column a node still splits every node") {
  const Sample sample = random_sample(400, 3, 31);
  const BinColumns columns(sample.table);
  ForestRules rules;
  rules.columns_per_node = 1;
  ForestGrower grower(columns, {3, sample.labels, {}}, rules);
  const std::vector<std::uint32_t> rows = all_rows(400);
  std::vector<DrawnRow> drawn;
  for (const std::uint32_t row : rows) drawn.push_back({row, sample.labels[row], 1.0});
  for (std::uint64_t number = 0; number < 5; ++number) {
    const ForestTree tree = grower.grow({rows, {}, {}, 3, number});
    for (const auto& leaf : reach(tree, columns, drawn).leaves) {
      CHECK((gini(leaf) < 1e-9 || best_gain(columns, leaf, gini) < 0));
    }
  }
}

TEST_CASE("min_rows_in_leaf and max_depth hold, and trees of other numbers differ") {
  const Sample sample = random_sample(600, 0, 41);
  const BinColumns columns(sample.table);
  ForestRules rules;
  rules.columns_per_node = 2;
  rules.min_rows_in_leaf = 20;
  rules.max_depth = 4;
  const std::vector<std::uint32_t> rows = all_rows(600);
  ForestGrower grower(columns, {0, sample.labels, {}}, rules);
  const ForestTree tree = grower.grow({rows, {}, {}, 9, 0});
  for (const std::uint64_t count : tree.leaf_rows) CHECK(count >= 20);
  CHECK(tree_depth(rest(tree, sample.table, tree.leaf_value, 1)) <= 4);
  const ForestTree again = grower.grow({rows, {}, {}, 9, 0}),
                   other = grower.grow({rows, {}, {}, 9, 1});
  CHECK(again.leaf_value == tree.leaf_value);
  CHECK(other.leaf_value != tree.leaf_value);
}

TEST_CASE("columns_per_node reads log2, sqrt, all, numbers and shares") {
  CHECK(columns_per_node("log2", 16) == 4);
  CHECK(columns_per_node("log2", 54) == 6);
  CHECK(columns_per_node("log2", 1) == 1);
  CHECK(columns_per_node("sqrt", 54) == 7);
  CHECK(columns_per_node("all", 54) == 54);
  CHECK(columns_per_node("5", 54) == 5);
  CHECK(columns_per_node("99", 54) == 54);
  CHECK(columns_per_node("0.5", 54) == 27);
  CHECK(columns_per_node("0.001", 54) == 1);
  for (const char* wrong : {"", "0", "-1", "1.5", "half", "3x", "nan"})
    CHECK_THROWS(columns_per_node(wrong, 54));
}
