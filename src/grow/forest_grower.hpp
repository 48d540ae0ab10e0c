#pragma once

#include <cstdint>
#include <memory>
#include <span>

#include "grow/bin_columns.hpp"
#include "grow/forest_params.hpp"
#include "grow/forest_rows.hpp"
#include "grow/forest_tree.hpp"

namespace coppice {

/// How the trees of a forest are grown.
struct ForestRules {
  Criterion criterion = Criterion::gini;
  SplitThresholds thresholds = SplitThresholds::best;
  std::size_t columns_per_node = 1;
  std::uint64_t min_rows_in_leaf = 1;  ///< as often as they were drawn
  std::uint32_t max_depth = 0;         ///< 0: no limit
};

/// The rows that a tree is grown from, and the key of its random numbers.
struct ForestDraw {
  std::span<const std::uint32_t> rows;    ///< ascending, one or more, each of weight above 0
  std::span<const std::uint16_t> counts;  ///< times that each was drawn; empty: once
  std::span<const std::uint32_t>
      left_out;  ///< rows to find the leaves of, which it is not grown from
  std::uint64_t seed = 0;
  std::uint64_t tree = 0;
};

/// Grows one tree after another by splitting depth first until nodes are pure. At each node
/// columns are drawn until `columns_per_node` of them vary there (and a cut was found): constant
/// ones do not count. A grower works on one thread; several of them, one a thread, share columns
/// and labels, which must outlive them. A tree depends on data, rules and draw alone.
class ForestGrower {
 public:
  ForestGrower(const BinColumns& columns, const ForestLabels& labels, const ForestRules& rules);
  ~ForestGrower();
  ForestGrower(ForestGrower&&) noexcept;

  /// `leaf_of_left_out`: the leaf of each row of draw.left_out, as find_leaves would find it. (They
  /// are parted with the others at each split, in the order of memory and without a branch.)
  ForestTree grow(const ForestDraw& draw, std::span<std::uint32_t> leaf_of_left_out = {});

 private:
  struct Worker;
  std::unique_ptr<Worker> worker_;
};

}  // namespace coppice
