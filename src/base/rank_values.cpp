#include "base/rank_values.hpp"

#include <algorithm>
#include <array>
#include <limits>

#include "base/dispatch.hpp"
#include "base/x86_vectors.hpp"

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

#if defined(__x86_64__)

constexpr std::size_t kLook = 16;  // thresholds that one look compares with a value
constexpr std::size_t kMostInTwoLooks = kLook * kLook, kFewest = 16, kFewestValues = 32;

/// Ranks among at most 256 thresholds, by two looks at sixteen of them:
///
///     thresholds    |0 ........ 15|16 ....... 31| ... |240 ...... 255|
///     first look               15            31                  255      blocks wholly below
///     second look       |16 ....... 31|                                   those below in the next
__attribute__((target("avx512f,popcnt"))) void rank_in_two_looks(std::span<const double> thresholds,
                                                                 const double* values,
                                                                 std::size_t count,
                                                                 std::uint32_t* ranks) {
  alignas(64) std::array<double, kMostInTwoLooks + kLook> padded;
  std::fill(std::copy(thresholds.begin(), thresholds.end(), padded.begin()), padded.end(),
            std::numeric_limits<double>::infinity());
  alignas(64) std::array<double, kLook> last;
  for (std::size_t block = 0; block < kLook; ++block)
    last[block] = padded[kLook * block + kLook - 1];
  const auto below =
      [](const double* sixteen, __m512d value) __attribute__((target("avx512f,popcnt"))) {
    const unsigned low = _mm512_cmp_pd_mask(_mm512_load_pd(sixteen), value, _CMP_LT_OQ);
    const unsigned high = _mm512_cmp_pd_mask(_mm512_load_pd(sixteen + 8), value, _CMP_LT_OQ);
    return static_cast<std::uint32_t>(__builtin_popcount(low | high << 8));
  };
  for (std::size_t i = 0; i < count; ++i) {
    const __m512d value = _mm512_set1_pd(values[i]);
    const std::size_t first = kLook * below(last.data(), value);
    ranks[i] = static_cast<std::uint32_t>(first) + below(padded.data() + first, value);
  }
}

#endif

}  // namespace

void rank_values(std::span<const double> thresholds, const double* values, std::size_t count,
                 std::uint32_t* ranks) {
#if defined(__x86_64__)
  if (thresholds.size() >= kFewest && thresholds.size() <= kMostInTwoLooks &&
      count >= kFewestValues && simd_width() == Simd::avx512) {
    rank_in_two_looks(thresholds, values, count, ranks);
    return;
  }
#endif
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
