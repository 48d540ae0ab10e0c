#include "model/leaf_scan.hpp"

#include "base/dispatch.hpp"

// The only file of the module that knows vector instructions: two widths of one scan, chosen when
// the program runs. The walk (src/model/forest_walk.cpp) finds the same leaves on any machine.

#if defined(__x86_64__)
#include <immintrin.h>

#define COPPICE_AVX2 __attribute__((target("avx2")))
#define COPPICE_AVX512 __attribute__((target("avx512bw,avx512vl")))

namespace coppice {

LeafScan::Machine LeafScan::machine() {
  const Simd width = simd_width();
  if (width == Simd::avx512 && __builtin_cpu_supports("avx512bw") &&
      __builtin_cpu_supports("avx512vl")) {
    return Machine::avx512;
  }
  return width >= Simd::avx2 ? Machine::avx2 : Machine::portable;
}

namespace {

alignas(16) constexpr std::uint8_t kBits[16] = {1, 2, 4, 8, 16, 32, 64, 128,
                                                1, 2, 4, 8, 16, 32, 64, 128};

/// Places from the slice that holds each row's leaf and the leaves that stand in it.
void write_places(const std::uint8_t* standing, const std::uint8_t* slice, std::size_t rows,
                  std::uint32_t* out) {
  for (std::size_t i = 0; i < rows; ++i) {
    out[i] = std::uint32_t{slice[i]} * 8 +
             static_cast<std::uint32_t>(__builtin_ctz(standing[i] | 0x100u));
  }
}

COPPICE_AVX512 inline __m512i four_times(const std::uint8_t* bytes) {
  return _mm512_maskz_broadcast_i32x4(0xFFFF,
                                      _mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
}

COPPICE_AVX512 inline __m512i all_bytes(unsigned byte) {
  return _mm512_set1_epi8(static_cast<char>(byte));
}

/// Rows whose code is one of the set's: bit code % 8 of byte code / 8, which is looked up in the
/// half of the set that the code's highest bit names.
COPPICE_AVX512 inline __mmask64 in_set(const LeafScan::Set& set, __m512i code) {
  const __m512i index = _mm512_and_si512(_mm512_srli_epi16(code, 3), all_bytes(15));
  const __m512i low = _mm512_shuffle_epi8(four_times(set.data()), index);
  const __m512i high = _mm512_shuffle_epi8(four_times(set.data() + 16), index);
  const __m512i byte = _mm512_mask_mov_epi8(low, _mm512_movepi8_mask(code), high);
  const __m512i bit = _mm512_shuffle_epi8(four_times(kBits), _mm512_and_si512(code, all_bytes(7)));
  return _mm512_test_epi8_mask(byte, bit);
}

COPPICE_AVX2 inline __m256i twice(const std::uint8_t* bytes) {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(bytes)));
}

COPPICE_AVX2 inline __m256i all_bytes_avx2(unsigned byte) {
  return _mm256_set1_epi8(static_cast<char>(byte));
}

COPPICE_AVX2 inline __m256i load_avx2(const std::uint8_t* bytes) {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(bytes));
}

COPPICE_AVX2 inline __m256i in_set_avx2(const LeafScan::Set& set, __m256i code) {
  const __m256i index = _mm256_and_si256(_mm256_srli_epi16(code, 3), all_bytes_avx2(15));
  const __m256i low = _mm256_shuffle_epi8(twice(set.data()), index);
  const __m256i high = _mm256_shuffle_epi8(twice(set.data() + 16), index);
  const __m256i byte = _mm256_blendv_epi8(low, high, code);
  const __m256i bit = _mm256_shuffle_epi8(twice(kBits), _mm256_and_si256(code, all_bytes_avx2(7)));
  return _mm256_cmpeq_epi8(_mm256_and_si256(byte, bit), bit);
}

}  // namespace

COPPICE_AVX512 void scan_leaves_avx512(const LeafScan::Tests& tree, const std::uint8_t* codes,
                                       std::size_t rows, std::uint32_t* out) {
  for (std::size_t row = 0; row < rows; row += 64) {
    __m512i standing = _mm512_setzero_si512(), slice_of_row = standing;
    for (std::size_t slice = tree.slices; slice-- > 0;) {  // so that the leftmost has the last word
      const LeafScan::SliceEnd begin = tree.ends[slice], end = tree.ends[slice + 1];
      __m512i struck = _mm512_setzero_si512();
      for (std::size_t i = begin.tests; i < end.tests; ++i) {
        const LeafScan::Test test = tree.tests[i];
        const __m512i code = _mm512_loadu_si512(codes + test.slot + row);
        const __mmask64 right = _mm512_cmpgt_epu8_mask(code, all_bytes(test.code));
        struck = _mm512_or_si512(struck, _mm512_maskz_mov_epi8(right, all_bytes(test.leaves)));
      }
      for (std::size_t i = begin.set_tests; i < end.set_tests; ++i) {
        const LeafScan::SetTest test = tree.set_tests[i];
        const __mmask64 right =
            in_set(tree.sets[test.set], _mm512_loadu_si512(codes + test.slot + row));
        struck = _mm512_or_si512(struck, _mm512_maskz_mov_epi8(right, all_bytes(test.leaves)));
      }
      const __m512i left = _mm512_xor_si512(struck, all_bytes(0xFF));
      const __mmask64 found = _mm512_test_epi8_mask(left, left);
      standing = _mm512_mask_mov_epi8(standing, found, left);
      slice_of_row =
          _mm512_mask_mov_epi8(slice_of_row, found, all_bytes(static_cast<unsigned>(slice)));
    }
    alignas(64) std::uint8_t standing_bytes[64], slice_bytes[64];
    _mm512_store_si512(standing_bytes, standing);
    _mm512_store_si512(slice_bytes, slice_of_row);
    write_places(standing_bytes, slice_bytes, 64, out + row);
  }
}

COPPICE_AVX2 void scan_leaves_avx2(const LeafScan::Tests& tree, const std::uint8_t* codes,
                                   std::size_t rows, std::uint32_t* out) {
  for (std::size_t row = 0; row < rows; row += 32) {
    __m256i standing = _mm256_setzero_si256(), slice_of_row = standing;
    for (std::size_t slice = tree.slices; slice-- > 0;) {
      const LeafScan::SliceEnd begin = tree.ends[slice], end = tree.ends[slice + 1];
      __m256i struck = _mm256_setzero_si256();
      for (std::size_t i = begin.tests; i < end.tests; ++i) {
        const LeafScan::Test test = tree.tests[i];
        const __m256i code = load_avx2(codes + test.slot + row), limit = all_bytes_avx2(test.code);
        const __m256i left = _mm256_cmpeq_epi8(_mm256_max_epu8(code, limit), limit);
        struck = _mm256_or_si256(struck, _mm256_andnot_si256(left, all_bytes_avx2(test.leaves)));
      }
      for (std::size_t i = begin.set_tests; i < end.set_tests; ++i) {
        const LeafScan::SetTest test = tree.set_tests[i];
        const __m256i right = in_set_avx2(tree.sets[test.set], load_avx2(codes + test.slot + row));
        struck = _mm256_or_si256(struck, _mm256_and_si256(right, all_bytes_avx2(test.leaves)));
      }
      const __m256i none = _mm256_cmpeq_epi8(struck, all_bytes_avx2(0xFF));
      standing = _mm256_blendv_epi8(_mm256_xor_si256(struck, all_bytes_avx2(0xFF)), standing, none);
      slice_of_row =
          _mm256_blendv_epi8(all_bytes_avx2(static_cast<unsigned>(slice)), slice_of_row, none);
    }
    alignas(32) std::uint8_t standing_bytes[32], slice_bytes[32];
    _mm256_store_si256(reinterpret_cast<__m256i*>(standing_bytes), standing);
    _mm256_store_si256(reinterpret_cast<__m256i*>(slice_bytes), slice_of_row);
    write_places(standing_bytes, slice_bytes, 32, out + row);
  }
}

}  // namespace coppice

#else

namespace coppice {
LeafScan::Machine LeafScan::machine() {
  return Machine::portable;
}
void scan_leaves_avx2(const LeafScan::Tests&, const std::uint8_t*, std::size_t, std::uint32_t*) {}
void scan_leaves_avx512(const LeafScan::Tests&, const std::uint8_t*, std::size_t, std::uint32_t*) {}
}  // namespace coppice

#endif
