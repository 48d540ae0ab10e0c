#pragma once

#include <vector>

namespace coppice {

/// Sorts finite or infinite doubles (no NaN) ascending; -0 counts as 0. Radix sort of the
/// order-preserving integer image by the 33 bits below those that all values share, in three
/// passes from the least significant; the few values that agree in those are sorted by comparing.
void sort_numbers(std::vector<double>& values);

}  // namespace coppice
