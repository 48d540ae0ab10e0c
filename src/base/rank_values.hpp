#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace coppice {

/// ranks[i] = number of thresholds (ascending) below values[i]; 0 for NaN. So
///     values[i] <= thresholds[k]   <=>   ranks[i] <= k.
/// A binary search without branches, for values at random would mispredict half of them. Eight
/// values take each step together: the wait for one's load is another's work.
void rank_values(std::span<const double> thresholds, const double* values, std::size_t count,
                 std::uint32_t* ranks);

}  // namespace coppice
