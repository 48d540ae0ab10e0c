#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"

namespace coppice {

/// The named rows of a table, in that order, each as often as it is named; same panels, same cells.
BinnedTable take_rows(const BinnedTable& table, std::span<const std::uint32_t> rows);

}  // namespace coppice
