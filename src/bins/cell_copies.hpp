#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"

namespace coppice {

/// Fills what a training table has of its panels' records beside them, where it is not there yet:
/// Panel::column_cells and BinnedTable::joint. And finds most_in_slot.
void add_cell_copies(BinnedTable& table);

/// Frees them; most_in_slot is found all the same.
void drop_cell_copies(BinnedTable& table);

/// Lays the rows in another order: row order[i] moves to place i; `order` is a permutation. The
/// table's cells are shared with no other. Panel::column_cells are filled on the way.
void order_cells(BinnedTable& table, std::span<const std::uint32_t> order);

}  // namespace coppice
