#pragma once

#include "bins/binned_table.hpp"

namespace coppice {

/// Fills what a training table has of its panels' records beside them: Panel::column_cells and
/// BinnedTable::joint.
void add_cell_copies(BinnedTable& table);

}  // namespace coppice
