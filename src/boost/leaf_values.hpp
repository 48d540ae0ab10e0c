#pragma once

#include <span>
#include <vector>

#include "base/gradient.hpp"
#include "grow/grow_params.hpp"
#include "grow/grower.hpp"

namespace coppice {

/// Numbers of a leaf's rows, in any order; empty: all rows of the table.
using LeafRows = std::span<const std::uint32_t>;

/// Best value of each leaf, -T(G) / (H + lambda_l2) with T the soft threshold by lambda_l1 (Chen &
/// Guestrin, 2016, equation 5), clipped to `limit` (0: none). G and H are summed from the rows' own
/// gradients in fixed point fine enough that rounding never shows, in any order to the same bits.
/// `quantized` is what the tree was grown from; `rows` are those of its leaves.
std::vector<double> leaf_values(const GrownTree& tree, std::span<const LeafRows> rows,
                                const QuantizedGradients& quantized,
                                std::span<const GradientPair> gradients, const GrowParams& params,
                                double limit);

/// The same from the gradients alone, for a tree that was grown from others.
std::vector<double> newton_values(std::span<const LeafRows> rows,
                                  std::span<const GradientPair> gradients,
                                  const GrowParams& params, double limit);

/// Sums of the rows' gradients and hessians in each leaf, as above.
struct RealSums {
  double gradient, hessian;
};
std::vector<RealSums> leaf_sums(std::span<const LeafRows> rows,
                                std::span<const GradientPair> gradients, GradientPair largest);
/// Largest absolute gradient, and hessian, of all rows.
GradientPair largest_of(std::span<const GradientPair> gradients);

}  // namespace coppice
