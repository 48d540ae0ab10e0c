#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"

namespace coppice {

/// Fills what a training table has of its panels' records beside them: Panel::column_cells,
/// BinnedTable::joint and most_in_slot.
void add_cell_copies(BinnedTable& table);

/// The same, of the rows in another order: row order[i] moves to place i; `order` is a permutation.
/// The table's cells are shared with no other.
void order_cells(BinnedTable& table, std::span<const std::uint32_t> order);

}  // namespace coppice
