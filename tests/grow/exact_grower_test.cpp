#include "grow/exact_grower.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>
#include <numeric>

#include "base/parallel.hpp"
#include "base/random.hpp"
#include "reference/naive_exact.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

struct Case {
  std::vector<Column> columns;
  QuantizedGradients quantized;
  std::vector<Sums> gradients;
};

Case make_case(std::size_t rows, std::size_t columns, std::size_t distinct, double missing,
               bool constant_hessian) {
  Case made;
  made.columns =
      reference::random_table(rows, columns, rows + distinct, distinct, missing).table.features;
  const CounterRandom random(9, RandomPurpose::search);
  std::vector<GradientPair> pairs(rows);
  for (std::size_t i = 0; i < rows; ++i) {
    const double x = made.columns[0].numbers[i];
    pairs[i] = {static_cast<float>(random.uniform(2 * i) - 0.5 + (std::isnan(x) ? 0.3 : x * x)),
                constant_hessian ? 1.0F : static_cast<float>(0.1 + random.uniform(2 * i + 1))};
  }
  quantize(pairs, constant_hessian, 1, 1, made.quantized, true);
  visit_words(made.quantized.format.kind, [&](auto type) {
    using Words = decltype(type);
    for (std::size_t i = 0; i < rows; ++i) {
      std::uint64_t words[Words::words];
      Words::expand(made.quantized.rows<Words>()[i], words);
      made.gradients.push_back(Words::decode(words));
    }
  });
  return made;
}

GrowParams small_params() {
  GrowParams params;
  params.growth = Growth::depth_wise;
  params.max_leaves = 1000;
  params.max_depth = 4;
  params.min_rows_in_leaf = 3;
  params.lambda_l2 = 0.5;
  return params;
}

void check_equal(const reference::NaiveNode& naive, const GrownTree& tree, std::int32_t at,
                 const ExactGrower& grower) {
  REQUIRE((at >= 0) == naive.split.found());
  if (at < 0) {
    auto rows = grower.rows(tree.leaves[static_cast<std::size_t>(~at)]);
    std::vector<std::uint32_t> sorted(rows.begin(), rows.end());
    std::sort(sorted.begin(), sorted.end());
    if (!rows.empty()) CHECK(sorted == naive.rows);
    return;
  }
  const GrownSplit& split = tree.splits[static_cast<std::size_t>(at)];
  CHECK(split.split.place == naive.split.place);
  CHECK(split.split.threshold == naive.split.threshold);
  CHECK(split.split.default_left == naive.split.default_left);
  CHECK(split.split.gain == doctest::Approx(naive.split.gain));
  CHECK(split.split.left == naive.split.left);
  check_equal(naive.children[0], tree, split.left, grower);
  check_equal(naive.children[1], tree, split.right, grower);
}

void check_against_naive(const Case& made, const GrowParams& params,
                         std::span<const std::uint32_t> sample) {
  const SortedColumns sorted(made.columns);
  ExactGrower grower(made.columns, sorted, params);
  GrowRequest request;
  request.gradients = &made.quantized;
  request.sample = sample;
  std::vector<std::uint32_t> rows(sample.begin(), sample.end());
  if (sample.empty()) {
    rows.resize(made.gradients.size());
    std::iota(rows.begin(), rows.end(), 0U);
  }
  const SplitRules rules(params, made.quantized.format);
  const auto naive =
      reference::grow_exactly(made.columns, made.gradients, rows, rules, params.max_depth);
  for (int again = 0; again < 2; ++again) {
    const GrownTree tree = grower.grow(request);
    check_equal(naive, tree, tree.splits.empty() ? ~0 : 0, grower);
  }
}

}  // namespace

TEST_CASE("the exact tree is the one that trying every split gives") {
  for (const std::size_t distinct : {0u, 2u, 7u}) {
    for (const double missing : {0.0, 0.2}) {
      for (const bool constant : {false, true}) {
        CAPTURE(distinct);
        CAPTURE(missing);
        check_against_naive(make_case(300, 4, distinct, missing, constant), small_params(), {});
      }
    }
  }
}

TEST_CASE("the exact tree of a sample sees no other row") {
  const Case made = make_case(400, 3, 0, 0.1, false);
  std::vector<std::uint32_t> sample;
  for (std::uint32_t row = 0; row < 400; ++row) {
    if (mix64(row) % 3 != 0) sample.push_back(row);
  }
  check_against_naive(made, small_params(), sample);
}

TEST_CASE("infinite values have their place, and only a finite threshold parts them") {
  Case made = make_case(60, 2, 5, 0.2, true);
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < 60; i += 4)
    made.columns[0].numbers[i] = i % 8 == 0 ? kInfinity : -kInfinity;
  const SortedColumns sorted(made.columns);
  CHECK(sorted.has_infinity(0));
  CHECK_FALSE(sorted.has_infinity(1));
  ExactGrower grower(made.columns, sorted, small_params());
  GrowRequest request;
  request.gradients = &made.quantized;
  const GrownTree tree = grower.grow(request);
  for (const GrownSplit& split : tree.splits) CHECK(std::isfinite(split.split.threshold));
  std::vector<std::int32_t> leaf(60);
  exact_leaf_numbers(made.columns, tree, {}, leaf);
  for (std::size_t i = 0; i < tree.leaves.size(); ++i) {
    for (const std::uint32_t row : grower.rows(tree.leaves[i]))
      CHECK(leaf[row] == static_cast<std::int32_t>(i));
  }
}

TEST_CASE("exact trees do not depend on threads, leaf-wise and level by level") {
  const Case made = make_case(20000, 9, 0, 0.05, false);
  const SortedColumns sorted(made.columns);
  for (const Growth growth : {Growth::leaf_wise, Growth::depth_wise}) {
    GrowParams params = small_params();
    params.growth = growth;
    params.max_depth = 0;
    params.max_leaves = 200;
    GrowRequest request;
    request.gradients = &made.quantized;
    request.node_column_fraction = 0.7;
    ExactGrower grower(made.columns, sorted, params);
    const GrownTree one = grower.grow(request);
    REQUIRE(one.splits.size() == 199);
    for (const int threads : {2, 3, 8}) {
      const ThreadCountScope scope(threads);
      const GrownTree many = grower.grow(request);
      REQUIRE(many.splits.size() == one.splits.size());
      for (std::size_t i = 0; i < one.splits.size(); ++i) {
        CHECK(many.splits[i].split.place == one.splits[i].split.place);
        CHECK(many.splits[i].split.threshold == one.splits[i].split.threshold);
        CHECK(many.splits[i].split.gain == one.splits[i].split.gain);
        CHECK(many.splits[i].left == one.splits[i].left);
      }
    }
  }
}
