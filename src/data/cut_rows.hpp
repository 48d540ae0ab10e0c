#pragma once

#include <cstdint>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// Moves the rows that are marked (cut[row] != 0) out of `table` into a table of their own; both
/// keep the order of their rows and the columns' categories. Column by column, so that no more
/// than one column is held twice.
Table cut_rows(Table& table, const std::vector<std::uint8_t>& cut);

}  // namespace coppice
