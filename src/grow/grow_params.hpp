#pragma once

#include <cstdint>
#include <tuple>

#include "base/parameters.hpp"

namespace coppice {

enum class Growth { leaf_wise, depth_wise };
template <>
struct EnumNames<Growth> {
  static constexpr std::array<std::pair<Growth, const char*>, 2> names{
      {{Growth::leaf_wise, "leaf_wise"}, {Growth::depth_wise, "depth_wise"}}};
};

enum class TreeMethod { hist, exact };
template <>
struct EnumNames<TreeMethod> {
  static constexpr std::array<std::pair<TreeMethod, const char*>, 2> names{
      {{TreeMethod::hist, "hist"}, {TreeMethod::exact, "exact"}}};
};

/// How one tree is grown.
struct GrowParams {
  TreeMethod tree_method = TreeMethod::hist;
  Growth growth = Growth::leaf_wise;
  int max_leaves = 31;
  int max_depth = 0;
  std::int64_t min_rows_in_leaf = 20;
  double min_child_weight = 1e-3;
  double lambda_l1 = 0;
  double lambda_l2 = 0;
  double min_split_gain = 0;
  double max_leaf_value = 0;
  bool linear_leaves = false;
  double linear_leaf_l2 = 1;
  int linear_leaf_columns = 5;
  int one_hot_categories = 4;
  double category_smoothing = 10;
  double category_l2 = 10;
  int max_category_threshold = 32;
  std::int64_t min_rows_in_category = 100;
  std::int64_t histogram_memory = 0;
};
template <>
struct ParameterTable<GrowParams> {
  static constexpr const char* title = "Tree growth";
  static constexpr auto rows = std::tuple{
      Row{"tree-method", &GrowParams::tree_method,
          "Where splits are looked for: between bins, or between all values of numeric columns "
          "(exact)"},
      Row{"growth", &GrowParams::growth,
          "Which leaf is split next: the one of highest gain, or level by level"},
      Row{"max-leaves", &GrowParams::max_leaves, "Most leaves of one tree", {2, 1 << 20}},
      Row{"max-depth",
          &GrowParams::max_depth,
          "Most splits between root and leaf; 0: no limit",
          {0, 1000}},
      Row{"min-rows-in-leaf", &GrowParams::min_rows_in_leaf, "Fewest rows in a leaf", {1, 1e15}},
      Row{"min-child-weight",
          &GrowParams::min_child_weight,
          "Least sum of hessians in a leaf",
          {0, 1e300}},
      Row{"lambda-l1",
          &GrowParams::lambda_l1,
          "L1 penalty on leaf values (linear: on weights, of columns scaled to deviation 1)",
          {0, 1e300}},
      Row{"lambda-l2",
          &GrowParams::lambda_l2,
          "L2 penalty on leaf values (linear: on weights, of columns scaled to deviation 1)",
          {0, 1e300}},
      Row{"min-split-gain",
          &GrowParams::min_split_gain,
          "Least gain of a split: G_left^2/H_left + G_right^2/H_right - G^2/H",
          {0, 1e300}},
      Row{"max-leaf-value",
          &GrowParams::max_leaf_value,
          "Largest leaf value before the learning rate, either sign; 0: no limit (classification: "
          "limited where hessians vanish)",
          {0, 1e300}},
      Row{"linear-leaves", &GrowParams::linear_leaves,
          "Give each leaf a linear model of the numeric columns on its path"},
      Row{"linear-leaf-l2",
          &GrowParams::linear_leaf_l2,
          "linear-leaves: L2 penalty on the weights, of columns scaled to deviation 1",
          {0, 1e300}},
      Row{"linear-leaf-columns",
          &GrowParams::linear_leaf_columns,
          "linear-leaves: most columns in a leaf, those split on last; 0: no limit",
          {0, 1000}},
      Row{"one-hot-categories",
          &GrowParams::one_hot_categories,
          "A column of at most this many categories is split one against the rest",
          {0, 65534}},
      Row{"category-smoothing",
          &GrowParams::category_smoothing,
          "Added to a category's hessian when categories are sorted by gradient over hessian",
          {0, 1e300}},
      Row{"category-l2",
          &GrowParams::category_l2,
          "L2 penalty added in splits over sorted categories",
          {0, 1e300}},
      Row{"max-category-threshold",
          &GrowParams::max_category_threshold,
          "Most categories on the smaller side of a split over sorted categories",
          {1, 65534}},
      Row{"min-rows-in-category",
          &GrowParams::min_rows_in_category,
          "Fewest rows on a side of a split over sorted categories, and between two of its "
          "candidates",
          {1, 1e15}},
      Row{"histogram-memory",
          &GrowParams::histogram_memory,
          "MiB that histograms may take before they are recomputed instead of kept; 0: chosen by "
          "the machine",
          {0, 1e9}},
  };
};

}  // namespace coppice
