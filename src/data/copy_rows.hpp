#pragma once

#include <cstdint>
#include <span>

#include "data/table.hpp"

namespace coppice {

/// The rows with these numbers, in that order, as a table of their own; categories are the same.
Table copy_rows(const Table& table, std::span<const std::uint32_t> rows);

}  // namespace coppice
