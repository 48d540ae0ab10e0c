#pragma once

#include "bins/binned_table.hpp"
#include "grow/grower.hpp"

namespace coppice {

/// Whether a grown tree that comes from a file can be walked over this table: each split and leaf
/// is reached once from the root, features and bins are there.
bool is_sound(const GrownTree& tree, const BinnedTable& table);

}  // namespace coppice
