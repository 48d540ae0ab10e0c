#include "boost/linear_leaves.hpp"

#include <algorithm>
#include <numeric>

#include "boost/booster_params.hpp"
#include "boost/support.hpp"
#include "reference/naive_linear_leaf.hpp"

namespace {

/// Rows dealt to leaves, with gradients drawn at random.
struct Sample {
  std::vector<Column> columns;
  std::vector<std::vector<std::uint32_t>> rows;
  std::vector<GradientPair> pairs;
  GrowParams params;

  Sample(std::size_t count, std::size_t features, std::size_t leaves, double missing,
         std::uint64_t seed)
      : rows(leaves) {
    mixed_table::Draw draw(seed);
    for (std::size_t f = 0; f < features; ++f) {
      columns.push_back(mixed_table::numbers(count, f % 2 == 0 ? 0 : 5, missing, draw));
    }
    for (std::uint32_t row = 0; row < count; ++row) {
      rows[draw.below(leaves)].push_back(row);
      pairs.push_back(
          {static_cast<float>(draw.uniform() - 0.4), static_cast<float>(0.1 + draw.uniform())});
    }
  }

  LeafTerms fit(const std::vector<PathColumns>& paths) const {
    std::vector<std::int32_t> row_leaves(pairs.size(), ~0);
    for (std::size_t leaf = 0; leaf < rows.size(); ++leaf) {
      for (const std::uint32_t row : rows[leaf]) row_leaves[row] = static_cast<std::int32_t>(leaf);
    }
    return LinearLeaves(columns, params).fit(paths, row_leaves, pairs);
  }
  /// The weight of a feature in a leaf, 0 where it has no term.
  static double weight(const LeafTerms& terms, std::size_t leaf, std::uint32_t feature) {
    for (std::size_t t = terms.begin.at(leaf); t < terms.begin[leaf + 1]; ++t) {
      if (terms.feature[t] == feature) return terms.weight[t];
    }
    return 0;
  }
};

TrainParams linear_params(int trees) {
  TrainParams params;
  params.boost.trees = trees;
  params.grow.linear_leaves = true;
  return params;
}

}  // namespace

TEST_CASE(
    "a leaf's weights are those of the dense system with its constant, missing values at the "
    "mean") {
  const std::vector<std::uint32_t> features = {0, 1, 3};
  for (const double missing : {0.0, 0.3}) {
    for (const double l2 : {0.0, 0.5, 100.0}) {
      Sample sample(600, 4, 3, missing, 7);
      sample.params.linear_leaf_l2 = l2;
      const LeafTerms terms = sample.fit(std::vector<PathColumns>(3, {3, 0, 1}));
      REQUIRE(terms.terms() == 9);
      for (std::size_t leaf = 0; leaf < 3; ++leaf) {
        const reference::NaiveLeaf naive(sample.columns, features, sample.rows[leaf], sample.pairs);
        const auto expected = naive.solve(l2);
        double gradient = 0, hessian = 0;
        for (const std::uint32_t row : sample.rows[leaf]) {
          gradient += sample.pairs[row].gradient;
          hessian += sample.pairs[row].hessian;
        }
        CHECK(-gradient / hessian ==
              doctest::Approx(static_cast<double>(expected[0])));  // a constant leaf's
        for (std::size_t j = 0; j < 3; ++j) {
          const std::size_t term = leaf * 3 + j;
          CHECK(terms.feature[term] == features[j]);
          CHECK(terms.weight[term] ==
                doctest::Approx(static_cast<double>(expected[j + 1] * naive.scale[j])));
          double low = 1e9, high = -1e9;
          for (const std::uint32_t row : sample.rows[leaf]) {
            low = std::fmin(low, sample.columns[features[j]].numbers[row]);
            high = std::fmax(high, sample.columns[features[j]].numbers[row]);
          }
          CHECK(terms.low[term] == low);
          CHECK(terms.high[term] == high);
          CHECK(terms.center[term] == doctest::Approx(static_cast<double>(naive.center[j])));
        }
        for (std::size_t j = 0; j < 4; ++j) {
          for (const long double step : {-1e-3L, 1e-3L}) {
            auto moved = expected;
            moved[j] += step;
            CHECK(naive.loss(moved, l2) > naive.loss(expected, l2));
          }
        }
      }
    }
  }
}

TEST_CASE("weights and centers are the same bits for any number of threads") {
  const Sample sample(50000, 5, 2, 0.1, 3);
  const std::vector<PathColumns> paths = {{0, 1, 2}, {4, 3, 0, 1}};
  const LeafTerms one = sample.fit(paths);
  for (const int threads : {2, 3, 7}) {
    const ThreadCountScope scope(threads);
    const LeafTerms many = sample.fit(paths);
    CHECK(many.feature == one.feature);
    CHECK(many.low == one.low);
    CHECK(many.high == one.high);
    CHECK(many.center == one.center);
    CHECK(many.weight == one.weight);
  }
}

TEST_CASE("a leaf stays constant where there is nothing to fit, or no way to") {
  Sample sample(300, 3, 3, 0, 5);
  sample.params.linear_leaf_l2 = 0;
  sample.rows[0].resize(3);                               // fewer than columns + 2
  sample.columns[1].numbers = sample.columns[0].numbers;  // of the same: no single solution
  const LeafTerms terms = sample.fit({{0, 2}, {0, 1}, {}});
  CHECK(terms.terms() == 0);
  CHECK(terms.begin.empty());

  sample.params.linear_leaf_l2 = 1;
  const LeafTerms ridge = sample.fit({{0, 2}, {0, 1}, {2}});
  CHECK(ridge.begin == std::vector<std::uint32_t>{0, 0, 2, 3});
  CHECK(ridge.weight[0] == doctest::Approx(ridge.weight[1]));  // the penalty shares between equals

  sample.columns[0].numbers.assign(300, 2.5);
  for (double& value : sample.columns[2].numbers) value *= 1e300;
  sample.columns[1].numbers[7] = std::numeric_limits<double>::infinity();
  const LeafTerms odd = sample.fit({{0}, {0, 1}, {2}});
  CHECK(odd.begin ==
        std::vector<std::uint32_t>{0, 0, 1, 1});  // constant and huge columns are passed over
}

TEST_CASE("values that no row of the leaf had are held at its least and greatest") {
  const LeafTerms terms = {{0, 1}, {0}, {-2}, {3}, {1}, {0.5}};
  const auto answer = [&](double x) {
    Column column;
    column.numbers = {x};
    return terms.answer(0, 10, {&column, 1}, 0);
  };
  CHECK(answer(2) == 10.5);
  CHECK(answer(3.5) == 11);
  CHECK(answer(std::numeric_limits<double>::infinity()) == 11);
  CHECK(answer(-1e308) == 8.5);
  CHECK(answer(std::numeric_limits<double>::quiet_NaN()) == 10);
}

TEST_CASE("of many columns on a path those split on last are used") {
  Sample sample(400, 4, 1, 0, 6);
  sample.params.linear_leaf_columns = 2;
  CHECK(sample.fit({{3, 0, 2, 1}}).feature == std::vector<std::uint32_t>{1, 2});
}

TEST_CASE("one tree of linear leaves follows straight lines that a constant one cannot") {
  mixed_table::Draw draw(2);
  Table table;
  table.rows = 2000;
  table.features = {mixed_table::numbers(2000, 0, 0, draw), mixed_table::numbers(2000, 0, 0, draw)};
  std::vector<double> labels;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const double x = table.features[0].numbers[row], y = table.features[1].numbers[row];
    labels.push_back(x < 20 ? 3 * x + 0.5 * y : 100 - x);
  }
  const LoadedTable data = loaded(table, labels);
  TrainParams params = linear_params(1);
  params.boost.learning_rate = 1;
  params.grow.linear_leaf_l2 = 0;
  const Model linear = trained(data, params);
  params.grow.linear_leaves = false;
  const Model constant = trained(data, params);
  CHECK(score(linear, data.table, Metric::rmse) < 0.3 * score(constant, data.table, Metric::rmse));
}

TEST_CASE("the trees' shape and leaf values of a first round do not depend on linear leaves") {
  const LoadedTable data = mixed_data(3000, 0, 4);
  TrainParams params = linear_params(1);
  const Model linear = trained(data, params);
  params.grow.linear_leaves = false;
  const Model constant = trained(data, params);
  const Tree &a = linear.ensemble.trees[0], &b = constant.ensemble.trees[0];
  CHECK(a.leaf_terms.terms() > 0);
  CHECK(a.feature == b.feature);
  CHECK(a.threshold == b.threshold);
  CHECK(a.leaf_value == b.leaf_value);
}

TEST_CASE("what training measures with linear leaves is what the model predicts") {
  for (const int classes : {0, 2, 3}) {
    for (const double drop : {0.0, 0.3}) {
      const LoadedTable data = mixed_data(1500, classes, 8), held = mixed_data(700, classes, 9);
      TrainParams params = linear_params(12);
      params.boost.drop_rate = drop;
      params.boost.skip_drop = 0;
      params.sample.row_fraction = 0.7;
      const Model model = trained(data, params, {{"valid", held.table}});
      const double told = model.history.back().values[0];
      const Metric metric = default_metric(model.objective);
      CHECK(score(model, held.table, metric) ==
            doctest::Approx(told).epsilon(drop > 0 ? 1e-9 : 1e-12));
      bool any = false;
      for (const Tree& tree : model.ensemble.trees) any = any || tree.leaf_terms.terms() > 0;
      CHECK(any);
    }
  }
}

TEST_CASE("units do not matter: a column in other ones gives the same predictions") {
  const LoadedTable data = mixed_data(2000, 0, 12);
  LoadedTable other = data;
  for (double& value : other.table.features[7].numbers) value = value * 4096 + 65536;
  const TrainParams params = linear_params(10);
  const auto a = scores_of(trained(data, params), data.table),
             b = scores_of(trained(other, params), other.table);
  double apart = 0;
  for (std::size_t i = 0; i < a.size(); ++i) apart = std::max(apart, std::fabs(a[i] - b[i]));
  CHECK(apart < 1e-8);
}

TEST_CASE("linear leaves go with exact splits, bags, folds and a first model") {
  Table table = mixed_table::numeric(1200, 4, 0, 3);
  std::vector<double> labels;
  for (std::size_t row = 0; row < table.rows; ++row) {
    labels.push_back(table.features[0].numbers[row] * 2 + table.features[1].numbers[row]);
  }
  const LoadedTable data = loaded(table, labels);
  TrainParams params = linear_params(30);
  const Model hist = trained(data, params);
  params.grow.tree_method = TreeMethod::exact;
  const Model exact = trained(data, params);
  params.grow.tree_method = TreeMethod::hist;
  params.boost.bags = 3;
  const Model bags = trained(data, params);
  params.boost.bags = 1;
  const Model longer = trained(data, params, {}, &hist);
  params.grow.linear_leaves = false;
  const double constant = score(trained(data, params), data.table, Metric::rmse);
  for (const Model* model : {&hist, &exact, &bags}) {
    CHECK(score(*model, data.table, Metric::rmse) < 0.95 * constant);
  }
  CHECK(score(longer, data.table, Metric::rmse) < score(hist, data.table, Metric::rmse));
}

TEST_CASE("linear leaves refuse losses without second derivatives, and sparse rows") {
  const auto error_of = [](LoadedTable data, const TrainParams& params) {
    try {
      trained(std::move(data), params);
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::usage);
      return std::string(error.what());
    }
    return std::string("no error");
  };
  TrainParams params = linear_params(2);
  params.boost.order = Order::first;
  CHECK(error_of(mixed_data(200, 0, 1), params) ==
        "linear-leaves needs second derivatives, which order first does without; leave one of them "
        "out");
  params.boost.order = Order::second;
  params.objective.objective = ObjectiveKind::quantile;
  CHECK(error_of(mixed_data(200, 0, 1), params) ==
        "linear-leaves needs second derivatives, which objective quantile does without; leave one "
        "of them out");
  Table sparse;
  sparse.rows = 3;
  sparse.is_sparse = true;
  sparse.sparse = {2, {0, 1, 2, 2}, {0, 1}, {1, 2}};
  CHECK(error_of(loaded(sparse, {1, 2, 3}), linear_params(2)) ==
        "linear-leaves takes dense columns, and this file is sparse (LibSVM); leave it out");
  params = default_params(Booster::rf);
  params.grow.linear_leaves = true;
  CHECK(error_of(mixed_data(200, 3, 1), params).find("linear-leaves is not used by booster rf") ==
        0);
}
