#pragma once

#include <memory>

#include "boost/leaf_values.hpp"
#include "boost/prepare.hpp"
#include "grow/exact_grower.hpp"
#include "grow/grower.hpp"
#include "model/tree.hpp"

namespace coppice {

/// The grower that --tree-method names, and what goes with the trees that it grows.
class AnyGrower {
 public:
  AnyGrower(const Prepared& data, const GrowParams& params);

  /// True where gradients must not be packed.
  bool needs_precision() const { return exact_ != nullptr; }
  GrownTree grow(const GrowRequest& request) { return exact_ ? exact_->grow(request) : hist_->grow(request); }
  LeafRows rows(const GrownLeaf& leaf) const { return exact_ ? exact_->rows(leaf) : hist_->rows(leaf); }
  /// Leaf of each of the rows of a set (empty: all).
  void leaf_numbers(const PreparedSet& set, const GrownTree& tree, std::span<const std::uint32_t> rows,
                    std::span<std::int32_t> leaf) const;
  Tree rest(const GrownTree& tree, const GradientFormat& format, std::span<const double> values) const;

 private:
  const BinnedTable& table_;
  std::unique_ptr<Grower> hist_;
  std::unique_ptr<ExactGrower> exact_;
};

}  // namespace coppice
