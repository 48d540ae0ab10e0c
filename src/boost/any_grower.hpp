#pragma once

#include <memory>

#include "boost/leaf_values.hpp"
#include "boost/linear_leaves.hpp"
#include "boost/prepare.hpp"
#include "grow/exact_grower.hpp"
#include "grow/grower.hpp"
#include "model/tree.hpp"

namespace coppice {

/// The grower that --tree-method names, and what goes with the trees that it grows.
class AnyGrower {
 public:
  AnyGrower(const Prepared& data, const GrowParams& params) : data_(data), params_(params) {}

  /// True where gradients must not be packed.
  bool needs_precision() const { return is_exact(); }
  GrownTree grow(const GrowRequest& request);
  LeafRows rows(const GrownLeaf& leaf) const {
    return exact_ ? exact_->rows(leaf) : hist_->rows(leaf);
  }
  /// Leaf of each of the rows of a set (empty: all).
  void leaf_numbers(const PreparedSet& set, const GrownTree& tree,
                    std::span<const std::uint32_t> rows, std::span<std::int32_t> leaf) const;
  /// Numeric columns on the path to each leaf.
  std::vector<PathColumns> paths(const GrownTree& tree) const;
  Tree rest(const GrownTree& tree, const GradientFormat& format,
            std::span<const double> values) const;
  /// Gives working memory back, until the next tree.
  void release();

 private:
  bool is_exact() const { return params_.tree_method == TreeMethod::exact; }

  const Prepared& data_;
  const GrowParams& params_;
  std::unique_ptr<Grower> hist_;
  std::unique_ptr<ExactGrower> exact_;
};

}  // namespace coppice
