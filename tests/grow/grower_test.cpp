#include "grow/grower.hpp"

#include <cmath>

#include "grow/leaf_numbers.hpp"
#include "grow/rest.hpp"
#include "support.hpp"

namespace {

constexpr std::size_t kRows = 1500;

/// Compares tree and twin split by split, then leaf by leaf in depth-first order.
void check_tree(const Binned& data, const QuantizedGradients& gradients, const GrowParams& params) {
  const reference::Problem problem{&data.raw, &data.table.edges, &gradients, &params};
  const auto expected = reference::grow(problem, all_rows(data.table.rows));
  GrowRequest request;
  request.gradients = &gradients;
  Grower grower(data.table, params);
  const GrownTree tree = grower.grow(request);
  REQUIRE(tree.splits.size() == expected.splits.size());
  REQUIRE(tree.leaves.size() == expected.leaves.size());
  for (std::size_t i = 0; i < tree.splits.size(); ++i) {
    CAPTURE(i);
    const Split& split = tree.splits[i].split;
    CHECK(split.gain == expected.splits[i].gain);
    CHECK(data.table.features[split.place].feature == expected.splits[i].feature);
    CHECK((split.left == expected.splits[i].left));
  }
  // Leaves as sets of rows.
  std::set<reference::Rows> found, wanted;
  for (const auto& leaf : expected.leaves) wanted.insert(leaf.rows);
  for (const GrownLeaf& leaf : tree.leaves) {
    const auto numbers = grower.rows(leaf);
    reference::Rows rows(numbers.begin(), numbers.end());
    if (numbers.empty()) rows = all_rows(data.table.rows);
    std::ranges::sort(rows);
    CHECK((leaf.sums == reference::total(problem, rows)));
    found.insert(rows);
  }
  CHECK((found == wanted));
}

std::vector<GradientPair> permuted(const std::vector<GradientPair>& pairs,
                                   const reference::Rows& order) {
  std::vector<GradientPair> result;
  for (const std::uint32_t row : order) result.push_back(pairs[row]);
  return result;
}

}  // namespace

TEST_CASE("a tree is that of its twin, split by split") {
  std::vector<GrowParams> settings(7);
  settings[1].growth = Growth::depth_wise;
  settings[2].max_depth = 3;
  settings[3].max_leaves = 2;
  settings[4].max_leaves = 200;
  settings[4].min_rows_in_leaf = 3;
  settings[5].growth = Growth::depth_wise;
  settings[5].max_leaves = 12;
  settings[6].min_split_gain = 30000;
  settings[6].lambda_l2 = 100;
  // Few bins: the twin judges each candidate on its own.
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    CAPTURE(seed);
    const Binned data(mixed_table::mixed(kRows, seed), {.max_bins = 24});
    for (const Kind kind : kKinds) {
      const QuantizedGradients gradients = random_gradients(kRows, kind, seed + 50);
      for (const GrowParams& params : settings) check_tree(data, gradients, params);
    }
  }
}

TEST_CASE("a tree over bundles and the sparse panel is that of its twin") {
  const Binned data(mixed_table::sparse(kRows, 80, 4));
  GrowParams params;
  params.min_rows_in_leaf = 5;
  for (const Kind kind : kKinds) check_tree(data, random_gradients(kRows, kind, 5), params);
}

TEST_CASE("a sparse table grows the tree of its dense twin") {
  for (std::uint64_t seed = 1; seed <= 4; ++seed) {
    CAPTURE(seed);
    const Table rows = mixed_table::sparse(kRows, 120, seed);
    const Binned sparse(rows), dense(mixed_table::dense_twin(rows));
    const QuantizedGradients gradients = random_gradients(kRows, Kind::packed, seed);
    const GrownTree a = grow_tree(sparse.table, gradients, {});
    const GrownTree b = grow_tree(dense.table, gradients, {});
    REQUIRE(a.splits.size() == b.splits.size());
    for (std::size_t i = 0; i < a.splits.size(); ++i) {
      CHECK(sparse.table.features[a.splits[i].split.place].feature ==
            dense.table.features[b.splits[i].split.place].feature);
      CHECK((a.splits[i].split.left == b.splits[i].split.left));
      CHECK(a.splits[i].split.gain == b.splits[i].split.gain);
    }
  }
}

TEST_CASE("the same tree grows with 1, 2, 3 and 8 threads") {
  const Binned data(mixed_table::mixed(150000, 6));
  for (const Growth growth : {Growth::leaf_wise, Growth::depth_wise}) {
    GrowParams params;
    params.growth = growth;
    params.max_leaves = 100;
    const QuantizedGradients gradients = random_gradients(150000, Kind::packed, 7);
    const GrownTree one = grow_tree(data.table, gradients, params);
    CHECK(one.leaves.size() == 100);
    for (const int threads : {2, 3, 8}) {
      const ThreadCountScope scope(threads);
      CHECK(same_tree(one, grow_tree(data.table, gradients, params)));
    }
  }
}

TEST_CASE("a grower that is used again grows the same tree, whatever came between") {
  const Binned data(mixed_table::mixed(kRows, 6));
  const QuantizedGradients first = random_gradients(kRows, Kind::packed, 7);
  Grower grower(data.table, {});
  const auto grow = [&](const QuantizedGradients& gradients, std::span<const std::uint32_t> rows) {
    GrowRequest request;
    request.gradients = &gradients;
    request.sample = rows;
    return grower.grow(request);
  };
  const GrownTree before = grow(first, {});
  const reference::Rows sample{1, 5, 77, 300, 301, 302, 303, 1000};
  for (const Kind kind : kKinds) {
    const QuantizedGradients other = random_gradients(kRows, kind, 8);
    grow(other, {});
    grow(other, sample);
  }
  CHECK(same_tree(before, grow(first, {})));
}

TEST_CASE("the order of the rows does not matter") {
  const Binned data(mixed_table::mixed(kRows, 8));
  reference::Rows order = all_rows(kRows);
  mixed_table::Draw draw(1);
  for (std::size_t i = kRows; i > 1; --i) std::swap(order[i - 1], order[draw.below(i)]);
  const Binned shuffled(mixed_table::rows_of(data.raw, order));
  for (const Kind kind : kKinds) {
    const auto pairs = whole_gradients(kRows, kind, 3);
    CHECK(same_tree(grow_tree(data.table, quantized(pairs, kind), {}),
                    grow_tree(shuffled.table, quantized(permuted(pairs, order), kind), {})));
  }
}

TEST_CASE("a row twice is a row of weight two") {
  // Rules that count rows are off; edges come from the same values, one row of each enough.
  GrowParams params;
  params.min_rows_in_leaf = 1;
  params.min_child_weight = 2000;
  params.category_smoothing = 0;
  params.min_rows_in_category = 1;
  const BinParams bins{.max_bins = 65535, .min_rows_in_bin = 1};
  const Table raw = mixed_table::mixed(kRows, 9);
  reference::Rows twice = all_rows(kRows);
  auto pairs = whole_gradients(kRows, Kind::packed, 4);
  auto weighted = pairs;
  for (GradientPair& pair : weighted) pair.gradient = std::floor(pair.gradient / 2);
  for (GradientPair& pair : weighted) pair.hessian = std::ceil(pair.hessian / 2);
  weighted[0] = {-4095, 4095};
  auto repeated = weighted;
  for (std::uint32_t row = 1; row < kRows; row += 2) {
    repeated.push_back(weighted[row]);
    twice.push_back(row);
    weighted[row].gradient *= 2;
    weighted[row].hessian *= 2;
  }
  const Binned once(raw, bins), doubled(mixed_table::rows_of(raw, twice), bins);
  const GrownTree a = grow_tree(once.table, quantized(weighted, Kind::packed), params);
  const GrownTree b = grow_tree(doubled.table, quantized(repeated, Kind::packed), params);
  CHECK(a.leaves.size() > 20);
  REQUIRE(a.splits.size() == b.splits.size());
  for (std::size_t i = 0; i < a.splits.size(); ++i) {
    const Split &x = a.splits[i].split, &y = b.splits[i].split;
    CHECK(once.table.features[x.place].feature == doubled.table.features[y.place].feature);
    CHECK(x.gain == y.gain);
    CHECK(x.left.gradient == y.left.gradient);
    CHECK(x.left.hessian == y.left.hessian);
  }
}

TEST_CASE("a monotone transform of the features leaves the tree as it is") {
  const Table raw = mixed_table::numeric(kRows, 6, 0, 10);
  Table bent = raw;
  for (Column& column : bent.features) {
    for (double& value : column.numbers) value = std::exp(value / 20) - 1e6;
  }
  const QuantizedGradients gradients = random_gradients(kRows, Kind::packed, 11);
  const Binned straight(raw), transformed(bent);
  const GrownTree tree = grow_tree(straight.table, gradients, {});
  CHECK(tree.leaves.size() == 31);
  CHECK(same_tree(tree, grow_tree(transformed.table, gradients, {})));
}

TEST_CASE("a tree does not depend on how many histograms are kept") {
  // 40 columns of 255 bins: 245 kB a wide histogram, 1 MiB for all.
  const Binned data(mixed_table::numeric(20000, 40, 0, 12));
  const QuantizedGradients gradients = random_gradients(20000, Kind::packed, 13);
  GrowParams params;
  params.max_leaves = 60;
  const GrownTree kept = grow_tree(data.table, gradients, params);
  params.histogram_memory = 1;
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    CHECK(same_tree(kept, grow_tree(data.table, gradients, params)));
  }
}

TEST_CASE("no rule of growth is broken") {
  const Binned data(mixed_table::mixed(5000, 14));
  const QuantizedGradients gradients = random_gradients(5000, Kind::packed, 15);
  GrowParams params;
  params.max_leaves = 50;
  params.max_depth = 6;
  params.min_rows_in_leaf = 37;
  params.min_child_weight = 90000;
  const GrownTree tree = grow_tree(data.table, gradients, params);
  CHECK(tree.leaves.size() <= 50);
  CHECK(tree.splits.size() + 1 == tree.leaves.size());
  std::size_t rows = 0;
  for (const GrownLeaf& leaf : tree.leaves) {
    CHECK(leaf.sums.rows >= 37);
    CHECK(leaf.sums.hessian >= 90000);
    rows += leaf.rows.size();
  }
  CHECK(rows == 5000);
  CHECK(tree_depth(rest(tree, data.table, gradients.format,
                        std::vector<double>(tree.leaves.size()))) <= 6);
}

TEST_CASE("a tree uses only the columns it is given, a node its share of them") {
  const Binned data(mixed_table::numeric(kRows, 20, 0, 16));
  const QuantizedGradients gradients = random_gradients(kRows, Kind::packed, 17);
  const std::vector<std::uint32_t> columns{3, 8, 9, 15};
  GrowRequest request;
  request.gradients = &gradients;
  request.columns = columns;
  Grower grower(data.table, {});
  const GrownTree tree = grower.grow(request);
  for (const GrownSplit& split : tree.splits) {
    CHECK(std::ranges::count(columns, data.table.features[split.split.place].feature) == 1);
  }
  request.columns = {};
  request.node_column_fraction = 0.1;
  const GrownTree drawn = grower.grow(request);
  request.round = 1;
  CHECK_FALSE(same_tree(drawn, grower.grow(request)));
  request.round = 0;
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    CHECK(same_tree(drawn, grower.grow(request)));
  }
}

TEST_CASE("rows walk the resting tree to the leaf where the bins put them") {
  // Values, not bins, against values: rows of training, and others with new categories,
  // infinities and missing values where training had none.
  for (const bool is_sparse : {false, true}) {
    const auto make = [&](std::uint64_t seed) {
      return is_sparse ? mixed_table::sparse(kRows, 90, seed) : mixed_table::mixed(kRows, seed);
    };
    const Binned data(make(18));
    Table other = make(19);
    if (!is_sparse) {
      const double infinity = std::numeric_limits<double>::infinity();
      for (std::size_t row = 0; row < kRows; row += 7) {
        other.features[0].numbers[row] = std::nan("");
        other.features[1].numbers[row] = row % 2 ? infinity : -infinity;
        other.features[2].codes[row] = -1;
        other.features[7].numbers[row] = std::nan("");
      }
    }
    const BinnedTable other_binned = bin_like(other, data.table);
    for (const Kind kind : kKinds) {
      const QuantizedGradients gradients = random_gradients(kRows, kind, 20);
      const GrownTree grown = grow_tree(data.table, gradients, {});
      const Tree tree =
          rest(grown, data.table, gradients.format, std::vector<double>(grown.leaves.size(), 1.0));
      for (const auto& [raw, binned] :
           {std::pair{&data.raw, &data.table}, std::pair{&std::as_const(other), &other_binned}}) {
        std::vector<std::int32_t> leaf(kRows);
        leaf_numbers(*binned, grown, {}, leaf);
        std::size_t wrong = 0;
        for (std::size_t row = 0; row < kRows; ++row) {
          wrong += leaf[row] != reference::leaf_of(tree, *raw, row);
        }
        CHECK(wrong == 0);
        const std::vector<std::uint32_t> some{3, 4, 900, 1499};
        std::vector<std::int32_t> of_some(some.size());
        leaf_numbers(*binned, grown, some, of_some);
        for (std::size_t i = 0; i < some.size(); ++i) CHECK(of_some[i] == leaf[some[i]]);
      }
    }
  }
}
