#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "grow/bin_columns.hpp"
#include "model/tree.hpp"

namespace coppice {

/// A split of a forest's tree, in bins. Children >= 0 are splits, < 0 leaf ~child.
struct ForestSplit {
  std::uint32_t place = 0;    ///< index in BinnedTable::features
  std::uint32_t bin = 0;      ///< numeric: bins <= bin go left
  std::int32_t set = -1;      ///< categorical: where its bits begin in ForestTree::set_bits
  bool missing_left = false;  ///< where the missing bin goes
  std::int32_t left = 0, right = 0;
  float gain = 0;  ///< impurity of the node less that of its children, times weight
  std::uint64_t rows = 0;
  double weight = 0;
};

/// A tree of a forest while it is in bins. Splits stand in depth-first order, 0 is the root.
struct ForestTree {
  std::vector<ForestSplit> splits;
  std::vector<double> leaf_weight;       ///< sum of the rows' weights
  std::vector<std::uint64_t> leaf_rows;  ///< rows, as often as they were drawn
  std::vector<double> leaf_value;        ///< rows of width: share of each class, or the mean label
  std::vector<std::uint32_t> value_row;  ///< of each leaf; pure leaves of a class share one
  std::uint32_t width = 1;
  std::vector<std::uint64_t> set_bits;  ///< categorical: a bit a bin, set where it goes left

  std::size_t leaves() const { return leaf_weight.size(); }
  std::span<const double> values(std::size_t leaf) const {
    return std::span(leaf_value).subspan(std::size_t{value_row[leaf]} * width, width);
  }
  bool in_set(std::int32_t set, std::uint32_t bin) const {
    return set_bits[static_cast<std::size_t>(set) + bin / 64] >> (bin % 64) & 1;
  }
};

/// Leaf of each of these rows of a table that has the bins of the training table.
void find_leaves(const ForestTree& tree, const BinColumns& columns,
                 std::span<const std::uint32_t> rows, std::span<std::uint32_t> leaf);

/// The resting tree: bins become thresholds and categories.
Tree rest(const ForestTree& grown, const BinnedTable& table);
/// The same with other values, leaves x width.
Tree rest(const ForestTree& grown, const BinnedTable& table, std::vector<double> values,
          std::uint32_t width);

}  // namespace coppice
