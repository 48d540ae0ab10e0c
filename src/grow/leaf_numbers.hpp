#pragma once

#include <cstdint>
#include <span>

#include "bins/binned_table.hpp"
#include "grow/grower.hpp"

namespace coppice {

/// Leaf number of the given rows of a table (laid out like the one the tree was grown on) at
/// leaf[i] for rows[i]; `rows` empty: all rows of the table. Rows are partitioned down the tree
/// block by block, so each split is looked up once a block, not once a row.
void leaf_numbers(const BinnedTable& table, const GrownTree& tree,
                  std::span<const std::uint32_t> rows, std::span<std::int32_t> leaf);

}  // namespace coppice
