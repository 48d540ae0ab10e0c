#pragma once

#include <span>

#include "grow/grower.hpp"
#include "grow/quantize.hpp"
#include "model/tree.hpp"

namespace coppice {

/// The resting tree of a grown one: bins become thresholds and categories. `values` are the leaf
/// values, one a leaf.
Tree rest(const GrownTree& grown, const BinnedTable& table, const GradientFormat& format, std::span<const double> values);

}  // namespace coppice
