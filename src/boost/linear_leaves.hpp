#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/gradient.hpp"
#include "boost/column_scale.hpp"
#include "boost/leaf_values.hpp"
#include "data/table.hpp"
#include "grow/grow_params.hpp"
#include "model/leaf_terms.hpp"

namespace coppice {

/// The numeric columns on the way from the root to a leaf, from the root on, each where it is split
/// on last.
using PathColumns = std::vector<std::uint32_t>;

/// Fits linear models in the leaves of a tree (Shi, Li & Li, "Gradient boosting with piece-wise
/// linear regression trees", IJCAI 2019): the weights w of a leaf make
///
///   sum over its rows of  g f + h f^2 / 2,  f = value + w (x - center),  + l2 / 2 |w|^2
///
/// least, with columns x scaled to deviation 1 over all rows, and 0 for x - center where x is
/// missing. Centers are means weighted by h, so that value and weights do not depend on each other:
/// the value is that of a constant leaf.
class LinearLeaves {
 public:
  /// `columns` outlive it.
  LinearLeaves(std::span<const Column> columns, const GrowParams& params);

  /// `paths` are those of each leaf. A leaf of few rows for its columns, or whose weights are not
  /// to be found, has no terms.
  LeafTerms fit(std::span<const PathColumns> paths, RowLeaves row_leaves,
                std::span<const GradientPair> gradients) const;

 private:
  struct Leaf;
  std::vector<Leaf> usable_leaves(std::span<const PathColumns> paths,
                                  std::span<const LeafRows> rows) const;
  void find_centers(std::span<Leaf> leaves, std::span<const GradientPair> gradients) const;
  void find_weights(std::span<Leaf> leaves, std::span<const GradientPair> gradients) const;

  std::span<const Column> columns_;
  const GrowParams& params_;
  std::vector<ColumnScale> scales_;  ///< of each column; 0 for those that are not numeric
};

}  // namespace coppice
