#pragma once

#include <vector>

#include "bins/column_profile.hpp"

namespace coppice {

/// What may be wrong with a dense feature of the table, whose profile is known; inside the module.
std::vector<ColumnWarning> find_troubles(const Column& column, const ColumnProfile& profile,
                                         const Table& table);

}  // namespace coppice
