#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "model/model.hpp"

// Models and tables drawn at random, for the tests of src/model and src/explain.

namespace random_model {

using namespace coppice;

struct Options {
  std::uint64_t seed = 1;
  int trees = 10;
  int leaves = 20;
  int numeric = 4;
  int categorical = 2;
  int categories = 6;   ///< of each categorical feature
  int thresholds = 20;  ///< distinct thresholds a numeric feature
  int outputs = 1;
  std::uint32_t width = 1;  ///< values a leaf
  Combine combine = Combine::sum;
  bool sparse = false;
  std::uint32_t sparse_columns = 50;
  bool linear_leaves = false;
  bool shared_values = false;  ///< leaves of several values share rows of them
};

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : bits_(seed) {}
  int below(int n) { return static_cast<int>(bits_() % static_cast<std::uint64_t>(n)); }
  bool coin() { return below(2) == 0; }
  double uniform() { return static_cast<double>(bits_() >> 11) * 0x1p-53; }

 private:
  std::mt19937_64 bits_;
};

inline double threshold_at(int index) {
  return (index - 8) / 3.0;
}

inline Schema make_schema(const Options& options) {
  Schema schema;
  schema.header = true;
  schema.label = std::string("y");
  schema.missing = {"", "NA"};
  if (options.sparse) {
    schema.sparse = true;
    schema.sparse_columns = options.sparse_columns;
    return schema;
  }
  for (int i = 0; i < options.numeric; ++i)
    schema.features.push_back({fmt::format("x{}", i), ColumnKind::numeric, {}});
  for (int i = 0; i < options.categorical; ++i) {
    FeatureSchema feature{fmt::format("c{}", i), ColumnKind::categorical, {}};
    for (int k = 0; k < options.categories; ++k)
      feature.categories.push_back(fmt::format("k{}", k));
    schema.features.push_back(feature);
  }
  return schema;
}

inline void add_split(Tree& tree, const Schema& schema, const Options& options, Draw& draw) {
  const int features = options.sparse ? static_cast<int>(options.sparse_columns)
                                      : static_cast<int>(schema.features.size());
  const auto feature = static_cast<std::uint32_t>(draw.below(features));
  tree.feature.push_back(feature);
  tree.default_left.push_back(draw.coin());
  tree.gain.push_back(static_cast<float>(draw.uniform()));
  tree.split_cover.push_back(draw.uniform() * 100);
  tree.split_rows.push_back(static_cast<std::uint64_t>(draw.below(1000)));
  if (options.sparse || schema.features[feature].kind == ColumnKind::numeric) {
    tree.threshold.push_back(threshold_at(draw.below(options.thresholds)));
    tree.category_set.push_back(-1);
    return;
  }
  if (tree.set_begin.empty()) tree.set_begin.push_back(0);
  tree.threshold.push_back(0);
  tree.category_set.push_back(static_cast<std::int32_t>(tree.set_begin.size() - 1));
  for (int k = 0; k < options.categories; ++k) {
    if (draw.below(3) == 0) tree.set_codes.push_back(k);
  }
  tree.set_begin.push_back(static_cast<std::uint32_t>(tree.set_codes.size()));
}

/// A third of the leaves are linear in every other numeric feature or so.
inline LeafTerms make_terms(std::size_t leaves, const Options& options, Draw& draw) {
  LeafTerms terms;
  terms.begin.push_back(0);
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    const bool linear = leaf == 0 || draw.below(3) == 0;
    for (int feature = 0; linear && feature < options.numeric; ++feature) {
      if (feature > 0 && draw.coin()) continue;
      terms.feature.push_back(static_cast<std::uint32_t>(feature));
      terms.low.push_back(threshold_at(draw.below(options.thresholds)));
      terms.high.push_back(terms.low.back() + draw.below(4));
      terms.center.push_back(terms.low.back() + draw.uniform());
      terms.weight.push_back(draw.uniform() - 0.5);
    }
    terms.begin.push_back(static_cast<std::uint32_t>(terms.terms()));
  }
  return terms;
}

/// Splits a random leaf until there are enough.
inline Tree make_tree(const Schema& schema, const Options& options, Draw& draw) {
  Tree tree;
  tree.width = options.width;
  const int outputs = options.outputs - static_cast<int>(options.width) + 1;
  tree.output = static_cast<std::uint32_t>(draw.below(outputs));
  const int leaves = 1 + draw.below(options.leaves);
  std::vector<std::int32_t*> open;                      // not kept: the arrays move
  std::vector<std::pair<int, bool>> ends{{-1, false}};  // the split above each leaf, and its side
  for (int split = 0; split + 1 < leaves; ++split) {
    const auto chosen = static_cast<std::size_t>(draw.below(static_cast<int>(ends.size())));
    const auto [parent, is_left] = ends[chosen];
    if (parent >= 0) (is_left ? tree.left : tree.right)[static_cast<std::size_t>(parent)] = split;
    add_split(tree, schema, options, draw);
    tree.left.push_back(0);
    tree.right.push_back(0);
    ends[chosen] = {split, true};
    ends.emplace_back(split, false);
  }
  for (std::size_t leaf = 0; leaf < ends.size(); ++leaf) {
    const auto [parent, is_left] = ends[leaf];
    if (parent >= 0)
      (is_left ? tree.left : tree.right)[static_cast<std::size_t>(parent)] =
          ~static_cast<std::int32_t>(leaf);
    tree.leaf_cover.push_back(draw.uniform() * 10);
    tree.leaf_rows.push_back(static_cast<std::uint64_t>(draw.below(100)));
    for (std::uint32_t k = 0; k < options.width; ++k)
      tree.leaf_value.push_back(draw.uniform() - 0.5);
  }
  if (options.shared_values && options.width > 1) {
    const int rows = 1 + draw.below(static_cast<int>(ends.size()));
    tree.leaf_value.resize(static_cast<std::size_t>(rows) * options.width);
    for (std::size_t leaf = 0; leaf < ends.size(); ++leaf) {
      tree.value_row.push_back(static_cast<std::uint32_t>(draw.below(rows)));
    }
  }
  if (options.linear_leaves) tree.leaf_terms = make_terms(tree.leaves(), options, draw);
  return tree;
}

inline double make_number(Draw& draw, const Options& options) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  switch (draw.below(12)) {
    case 0:
      return std::numeric_limits<double>::quiet_NaN();
    case 1:
      return infinity;
    case 2:
      return -infinity;
    case 3:
      return std::nextafter(threshold_at(draw.below(options.thresholds)), infinity);
    case 4:
      return draw.uniform() * 20 - 10;
    case 5:
      return draw.coin() ? 0.0 : -0.0;
    default:
      return threshold_at(draw.below(options.thresholds));
  }
}

inline SparseMatrix make_sparse(std::uint32_t columns, std::size_t rows, Draw& draw) {
  SparseMatrix matrix;
  matrix.columns = columns;
  matrix.row_begin.push_back(0);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::uint32_t column = 0; column < columns; ++column) {
      if (draw.below(5) != 0) continue;
      matrix.column.push_back(column);
      matrix.value.push_back(make_number(draw, {}));
    }
    matrix.row_begin.push_back(matrix.column.size());
  }
  return matrix;
}

/// A model that passes check_model: trees of random shape, 1 to `leaves` leaves each.
inline Model make_model(const Options& options) {
  Draw draw(options.seed);
  Model model;
  model.tool_version = std::string("0.1.0");
  model.schema = make_schema(options);
  if (options.outputs > 1) {
    model.objective = Softmax{options.outputs};
    for (int k = 0; k < options.outputs; ++k) model.classes.push_back(fmt::format("class {}", k));
  }
  model.parameters = {{"trees", fmt::format("{}", options.trees)}, {"learning-rate", "0.1"}};
  for (int k = 0; k < options.outputs; ++k) model.ensemble.base_scores.push_back(draw.uniform());
  model.ensemble.combine = options.combine;
  for (int i = 0; i < options.trees; ++i)
    model.ensemble.trees.push_back(make_tree(model.schema, options, draw));
  model.best_round = options.trees;
  model.history_names = {"train rmse", "valid rmse"};
  for (int i = 1; i <= 3; ++i) model.history.push_back({i, {draw.uniform(), draw.uniform()}});
  return model;
}

/// Rows that fit it: many values stand exactly at a threshold; some are missing, infinite or of a
/// category that is not known.
inline Table make_table(const Model& model, std::size_t rows, std::uint64_t seed) {
  Draw draw(seed);
  Table table;
  table.rows = rows;
  table.is_sparse = model.schema.sparse;
  if (table.is_sparse) {
    table.sparse = make_sparse(model.schema.sparse_columns, rows, draw);
    return table;
  }
  for (const FeatureSchema& feature : model.schema.features) {
    Column column{feature.name, feature.kind, {}, {}, feature.categories};
    const int categories = static_cast<int>(feature.categories.size());
    for (std::size_t row = 0; row < rows; ++row) {
      if (feature.kind == ColumnKind::numeric) {
        column.numbers.push_back(make_number(draw, {}));
      } else {
        column.codes.push_back(draw.below(categories + 1) - 1);
      }
    }
    table.features.push_back(std::move(column));
  }
  return table;
}

}  // namespace random_model
