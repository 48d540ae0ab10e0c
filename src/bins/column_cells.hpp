#pragma once

#include "bins/binned_table.hpp"

namespace coppice {

/// Fills Panel::column_cells of all panels from their records.
void add_column_cells(BinnedTable& table);

}  // namespace coppice
