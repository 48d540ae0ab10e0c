#include "data/plain_decimals.hpp"

#include "base/dispatch.hpp"
#include "base/x86_vectors.hpp"
#include "data/numbers.hpp"

// A field takes some forty operations on one word of eight characters (numbers.hpp), and each of
// them is the same for all fields: here they are done for eight fields at a time, a field a lane,
// the division by a power of ten too.

namespace coppice {

#if defined(__x86_64__)

#define COPPICE_LANES __attribute__((target("avx512f,avx512bw,avx512dq,avx512vl,avx512cd")))

namespace {

using Words = __m512i;

COPPICE_LANES inline Words all(std::uint64_t word) {
  return _mm512_set1_epi64(static_cast<long long>(word));
}

/// The eight characters at each of the places, `text[at]`; zero where the lane is not wanted.
COPPICE_LANES inline Words load_words(const char* text, Words at, __mmask8 wanted) {
  return _mm512_mask_i64gather_epi64(_mm512_setzero_si512(), wanted, at, text, 1);
}

/// Offsets ends[0], ends[stride], ...
COPPICE_LANES inline Words load_ends(const std::uint32_t* ends, __m256i lanes, __mmask8 wanted) {
  return _mm512_cvtepu32_epi64(
      _mm256_mmask_i32gather_epi32(_mm256_setzero_si256(), wanted, lanes, ends, 4));
}

/// The values of eight digits a lane, as detail::eight_digits.
COPPICE_LANES inline Words eight_digits(Words digits) {
  const Words pairs = _mm512_maddubs_epi16(digits, _mm512_set1_epi16(1 << 8 | 10));
  const Words fours = _mm512_madd_epi16(pairs, _mm512_set1_epi32(1 << 16 | 100));
  return _mm512_add_epi64(_mm512_mul_epu32(fours, all(10000)), _mm512_srli_epi64(fours, 32));
}

/// As detail::DigitsWithPoint, of those lanes that are `valid`.
struct Characters {
  Words digits;
  Words fraction;  ///< 0 where there is no point
  __mmask8 pointed;
  __mmask8 valid;
};

/// The bits below each lane's bit `at`.
COPPICE_LANES inline Words bits_below(Words at) {
  return _mm512_sub_epi64(_mm512_sllv_epi64(all(1), at), all(1));
}

/// As detail::take_out_point.
COPPICE_LANES inline Characters take_out_points(Words word) {
  const Words high_bits = all(kHighBits);
  const Words sums = _mm512_add_epi64(_mm512_andnot_si512(high_bits, word), all(repeat(0x7f - 9)));
  const Words others = _mm512_and_si512(_mm512_or_si512(sums, word), high_bits);
  const Words first = _mm512_and_si512(others, _mm512_sub_epi64(all(0), others));
  const __mmask8 pointed = _mm512_test_epi64_mask(others, others);
  const Words at = _mm512_sub_epi64(all(56), _mm512_lzcnt_epi64(first));
  const Words other = _mm512_and_si512(_mm512_srlv_epi64(word, at), all(0xff));
  const __mmask8 is_point = _mm512_cmpeq_epi64_mask(other, all('.' ^ '0'));
  const Words before = _mm512_and_si512(word, bits_below(at));
  const Words after = _mm512_andnot_si512(bits_below(_mm512_add_epi64(at, all(8))), word);
  const Words joined = _mm512_or_si512(_mm512_slli_epi64(before, 8), after);
  const Words fraction = _mm512_sub_epi64(all(7), _mm512_srli_epi64(at, 3));
  const __mmask8 one = _mm512_cmpeq_epi64_mask(others, first);
  return {_mm512_mask_mov_epi64(word, pointed, joined), _mm512_maskz_mov_epi64(pointed, fraction),
          pointed, static_cast<__mmask8>(one & (is_point | ~pointed))};
}

/// As detail::parse_long_decimal: puts the characters before the last eight, `front`, before them.
COPPICE_LANES inline Words join(Characters front, Characters& back) {
  const __mmask8 moved = back.pointed;  // the front's last digit moves into the free place
  back.digits =
      _mm512_mask_or_epi64(back.digits, moved, back.digits, _mm512_srli_epi64(front.digits, 56));
  front.digits = _mm512_mask_slli_epi64(front.digits, moved, front.digits, 8);
  back.fraction = _mm512_mask_add_epi64(back.fraction, front.pointed, front.fraction, all(8));
  const Words mantissa = _mm512_add_epi64(
      _mm512_mullo_epi64(eight_digits(front.digits), all(100000000)), eight_digits(back.digits));
  const __mmask8 exact = _mm512_cmple_epu64_mask(mantissa, all(std::uint64_t{1} << 53));
  back.valid =
      static_cast<__mmask8>(back.valid & front.valid & exact & ~(back.pointed & front.pointed));
  return mantissa;
}

COPPICE_LANES inline __m512d divide_by_power(__m512d values, Words fraction) {
  const double* const powers = detail::kPowersOfTen;
  return _mm512_div_pd(values, _mm512_permutex2var_pd(_mm512_loadu_pd(powers), fraction,
                                                      _mm512_loadu_pd(powers + 8)));
}

}  // namespace

bool has_plain_decimals() {
  static const bool has = simd_width() == Simd::avx512 && __builtin_cpu_supports("avx512bw") &&
                          __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512cd");
  return has;
}

namespace {

/// Parses the fields text[begin, end), a lane each, stores the values of those `wanted`, and
/// returns which of them were plain.
[[gnu::always_inline]] COPPICE_LANES inline __mmask8 parse_lanes(const char* text, Words begin,
                                                                 Words end, __mmask8 wanted,
                                                                 double* values) {
  const Words size = _mm512_sub_epi64(end, begin);  // with the sign
  const __mmask8 long_ones = _mm512_mask_cmpgt_epu64_mask(wanted, size, all(8));
  Words head = load_words(text, begin, wanted);
  const Words last = _mm512_xor_si512(load_words(text, _mm512_sub_epi64(end, all(8)), long_ones),
                                      all(repeat('0')));
  const __mmask8 negative = _mm512_cmpeq_epi64_mask(_mm512_and_si512(head, all(0xff)), all('-'));
  head = _mm512_xor_si512(_mm512_mask_srli_epi64(head, negative, head, 8), all(repeat('0')));
  const Words length = _mm512_mask_sub_epi64(size, negative, size, all(1));
  const Words bits = _mm512_slli_epi64(length, 3);
  const Words whole = _mm512_sllv_epi64(head, _mm512_sub_epi64(all(64), bits));  // zeros in front
  Characters back = take_out_points(_mm512_mask_mov_epi64(whole, long_ones, last));
  // Nine characters of which the first is a zero are as good as eight.
  const auto zero_first = static_cast<__mmask8>(_mm512_testn_epi64_mask(head, all(0xff)) &
                                                _mm512_cmpeq_epi64_mask(length, all(9)));
  const __mmask8 fronts =
      _mm512_mask_cmpgt_epu64_mask(static_cast<__mmask8>(wanted & ~zero_first), length, all(8));
  Words mantissa;
  if (fronts != 0) {
    const Words in_front = _mm512_sllv_epi64(head, _mm512_sub_epi64(all(128), bits));
    mantissa = join(take_out_points(_mm512_maskz_mov_epi64(fronts, in_front)), back);
  } else {
    mantissa = eight_digits(back.digits);
  }
  const auto point_alone =
      static_cast<__mmask8>(back.pointed & _mm512_cmpeq_epi64_mask(length, all(1)));
  const auto sized = static_cast<__mmask8>(_mm512_cmple_epu64_mask(size, all(16)) &
                                           _mm512_cmpneq_epi64_mask(length, all(0)));
  const __m512d magnitude = divide_by_power(_mm512_cvtepu64_pd(mantissa), back.fraction);
  const __m512d value = _mm512_mask_or_pd(magnitude, negative, magnitude, _mm512_set1_pd(-0.0));
  _mm512_mask_storeu_pd(values, wanted, value);
  return static_cast<__mmask8>(wanted & back.valid & sized & ~point_alone);
}

}  // namespace

COPPICE_LANES void parse_plain_decimals(const char* text, const std::uint32_t* ends,
                                        std::size_t stride, std::size_t count, std::size_t first,
                                        std::span<NumberField> fields) {
  const auto wanted = static_cast<__mmask8>((1U << count) - 1);
  const __m256i rows = _mm256_mullo_epi32(_mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7),
                                          _mm256_set1_epi32(static_cast<int>(stride)));
  Words before = all(0);  // ends of the fields before these
  std::uint32_t next = ~0U;
  for (NumberField& number : fields) {
    if (number.field != next) before = load_ends(ends + number.field - 1, rows, wanted);
    const Words end = load_ends(ends + number.field, rows, wanted);
    number.plain =
        parse_lanes(text, _mm512_add_epi64(before, all(1)), end, wanted, number.values + first);
    before = end;
    next = number.field + 1;
  }
}

#undef COPPICE_LANES

#else

bool has_plain_decimals() {
  return false;
}

void parse_plain_decimals(const char*, const std::uint32_t*, std::size_t, std::size_t, std::size_t,
                          std::span<NumberField>) {}

#endif

}  // namespace coppice
