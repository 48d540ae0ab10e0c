#include "boost/leaf_values.hpp"
#include "bins/cell_copies.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <memory>

#include "base/parallel.hpp"
#include "reference/mixed_table.hpp"

using namespace coppice;

namespace {

constexpr std::size_t kRows = 4000;

struct Fitted {
  Fitted(bool constant_hessian, const GrowParams& params, double limit = 0, double tail = 0)
      : raw(mixed_table::mixed(kRows, 1)), pairs(kRows) {
    mixed_table::Draw draw(2);
    for (GradientPair& pair : pairs) {
      pair.gradient = static_cast<float>(draw.uniform() - 0.4);
      pair.hessian = constant_hessian ? 1.0F : static_cast<float>(0.01 + draw.uniform());
    }
    if (tail > 0) pairs[7].gradient = static_cast<float>(tail);
    BinEdges edges = fit_edges(raw, {});
    table = bin_table(raw, std::move(edges), 1);
    add_cell_copies(table);
    quantize(pairs, constant_hessian, 3, 4, gradients);
    GrowRequest request;
    request.gradients = &gradients;
    grower = std::make_unique<Grower>(table, params);
    tree = grower->grow(request);
    for (const GrownLeaf& leaf : tree.leaves) rows.push_back(grower->rows(leaf));
    std::vector<std::int32_t> row_leaves(kRows);
    number_rows(rows, row_leaves);
    values = leaf_values(tree, row_leaves, gradients, pairs, params, limit);
  }

  /// Sums of a leaf's own gradients, in double precision.
  std::pair<double, double> sums(std::size_t leaf) const {
    double gradient = 0, hessian = 0;
    for (const std::uint32_t row : rows[leaf]) {
      gradient += pairs[row].gradient;
      hessian += pairs[row].hessian;
    }
    return {gradient, hessian};
  }

  Table raw;
  std::vector<GradientPair> pairs;
  BinnedTable table;
  QuantizedGradients gradients;
  std::unique_ptr<Grower> grower;
  GrownTree tree;
  std::vector<LeafRows> rows;
  std::vector<double> values;
};

}  // namespace

TEST_CASE("a leaf's value comes from its rows' own gradients, not from their 12-bit images") {
  GrowParams params;
  params.lambda_l1 = 0.5;
  params.lambda_l2 = 3;
  for (const auto& [constant, tail] : {std::pair{false, 0.0}, {true, 0.0}, {false, 1e6}}) {
    const Fitted fitted(constant, params, 0, tail);
    REQUIRE(fitted.values.size() > 10);
    for (std::size_t leaf = 0; leaf < fitted.values.size(); ++leaf) {
      const auto [gradient, hessian] = fitted.sums(leaf);
      const double size = std::max(std::fabs(gradient) - 0.5, 0.0);
      const double expected = -std::copysign(size, gradient) / (hessian + 3);
      CHECK(fitted.values[leaf] == doctest::Approx(expected).epsilon(1e-6));
    }
  }
}

TEST_CASE("a leaf value is held at its limit, either sign") {
  const Fitted fitted(false, {}, 0.05);
  double largest = 0, smallest = 0;
  for (const double value : fitted.values) {
    largest = std::max(largest, value);
    smallest = std::min(smallest, value);
  }
  CHECK(largest == 0.05);
  CHECK(smallest == -0.05);
}

TEST_CASE("leaf values are the same bits for any number of threads") {
  const Fitted one(false, {});
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    CHECK(one.values == Fitted(false, {}).values);
  }
}
