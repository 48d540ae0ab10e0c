#pragma once

#include <cstdint>

#include "base/dispatch.hpp"
#include "data/scan.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

// 64 bytes of text at a time as masks of 64 bits, one a byte: bit i stands for byte i.

namespace coppice {

constexpr std::size_t kMaskBytes = 64;

#if defined(__SSE2__)

/// 64 bytes of text, to be asked which of them are a given character.
class TextBlock {
 public:
  explicit TextBlock(const char* p) {
    for (int i = 0; i < 4; ++i) {
      quarters_[i] = _mm_loadu_si128(reinterpret_cast<const __m128i*>(p) + i);
    }
  }
  std::uint64_t mask_of(char c) const {
    const __m128i all = _mm_set1_epi8(c);
    std::uint64_t mask = 0;
    for (int i = 0; i < 4; ++i) {
      const auto quarter =
          static_cast<std::uint32_t>(_mm_movemask_epi8(_mm_cmpeq_epi8(quarters_[i], all)));
      mask |= std::uint64_t{quarter} << (16 * i);
    }
    return mask;
  }

 private:
  __m128i quarters_[4];
};

#else

class TextBlock {
 public:
  explicit TextBlock(const char* p) {
    for (int i = 0; i < 8; ++i) words_[i] = load_word(p + 8 * i);
  }
  std::uint64_t mask_of(char c) const {
    std::uint64_t mask = 0;
    for (int i = 0; i < 8; ++i) {
      // Exact zero bytes of the difference, then their high bits side by side.
      const std::uint64_t word = words_[i] ^ repeat(c);
      const std::uint64_t others = ((word & ~kHighBits) + ~kHighBits) | word;
      const std::uint64_t marks = (~others & kHighBits) >> 7;
      mask |= ((marks * 0x0102040810204080ULL) >> 56) << (8 * i);
    }
    return mask;
  }

 private:
  std::uint64_t words_[8];
};

#endif

#if defined(__x86_64__)
/// Whether 64 bytes may be compared, and some of them picked, by one instruction each.
inline bool has_byte_compress() {
  static const bool has = simd_width() == Simd::avx512 && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512vl") &&
                          __builtin_cpu_supports("avx512vbmi2");
  return has;
}
#endif

/// Bit i of the answer: the sum of bits 0 to i of the mask is odd.
constexpr std::uint64_t parity_up_to(std::uint64_t mask) {
  for (int shift = 1; shift < 64; shift *= 2) mask ^= mask << shift;
  return mask;
}

}  // namespace coppice
