#pragma once

#include "bins/binned_table.hpp"

namespace coppice {

/// Fills what a training table has of its panels' records beside them: Panel::column_cells,
/// BinnedTable::joint and most_in_slot.
void add_cell_copies(BinnedTable& table);

}  // namespace coppice
