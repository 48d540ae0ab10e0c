#pragma once

#include <span>
#include <vector>

#include "base/gradient.hpp"
#include "grow/grow_params.hpp"
#include "grow/grower.hpp"

namespace coppice {

/// Numbers of a leaf's rows, in any order; empty: all rows of the table.
using LeafRows = std::span<const std::uint32_t>;

/// The leaf of each row of the table: what is done to all rows then goes through memory in order,
/// where leaf by leaf each row would touch a cache line of its own. A row that the tree was not
/// grown from has ~leaf instead.
using RowLeaves = std::span<const std::int32_t>;

/// Writes the leaves of the rows that are in `leaves`.
void number_rows(std::span<const LeafRows> leaves, std::span<std::int32_t> row_leaves);

/// Best value of each leaf, -T(G) / (H + lambda_l2) with T the soft threshold by lambda_l1 (Chen &
/// Guestrin, 2016, equation 5), clipped to `limit` (0: none). G and H are summed from the rows' own
/// gradients in fixed point fine enough that rounding never shows, in any order to the same bits.
/// `quantized` is what the tree was grown from.
std::vector<double> leaf_values(const GrownTree& tree, RowLeaves row_leaves,
                                const QuantizedGradients& quantized,
                                std::span<const GradientPair> gradients, const GrowParams& params,
                                double limit);

/// The same from the gradients alone, for a tree of so many leaves that was grown from others.
std::vector<double> newton_values(std::size_t leaves, RowLeaves row_leaves,
                                  std::span<const GradientPair> gradients, const GrowParams& params,
                                  double limit);

/// Sums of the gradients and hessians of the rows of each leaf that it was grown from, as above.
struct RealSums {
  double gradient, hessian;
};
std::vector<RealSums> leaf_sums(std::size_t leaves, RowLeaves row_leaves,
                                std::span<const GradientPair> gradients, GradientPair largest);
/// Largest absolute gradient, and hessian, of all rows.
GradientPair largest_of(std::span<const GradientPair> gradients);

}  // namespace coppice
