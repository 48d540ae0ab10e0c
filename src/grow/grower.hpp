#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bins/binned_table.hpp"
#include "grow/grow_params.hpp"
#include "grow/quantize.hpp"
#include "grow/row_store.hpp"
#include "grow/split.hpp"

namespace coppice {

/// A split of the grown tree, in bins. Children >= 0 are splits, < 0 leaf ~child.
struct GrownSplit {
  Split split;
  Sums sums;
  std::int32_t left = 0, right = 0;
};

struct GrownLeaf {
  Sums sums;
  RowRange rows;
};

/// The growing tree when it is done: splits in the order in which they were taken (0 is the root),
/// leaves in depth-first order from the left. Its row ranges are good until the next grow.
struct GrownTree {
  std::vector<GrownSplit> splits;
  std::vector<GrownLeaf> leaves;
};

/// What one tree is grown from.
struct GrowRequest {
  const QuantizedGradients* gradients = nullptr;
  std::span<const std::uint32_t> sample;   ///< row numbers, ascending; empty: all rows
  std::span<const std::uint32_t> columns;  ///< features of the schema to use; empty: all
  double node_column_fraction = 1;         ///< share of those drawn anew for each split
  std::uint64_t seed = 0;
  std::uint64_t round = 0;  ///< keys the draws of node columns
};

/// The share of a tree's columns (`places`, ascending) that a node looks at, drawn by its key.
std::vector<std::uint32_t> draw_node_columns(const GrowRequest& request,
                                             const std::vector<std::uint32_t>& places,
                                             std::uint64_t node_key);

/// Grows trees over one binned table, reusing its memory from tree to tree. The tree depends on
/// data, parameters and request alone, never on the number of threads.
class Grower {
 public:
  Grower(const BinnedTable& table, const GrowParams& params);
  ~Grower();
  Grower(const Grower&) = delete;
  Grower& operator=(const Grower&) = delete;

  GrownTree grow(const GrowRequest& request);
  /// Numbers of the rows in a leaf of the last tree (empty: all rows of the table, in order).
  std::span<const std::uint32_t> rows(const GrownLeaf& leaf) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace coppice
