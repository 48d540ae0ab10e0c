#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"

namespace coppice {

/// The rows with these numbers, in that order, each as often as it is named, in the same bins and
/// panels. (Neither this nor put_in_order keeps what add_cell_copies adds.)
BinnedTable copy_rows(const BinnedTable& table, std::span<const std::uint32_t> rows);

/// Moves row order[i] to place i; `order` is a permutation.
void put_in_order(BinnedTable& table, std::span<const std::uint32_t> order);

/// The same table: cells are not copied but shared, and must not be changed.
BinnedTable share(const BinnedTable& table);

}  // namespace coppice
