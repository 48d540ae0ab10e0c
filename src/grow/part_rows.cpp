#include "grow/part_rows.hpp"

#include <limits>

#include "base/dispatch.hpp"
#include "base/x86_vectors.hpp"

namespace coppice {

#if defined(__x86_64__)

namespace {

constexpr std::size_t kLanes = 16;

// Sixteen rows at a time: gather their cells, look each up, and pack the rows of either side
// together. A byte is looked up in registers: the table of 256 bytes is two look-ups of 128, chosen
// between by the top bit.
template <class Cell>
__attribute__((target("avx512f,avx512bw,avx512vbmi"))) Parted part_rows_avx512(
    const std::uint32_t* rows, std::uint32_t first, std::size_t n, const Cell* column,
    const std::uint8_t* goes_left, std::uint32_t* left, std::uint32_t* right) {
  constexpr bool kBytes = sizeof(Cell) == 1;
  __m512i low0{}, low1{}, high0{}, high1{};
  if constexpr (kBytes) {
    low0 = _mm512_loadu_si512(goes_left);
    low1 = _mm512_loadu_si512(goes_left + 64);
    high0 = _mm512_loadu_si512(goes_left + 128);
    high1 = _mm512_loadu_si512(goes_left + 192);
  }
  const __m512i cell_bits = _mm512_set1_epi32(kBytes ? 0xff : 0xffff),
                top_bit = _mm512_set1_epi32(0x80), one = _mm512_set1_epi32(1);
  const __m512i count = _mm512_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
  Parted parted;
  std::size_t rights = 0;
  for (; parted.done + kLanes <= n; parted.done += kLanes) {
    __m512i row, cell;
    if (rows != nullptr) {
      row = _mm512_loadu_si512(rows + parted.done);
      cell = _mm512_and_si512(_mm512_i32gather_epi32(row, column, sizeof(Cell)), cell_bits);
    } else {
      const Cell* const next = column + first + parted.done;
      row = _mm512_add_epi32(_mm512_set1_epi32(static_cast<int>(first + parted.done)), count);
      cell =
          kBytes
              ? _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(next)))
              : _mm512_cvtepu16_epi32(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(next)));
    }
    __m512i answer;
    if constexpr (kBytes) {
      const __m512i low = _mm512_permutex2var_epi8(low0, cell, low1),
                    high = _mm512_permutex2var_epi8(high0, cell, high1);
      answer = _mm512_mask_blend_epi32(_mm512_test_epi32_mask(cell, top_bit), low, high);
    } else {
      answer = _mm512_i32gather_epi32(cell, goes_left, 1);
    }
    const __mmask16 to_left = _mm512_test_epi32_mask(answer, one);
    const auto lefts = static_cast<std::size_t>(__builtin_popcount(to_left));
    _mm512_storeu_si512(left + parted.lefts, _mm512_maskz_compress_epi32(to_left, row));
    _mm512_storeu_si512(right + rights,
                        _mm512_maskz_compress_epi32(static_cast<__mmask16>(~to_left), row));
    parted.lefts += lefts;
    rights += kLanes - lefts;
  }
  return parted;
}

bool has_avx512() {
  static const bool has = simd_width() == Simd::avx512 && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512vbmi");
  return has;
}

template <class Cell>
Parted part_rows_on(const std::uint32_t* rows, std::uint32_t first, std::size_t n,
                    const Cell* column, const std::uint8_t* goes_left, std::uint32_t* left,
                    std::uint32_t* right) {
  if (n < kLanes || !has_avx512()) return {};
  // A gather's offsets are signed.
  const std::uint64_t last = rows != nullptr ? rows[n - 1] : std::uint64_t{first} + n;
  if (last > static_cast<std::uint64_t>(std::numeric_limits<std::int32_t>::max())) return {};
  return part_rows_avx512(rows, first, n, column, goes_left, left, right);
}

}  // namespace

Parted part_rows_vectorised(const std::uint32_t* rows, std::uint32_t first, std::size_t n,
                            const std::uint8_t* column, const std::uint8_t* goes_left,
                            std::uint32_t* left, std::uint32_t* right) {
  return part_rows_on(rows, first, n, column, goes_left, left, right);
}

Parted part_rows_vectorised(const std::uint32_t* rows, std::uint32_t first, std::size_t n,
                            const std::uint16_t* column, const std::uint8_t* goes_left,
                            std::uint32_t* left, std::uint32_t* right) {
  return part_rows_on(rows, first, n, column, goes_left, left, right);
}

#else

Parted part_rows_vectorised(const std::uint32_t*, std::uint32_t, std::size_t, const std::uint8_t*,
                            const std::uint8_t*, std::uint32_t*, std::uint32_t*) {
  return {};
}

Parted part_rows_vectorised(const std::uint32_t*, std::uint32_t, std::size_t, const std::uint16_t*,
                            const std::uint8_t*, std::uint32_t*, std::uint32_t*) {
  return {};
}

#endif

}  // namespace coppice
