#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// These rows of each column, as copy_rows takes them of a table.
std::vector<Column> copy_columns(const std::vector<Column>& columns,
                                 std::span<const std::uint32_t> rows);

/// The rows with these numbers, in that order, as a table of their own; categories are the same.
Table copy_rows(const Table& table, std::span<const std::uint32_t> rows);

}  // namespace coppice
