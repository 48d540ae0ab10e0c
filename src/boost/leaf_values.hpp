#pragma once

#include <span>
#include <vector>

#include "base/gradient.hpp"
#include "grow/grow_params.hpp"
#include "grow/grower.hpp"

namespace coppice {

/// Best value of each leaf, -T(G) / (H + lambda_l2) with T the soft threshold by lambda_l1 (Chen &
/// Guestrin, 2016, equation 5), clipped to max_leaf_value. G and H are summed from the rows' own
/// gradients in fixed point fine enough that rounding never shows, in any order to the same bits.
std::vector<double> leaf_values(const Grower& grower, const GrownTree& tree, const QuantizedGradients& quantized,
                                std::span<const GradientPair> gradients, const GrowParams& params, double limit);

}  // namespace coppice
