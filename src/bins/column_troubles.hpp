#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "bins/column_profile.hpp"

namespace coppice {

/// Class of each row's label where it is one of a few; else `of_row` is empty.
struct LabelClasses {
  std::vector<std::int32_t> of_row;
  std::size_t count = 0;
};
LabelClasses classes_of(const Column& label);

/// What may be wrong with a dense feature of the table, whose profile is known; inside the module.
/// `numbers` are the column's, if it is numeric.
std::vector<ColumnWarning> find_troubles(const Column& column, std::span<const double> numbers,
                                         const ColumnProfile& profile, const Table& table,
                                         const LabelClasses& classes);

}  // namespace coppice
