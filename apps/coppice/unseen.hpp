#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "coppice/console.hpp"
#include "data/table.hpp"

namespace coppice {

/// Warns, in one table, which columns of `path` had cells that training did not see (`counts`,
/// TableReader::unseen_cells), in what share of their `rows`, and what training saw there.
void warn_unseen(const Schema& schema, const std::vector<std::uint64_t>& counts, std::uint64_t rows,
                 const std::string& path, Console& console);

}  // namespace coppice
