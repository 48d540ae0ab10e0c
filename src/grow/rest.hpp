#pragma once

#include <span>

#include "grow/grower.hpp"
#include "grow/quantize.hpp"
#include "model/tree.hpp"

namespace coppice {

/// Adds a split to the end of a resting tree, its bins as a threshold or as categories; all but its
/// cover and rows.
void add_split(Tree& tree, const Split& split, const BinnedTable& table, std::int32_t left,
               std::int32_t right);

/// The resting tree of a grown one: bins become thresholds and categories. `values` are the leaf
/// values, one a leaf.
Tree rest(const GrownTree& grown, const BinnedTable& table, const GradientFormat& format,
          std::span<const double> values);

}  // namespace coppice
