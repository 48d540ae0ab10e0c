#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"

namespace coppice {

/// The rows with these numbers, in that order, each as often as it is named, in the same bins and
/// panels, without what add_cell_copies adds.
BinnedTable copy_rows(const BinnedTable& table, std::span<const std::uint32_t> rows);
SparsePanel copy_rows(const SparsePanel& panel, std::span<const std::uint32_t> rows);
/// All of a panel but its cells.
Panel layout_of(const Panel& panel);
/// The panel's records of these rows, one after the other.
void copy_records(const Panel& panel, std::span<const std::uint32_t> rows, std::uint8_t* to);

/// The same table: cells are not copied but shared, and must not be changed.
BinnedTable share(const BinnedTable& table);

}  // namespace coppice
