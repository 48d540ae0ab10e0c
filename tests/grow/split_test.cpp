#include "grow/split.hpp"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "support.hpp"

namespace {

struct Search {
  Search(const Binned& binned, const QuantizedGradients& quantized, const GrowParams& grow_params)
      : data(binned), gradients(quantized), params(grow_params), leaf(binned.table, quantized) {}

  Split find(const std::vector<std::uint32_t>& places) const {
    return find_split(data.table, leaf.histogram, leaf.sums, places,
                      SplitRules(params, gradients.format));
  }
  reference::Problem problem() const { return {&data.raw, &data.table.edges, &gradients, &params}; }

  const Binned& data;
  const QuantizedGradients& gradients;
  GrowParams params;
  Leaf leaf;
};

/// The bins that a split sends left.
std::set<std::uint32_t> left_bins(const FeatureBins& bins, const Split& split) {
  std::set<std::uint32_t> left;
  for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
    if (goes_left_bin(bins, split, bin)) left.insert(bin);
  }
  return left;
}

/// The best split of all features is the twin's, to the last bit of its gain.
void check_best(const Binned& data, const QuantizedGradients& gradients, const GrowParams& params) {
  const Search search(data, gradients, params);
  const Split split = search.find(all_places(data.table));
  const auto best = reference::best_split(search.problem(), all_rows(data.table.rows));
  REQUIRE(split.found() == (best.gain >= 0));
  if (!split.found()) return;
  const BinnedFeature& feature = data.table.features[split.place];
  CHECK(split.gain == best.gain);
  CHECK(feature.feature == best.feature);
  CHECK((split.left == best.left));
  // Where a bin has no rows here its side may differ: compare what each side holds.
  const auto sums = reference::histogram(search.problem(), best.feature, all_rows(data.table.rows));
  std::set<std::uint32_t> found, expected;
  for (const std::uint32_t bin : left_bins(data.table.bins(feature), split)) {
    if (sums[bin].rows > 0) found.insert(bin);
  }
  for (const std::uint32_t bin : best.left_bins) {
    if (sums[bin].rows > 0) expected.insert(bin);
  }
  CHECK(found == expected);
}

/// A table of one column, and the search over it with gradients of one's own.
Column number_column(std::vector<double> values) {
  Column column;
  column.numbers = std::move(values);
  return column;
}
Column code_column(std::vector<std::int32_t> codes, std::size_t count) {
  Column column;
  column.kind = ColumnKind::categorical;
  for (std::size_t k = 0; k < count; ++k) column.categories.push_back(fmt::format("k{}", k));
  column.codes = std::move(codes);
  return column;
}
Table table_of(std::vector<Column> columns) {
  Table table;
  table.rows = columns[0].size();
  table.features = std::move(columns);
  return table;
}

const double kNan = std::numeric_limits<double>::quiet_NaN();
const double kInfinity = std::numeric_limits<double>::infinity();

/// Rules that forbid nothing.
GrowParams free_params() {
  GrowParams params;
  params.min_rows_in_leaf = 1;
  params.min_rows_in_category = 1;
  params.category_smoothing = 0;
  params.category_l2 = 0;
  return params;
}

}  // namespace

TEST_CASE("the best split is that of a search candidate by candidate") {
  std::vector<GrowParams> settings(6);
  settings[1].min_rows_in_leaf = 300;
  settings[2].lambda_l1 = 5000;
  settings[2].lambda_l2 = 1e5;
  settings[3] = free_params();
  settings[4].min_child_weight = 1e5;
  settings[5].one_hot_categories = 30;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    CAPTURE(seed);
    const Binned data(mixed_table::mixed(1000, seed), {.max_bins = seed == 1 ? 255 : 40});
    for (const Kind kind : kKinds) {
      const QuantizedGradients gradients = random_gradients(1000, kind, seed + 100);
      for (const GrowParams& params : settings) check_best(data, gradients, params);
    }
  }
}

TEST_CASE("each feature alone has the best split that the twin finds") {
  const Binned data(mixed_table::mixed(800, 77));
  const QuantizedGradients gradients = random_gradients(800, Kind::packed, 78);
  const GrowParams params;
  const Search search(data, gradients, params);
  for (const std::uint32_t place : all_places(data.table)) {
    CAPTURE(place);
    const Split split = search.find({place});
    double best = -1;
    for (const auto& candidate : reference::candidates_of(
             search.problem(), data.table.features[place].feature, all_rows(800))) {
      best = std::max(best, candidate.gain);
    }
    CHECK(split.gain == best);
  }
}

TEST_CASE("sparse features, default bin implied, are split as the twin splits them") {
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Binned data(mixed_table::sparse(1000, 60, seed));
    for (const Kind kind : kKinds) {
      check_best(data, random_gradients(1000, kind, seed + 9), free_params());
    }
  }
}

TEST_CASE("a numeric split that beats a categorical one has its own left sums") {
  // Column 0 is good, column 1 better; whichever is looked at first, the sums are the winner's.
  std::vector<std::int32_t> codes;
  std::vector<double> values;
  std::vector<GradientPair> pairs;
  for (int row = 0; row < 200; ++row) {
    const bool high = row % 2 == 0;
    values.push_back(high ? 1 : 0);
    codes.push_back(row % 20 == 1 ? 0 : high ? 0 : 1);
    pairs.push_back({high ? 4096.0F : -4000.0F, 1});
  }
  const QuantizedGradients gradients = quantized(pairs, Kind::counted);
  for (const bool category_first : {true, false}) {
    std::vector<Column> columns{code_column(codes, 2), number_column(values)};
    if (!category_first) std::swap(columns[0], columns[1]);
    const Binned data(table_of(columns));
    const Search search(data, gradients, free_params());
    const Split split = search.find({0, 1});
    CHECK(split.place == (category_first ? 1 : 0));
    CHECK(split.left.rows == 100);
    check_best(data, gradients, free_params());
  }
}

TEST_CASE("missing values go to the side that gains most, or stand alone") {
  const auto split_of = [](const std::vector<double>& values, const std::vector<float>& gradient) {
    std::vector<GradientPair> pairs;
    for (const float g : gradient) pairs.push_back({g, 1});
    const Binned data(table_of({number_column(values)}), {.min_rows_in_bin = 1});
    const QuantizedGradients gradients = quantized(pairs, Kind::counted);
    check_best(data, gradients, free_params());
    return Search(data, gradients, free_params()).find({0});
  };
  const Split right = split_of({1, 1, 2, 2, kNan}, {-4096, -4096, 4096, 4096, 4000});
  CHECK(right.bin == 0);
  CHECK_FALSE(right.default_left);
  const Split left = split_of({1, 1, 2, 2, kNan}, {-4096, -4096, 4096, 4096, -4000});
  CHECK(left.bin == 0);
  CHECK(left.default_left);
  const Split apart = split_of({1, 1, 2, 2, kNan, kNan}, {1, 1, 1, 1, 4096, 4096});
  CHECK(apart.bin == 1);
  CHECK(apart.left.rows == 4);
  CHECK_FALSE(apart.default_left);
  // A threshold is finite, so where values reach infinity missing ones cannot stand alone.
  const Split infinite = split_of({1, 1, 2, kInfinity, kNan, kNan}, {1, 1, 1, 1, 4096, 4096});
  CHECK(infinite.bin == 1);
  CHECK(infinite.left.rows == 3);
}

TEST_CASE("without missing values here, later ones go with the majority") {
  const auto default_left = [](int low, int high) {
    std::vector<double> values;
    std::vector<GradientPair> pairs;
    for (int row = 0; row < low + high; ++row) {
      values.push_back(row < low ? 0 : 1);
      pairs.push_back({row < low ? -4096.0F : 4096.0F, 1});
    }
    const Binned data(table_of({number_column(values)}));
    const QuantizedGradients gradients = quantized(pairs, Kind::counted);
    return Search(data, gradients, free_params()).find({0}).default_left;
  };
  CHECK(default_left(60, 40));
  CHECK_FALSE(default_left(40, 60));
}

TEST_CASE("without penalties the sorted search finds the best of all partitions") {
  // Fisher (1958): with convex loss the best cut of the order by mean is the best of all 2^k.
  for (std::uint64_t seed = 1; seed <= 30; ++seed) {
    CAPTURE(seed);
    mixed_table::Draw draw(seed);
    const Binned data(table_of({mixed_table::categories(300, 7, seed % 2 ? 0.1 : 0.0, draw)}));
    GrowParams params = free_params();
    params.one_hot_categories = 0;
    const QuantizedGradients gradients =
        random_gradients(300, seed % 3 ? Kind::packed : Kind::counted, seed);
    const Search search(data, gradients, params);
    const auto sums = reference::histogram(search.problem(), 0, all_rows(300));
    double best = -1;
    for (std::uint32_t subset = 1; subset + 1 < 1U << sums.size(); ++subset) {
      std::set<std::uint32_t> left;
      for (std::uint32_t bin = 0; bin < sums.size(); ++bin) {
        if ((subset >> bin & 1) != 0) left.insert(bin);
      }
      best = std::max(best, reference::judge(search.problem(), 0, sums, left, 0).gain);
    }
    CHECK(search.find({0}).gain == doctest::Approx(best).epsilon(1e-12));
  }
}

TEST_CASE("of equal gains the first feature wins, then the lowest bin") {
  std::vector<double> values;
  std::vector<GradientPair> pairs;
  for (int row = 0; row < 90; ++row) {
    values.push_back(row / 30);
    pairs.push_back({row / 30 == 1 ? 0.0F : row < 30 ? -4096.0F : 4096.0F, 1});
  }
  std::vector<Column> columns(20, number_column(values));
  const Binned data(table_of(columns));
  const QuantizedGradients gradients = quantized(pairs, Kind::counted);
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    const Search search(data, gradients, free_params());
    const Split split = search.find(all_places(data.table));
    CHECK(split.place == 0);
    CHECK(split.bin == 0);
    CHECK(search.find({7, 9, 13}).place == 7);
  }
}

TEST_CASE("a leaf that cannot gain is not split") {
  const Binned data(mixed_table::mixed(500, 3));
  const QuantizedGradients even =
      quantized(std::vector<GradientPair>(500, {4096, 1}), Kind::counted);
  CHECK_FALSE(Search(data, even, GrowParams{}).find(all_places(data.table)).found());
  GrowParams params;
  params.min_rows_in_leaf = 251;
  const QuantizedGradients gradients = random_gradients(500, Kind::counted, 1);
  CHECK_FALSE(Search(data, gradients, params).find(all_places(data.table)).found());
  params = {};
  params.min_split_gain = 1e300;
  CHECK_FALSE(Search(data, gradients, params).find(all_places(data.table)).found());
  CHECK_FALSE(Search(data, gradients, GrowParams{}).find({}).found());
}

TEST_CASE("each cell of a split's column says where its bin goes") {
  const Binned data(mixed_table::sparse(1500, 12, 8));
  const QuantizedGradients gradients = random_gradients(1500, Kind::packed, 8);
  const Search search(data, gradients, free_params());
  std::size_t bundled = 0;
  for (const std::uint32_t place : all_places(data.table)) {
    const BinnedFeature& feature = data.table.features[place];
    if (feature.panel == BinnedFeature::kSparse) continue;
    const Split split = search.find({place});
    if (!split.found()) continue;
    bundled += feature.first_cell > 1;
    const FeatureBins& bins = data.table.bins(feature);
    const std::vector<std::uint8_t> left = left_cells(data.table, split);
    for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
      if (bin == bins.default_bin) continue;
      CHECK((left[cell_of_bin(feature, bins, bin)] != 0) == goes_left_bin(bins, split, bin));
    }
    CHECK((left[0] != 0) == goes_left_bin(bins, split, bins.default_bin));
  }
  CHECK(bundled > 0);
}
