#pragma once

#include <vector>

namespace coppice {

/// Sorts finite or infinite doubles (no NaN) ascending; -0 counts as 0. Least-significant-digit
/// radix sort on the order-preserving integer image, skipping digits that all values share.
void sort_numbers(std::vector<double>& values);

}  // namespace coppice
