#pragma once

#include <array>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>

#include "base/parameters.hpp"

namespace coppice {

/// What a forest's classification splits make small: the Gini impurity sum p (1 - p), or the
/// entropy -sum p log p.
enum class Criterion { gini, entropy };
template <>
struct EnumNames<Criterion> {
  static constexpr std::array<std::pair<Criterion, const char*>, 2> names{
      {{Criterion::gini, "gini"}, {Criterion::entropy, "entropy"}}};
};

/// Where a column is cut: at its best threshold, or at one drawn at random between the node's
/// least and greatest value (Geurts, Ernst, Wehenkel, "Extremely randomized trees", 2006).
enum class SplitThresholds { best, random };
template <>
struct EnumNames<SplitThresholds> {
  static constexpr std::array<std::pair<SplitThresholds, const char*>, 2> names{
      {{SplitThresholds::best, "best"}, {SplitThresholds::random, "random"}}};
};

/// How the trees of a forest differ from each other.
struct ForestParams {
  Criterion criterion = Criterion::gini;
  std::string columns_per_node = "log2";
  SplitThresholds split_thresholds = SplitThresholds::best;
  bool bootstrap = true;
};
template <>
struct ParameterTable<ForestParams> {
  static constexpr const char* title = "Forests";
  static constexpr auto rows = std::tuple{
      Row{"criterion", &ForestParams::criterion,
          "Impurity that splits of booster rf make small where there are classes; numbers: "
          "variance"},
      Row{"columns-per-node", &ForestParams::columns_per_node,
          "Columns that booster rf tries at each split, drawn at random among those that vary in "
          "the node: log2, sqrt, all, a number, or a share below 1"},
      Row{"split-thresholds", &ForestParams::split_thresholds,
          "Cut of each column tried by booster rf: the best, or random (extremely randomised "
          "trees)"},
      Row{"bootstrap", &ForestParams::bootstrap,
          "Draw the rows of each tree of booster rf with replacement, row-fraction of their "
          "number"},
  };
};

/// Columns to try at a node, of `columns` in all: log2 is ceil(log2 d), "the first integer less
/// than log2 d + 1" (Breiman, "Random forests", 2001, section 4), sqrt is floor(sqrt d); at least
/// 1. Throws a usage error where the text is none of those that the parameter takes.
std::size_t columns_per_node(std::string_view text, std::size_t columns);

}  // namespace coppice
