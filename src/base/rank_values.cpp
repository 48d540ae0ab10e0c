#include "base/rank_values.hpp"

namespace coppice {

namespace {

constexpr std::size_t kLanes = 8;

/// `step` where the answer is yes, else 0; without a branch.
inline std::uint32_t step_if(bool yes, std::uint32_t step) {
  return step & (0u - static_cast<std::uint32_t>(yes));
}

/// Ranks of `lanes` values. Each step halves the thresholds that are still in question.
template <std::size_t lanes>
inline void rank_lanes(const double* thresholds, std::uint32_t count, const double* values,
                       std::uint32_t* ranks) {
  std::uint32_t rank[lanes] = {};
  double value[lanes];
  for (std::size_t lane = 0; lane < lanes; ++lane) value[lane] = values[lane];
  std::uint32_t length = count;
  for (; length > 1; length -= length / 2) {
    const double* const middle = thresholds + length / 2 - 1;
#pragma GCC unroll 8
    for (std::size_t lane = 0; lane < lanes; ++lane) {
      rank[lane] += step_if(middle[rank[lane]] < value[lane], length / 2);
    }
  }
#pragma GCC unroll 8
  for (std::size_t lane = 0; lane < lanes; ++lane) {
    ranks[lane] = rank[lane] + step_if(thresholds[rank[lane]] < value[lane], 1);
  }
}

}  // namespace

void rank_values(std::span<const double> thresholds, const double* values, std::size_t count,
                 std::uint32_t* ranks) {
  const auto length = static_cast<std::uint32_t>(thresholds.size());
  if (length == 0) {
    for (std::size_t i = 0; i < count; ++i) ranks[i] = 0;
    return;
  }
  std::size_t i = 0;
  for (; i + kLanes <= count; i += kLanes) {
    rank_lanes<kLanes>(thresholds.data(), length, values + i, ranks + i);
  }
  for (; i < count; ++i) rank_lanes<1>(thresholds.data(), length, values + i, ranks + i);
}

}  // namespace coppice
