#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "bins/column_profile.hpp"

namespace coppice {

/// What columns are compared with.
struct LabelClasses {
  std::vector<std::int32_t> of_row;  ///< class of each row where they are a few; else empty
  std::size_t count = 0;
  std::vector<double> numbers = {};  ///< of a numeric label that is no class
};
LabelClasses classes_of(const Column& label);

/// What may be wrong with a dense feature of the table, whose profile is known; inside the module.
std::vector<ColumnWarning> find_troubles(const Column& column, const ColumnProfile& profile,
                                         const Table& table, const LabelClasses& classes);

}  // namespace coppice
