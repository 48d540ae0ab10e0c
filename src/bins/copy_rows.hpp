#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"

namespace coppice {

/// The rows with these numbers, in that order, in the same bins and panels. BinnedFeature::most_apart
/// is that of the whole table: still no split has more rows on its smaller side.
BinnedTable copy_rows(const BinnedTable& table, std::span<const std::uint32_t> rows);

/// The same table: cells are not copied but shared, and must not be changed.
BinnedTable share(const BinnedTable& table);

}  // namespace coppice
