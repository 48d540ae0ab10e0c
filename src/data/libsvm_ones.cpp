#include "data/libsvm_ones.hpp"

#include <bit>

#include "base/x86_vectors.hpp"
#include "data/byte_masks.hpp"
#include "data/numbers.hpp"

namespace coppice {

namespace {

constexpr std::uint64_t lowest_bit(std::uint64_t mask) {
  return mask & (0 - mask);
}

/// The colons of 64 characters are found at once, so that where an entry begins does not wait for
/// the digits of the one before it.
OnesRead read_by_words(const char* p, std::uint32_t base, std::uint32_t* columns) {
  constexpr std::size_t kMostDigits = 8;
  std::size_t entries = 0;
  for (bool more = true; more;) {
    const TextBlock block(p);
    const std::uint64_t feeds = block.mask_of('\n'), in_line = lowest_bit(feeds) - 1;
    const std::uint64_t colons = block.mask_of(':') & in_line;
    const std::uint64_t ends = block.mask_of(' ') | feeds;
    const std::uint64_t ones = colons & block.mask_of('1') >> 1 & ends >> 2;
    const std::uint64_t others = colons & ~ones;  // those of the last two characters too
    const std::size_t before = entries;
    std::size_t begin = 0;
    for (std::uint64_t left = ones & (lowest_bit(others) - 1); left != 0; left &= left - 1) {
      const auto colon = static_cast<std::size_t>(std::countr_zero(left));
      const std::size_t digits = colon - begin;
      more = digits - 1 < kMostDigits;
      if (!more) break;
      const std::uint64_t word = (load_word(p + begin) ^ repeat('0')) << (64 - 8 * digits);
      const std::uint64_t index = detail::eight_digits(word);
      more = detail::mark_others(word) == 0 && index >= base;
      if (!more) break;
      columns[entries++] = static_cast<std::uint32_t>(index) - base;
      begin = colon + 3;
    }
    more = more && entries > before;
    if (entries > before && p[begin - 1] == '\n') more = false, --begin;
    p += begin;
  }
  return {p, entries};
}

#if defined(__x86_64__)

/// The same of column numbers below 1000, up to sixteen at once:
///
///     text            3:1 14:1 119:1 ...
///     colons           :    :     :         those of whole entries
///     last digits     3    4     9          picked from the text by the colons,
///     second ones     .   1    1            from the text one character later,
///     third ones      .   .   1             and two characters later
///
/// Two characters before p are read, but not looked at.
__attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,lzcnt,popcnt"))) OnesRead
read_sixteen(const char* p, std::uint32_t base, std::uint32_t* columns) {
  const __m512i zero = _mm512_set1_epi8('0');
  std::size_t entries = 0;
  for (;;) {
    const __m512i text = _mm512_loadu_si512(p);
    const __m512i value = _mm512_sub_epi8(text, zero);
    const std::uint64_t digits = _mm512_cmplt_epu8_mask(value, _mm512_set1_epi8(10));
    const std::uint64_t feeds = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n'));
    const std::uint64_t ends = feeds | _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(' '));
    const std::uint64_t colons =
        _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(':')) & (lowest_bit(feeds) - 1);
    const std::uint64_t one = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('1'));
    const std::uint64_t begins = ends << 1 | 1;
    const std::uint64_t last = colons & digits << 1, second = last & digits << 2,
                        third = second & digits << 3;
    const std::uint64_t whole =
        (third & begins << 3) | (second & ~third & begins << 2) | (last & ~second & begins << 1);
    const std::uint64_t ones = whole & one >> 1 & ends >> 2;
    const std::uint64_t good = ones & (lowest_bit(colons & ~ones) - 1);
    if (good == 0) break;
    const auto pick = [&](std::uint64_t of, const char* from)
        __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,lzcnt,popcnt"))) {
      const __m512i picked = _mm512_maskz_compress_epi8(
          good >> 1, _mm512_maskz_sub_epi8(of, _mm512_loadu_si512(from), zero));
      return _mm256_cvtepu8_epi16(_mm512_castsi512_si128(picked));
    };
    const __m256i sum = _mm256_add_epi16(
        pick(digits, p),
        _mm256_add_epi16(
            _mm256_mullo_epi16(pick(digits << 1, p - 1), _mm256_set1_epi16(10)),
            _mm256_mullo_epi16(pick(digits << 1 & digits << 2, p - 2), _mm256_set1_epi16(100))));
    const auto count = static_cast<std::size_t>(_mm_popcnt_u64(good));
    const __m512i index = _mm512_cvtepu16_epi32(sum);
    const auto of_base = static_cast<int>(base);
    const auto low =
        static_cast<std::uint32_t>(_mm512_cmplt_epi32_mask(index, _mm512_set1_epi32(of_base)));
    if ((low & ((1U << count) - 1)) != 0) break;
    _mm512_storeu_si512(columns + entries, _mm512_sub_epi32(index, _mm512_set1_epi32(of_base)));
    entries += count;
    p += 63 - static_cast<int>(_lzcnt_u64(good)) + 3;
    if (p[-1] == '\n') return {p - 1, entries};
  }
  return {p, entries};
}

#endif

}  // namespace

OnesRead read_ones(const char* p, [[maybe_unused]] const char* begin, std::uint32_t base,
                   std::uint32_t* columns) {
  OnesRead read{p, 0};
#if defined(__x86_64__)
  if (p - begin >= 2 && has_byte_compress()) read = read_sixteen(p, base, columns);
#endif
  if (*read.end == '\n') return read;
  const OnesRead rest = read_by_words(read.end, base, columns + read.entries);
  return {rest.end, read.entries + rest.entries};
}

}  // namespace coppice
