#pragma once

#include <cstdint>

#include "data/libsvm.hpp"

namespace coppice {

/// Places after the last column that may be written.
inline constexpr std::size_t kSpareColumns = 16;

/// Appends to the piece the rows of the lines from p on, a line's begin in its text, up to the
/// first line that is not as plain as those of files of categories:
///
///     +1 3:1 14:1 119:1      a label, entries of 1, columns below 1000 that ascend
///
/// Returns where that line begins; `line`, the number of the first line, becomes its number. Where
/// the processor does not pick bytes it takes no line.
const char* read_lines_of_ones(const char* p, const LibsvmPlan& plan, LibsvmPiece& piece,
                               std::uint64_t& line);

}  // namespace coppice
