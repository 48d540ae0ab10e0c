#include "data/field_ends.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <numeric>

#include "base/dispatch.hpp"
#include "base/x86_vectors.hpp"
#include "data/byte_masks.hpp"
#include "data/field.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMostSpare = 16;  ///< places that may be written after the last

/// Writes the place of each bit of the mask, counted from `base`; returns how many. Room for 64
/// is needed: a block has some eight fields, so eight are written whether they are there or not.
inline std::size_t write_places(std::uint64_t mask, std::uint32_t base, std::uint32_t* out) {
  const auto count = static_cast<std::size_t>(std::popcount(mask));
  for (std::size_t first = 0; first < count; first += 8) {
    for (std::size_t i = first; i < first + 8; ++i) {
      out[i] = base + static_cast<std::uint32_t>(std::countr_zero(mask));
      mask &= mask - 1;
    }
  }
  return count;
}

/// Ends of fields in the `blocks` blocks at p, where no quote stands; returns how many.
std::size_t find_unquoted(const char* p, std::size_t blocks, char delimiter, std::uint32_t base,
                          std::uint32_t* out) {
  std::uint32_t* next = out;
  for (std::size_t i = 0; i < blocks; ++i, base += kMaskBytes) {
    const TextBlock block(p + i * kMaskBytes);
    next += write_places(block.mask_of('\n') | block.mask_of(delimiter), base, next);
  }
  return static_cast<std::size_t>(next - out);
}

#if defined(__x86_64__)

/// As find_unquoted: a block is one comparison, and its places are picked by one instruction.
__attribute__((target("avx512f,avx512bw,avx512vbmi2,popcnt"))) std::size_t find_unquoted_avx512(
    const char* p, std::size_t blocks, char delimiter, std::uint32_t base, std::uint32_t* out) {
  const __m512i feed = _mm512_set1_epi8('\n'), mark = _mm512_set1_epi8(delimiter);
  alignas(64) std::array<std::uint8_t, kMaskBytes> counting;
  std::iota(counting.begin(), counting.end(), std::uint8_t{0});
  const __m512i places = _mm512_load_si512(counting.data());
  std::uint32_t* next = out;
  for (std::size_t i = 0; i < blocks; ++i, base += kMaskBytes) {
    const __m512i text = _mm512_loadu_si512(p + i * kMaskBytes);
    const __mmask64 ends = _mm512_cmpeq_epi8_mask(text, feed) | _mm512_cmpeq_epi8_mask(text, mark);
    const auto count = static_cast<std::size_t>(__builtin_popcountll(ends));
    __m512i found = _mm512_maskz_compress_epi8(ends, places);
    for (std::size_t first = 0; first < count; first += 16) {
      const __m512i sixteen = _mm512_cvtepu8_epi32(_mm512_castsi512_si128(found));
      _mm512_storeu_si512(next + first,
                          _mm512_add_epi32(sixteen, _mm512_set1_epi32(static_cast<int>(base))));
      found = _mm512_alignr_epi32(found, found, 4);
    }
    next += count;
  }
  return static_cast<std::size_t>(next - out);
}

#endif

std::size_t find_unquoted_at_width(const char* p, std::size_t blocks, char delimiter,
                                   std::uint32_t base, std::uint32_t* out) {
#if defined(__x86_64__)
  if (has_byte_compress()) return find_unquoted_avx512(p, blocks, delimiter, base, out);
#endif
  return at_width<find_unquoted>(p, blocks, delimiter, base, out);
}

/// Follows quotes from block to block, and watches whether they are where RFC 4180 has them.
class QuoteScan {
 public:
  /// The ends among the block's bytes.
  std::uint64_t ends(const TextBlock& block, char delimiter) {
    const std::uint64_t feeds = block.mask_of('\n'), quotes = block.mask_of('"');
    const std::uint64_t terminators = feeds | block.mask_of(delimiter);
    const std::uint64_t inside = parity_up_to(quotes) ^ inside_;  // from the opening quote on
    inside_ = std::uint64_t{0} - (inside >> 63);
    const std::uint64_t ends = terminators & ~inside;
    const std::uint64_t closing = quotes & ~inside;
    const std::uint64_t after_closing = shift_in(closing, closing_before_);
    const std::uint64_t after_end = shift_in(ends, end_before_);
    const std::uint64_t returns = after_closing & block.mask_of('\r');
    const std::uint64_t after_return = shift_in(returns, return_before_);
    misplaced_ |= (quotes & inside & ~(after_end | after_closing)) |
                  (after_closing & ~(ends | quotes | returns)) | (after_return & ~feeds);
    special_ |= (after_closing & quotes) | (feeds & inside);
    return ends;
  }
  /// False where a quote stood anywhere but around a field.
  bool well_placed() const { return misplaced_ == 0; }
  /// True where the last block ended between quotes.
  bool inside() const { return inside_ != 0; }
  /// True where there was a quote or a line feed between quotes.
  bool special() const { return special_ != 0; }

 private:
  /// The mask moved up by one; its highest bit is kept for the next block.
  static std::uint64_t shift_in(std::uint64_t mask, std::uint64_t& before) {
    const std::uint64_t moved = mask << 1 | before;
    before = mask >> 63;
    return moved;
  }

  std::uint64_t inside_ = 0;  ///< all bits, where the block before ended between quotes
  std::uint64_t end_before_ = 1, closing_before_ = 0, return_before_ = 0;
  std::uint64_t misplaced_ = 0, special_ = 0;
};

std::size_t find_quoted(QuoteScan& scan, const char* p, std::size_t blocks, char delimiter,
                        std::uint32_t base, std::uint32_t* out) {
  QuoteScan local = scan;  // in registers
  std::uint32_t* next = out;
  for (std::size_t i = 0; i < blocks; ++i, base += kMaskBytes) {
    next += write_places(local.ends(TextBlock(p + i * kMaskBytes), delimiter), base, next);
  }
  scan = local;
  return static_cast<std::size_t>(next - out);
}

std::size_t find_last_record_end(const char* p, std::size_t blocks, char delimiter) {
  QuoteScan scan;
  std::size_t end = 0;
  for (std::size_t i = 0; i < blocks; ++i) {
    const TextBlock block(p + i * kMaskBytes);
    const std::uint64_t feeds = scan.ends(block, delimiter) & block.mask_of('\n');
    if (feeds != 0) end = i * kMaskBytes + static_cast<std::size_t>(std::bit_width(feeds));
  }
  return scan.well_placed() ? end : 0;
}

}  // namespace

std::size_t last_record_end(std::string_view text, char delimiter) {
  return at_width<find_last_record_end>(text.data(), text.size() / kMaskBytes, delimiter);
}

void FieldEnds::find(std::string_view text, char delimiter) {
  const bool quoted = std::memchr(text.data(), '"', text.size()) != nullptr;
  quotes_ = quoted ? Quotes::simple : Quotes::none;
  if (delimiter != ' ' && find_by_blocks(text, delimiter)) return;
  quotes_ = quoted ? Quotes::any : Quotes::none;
  find_one_by_one(text, delimiter);
}

bool FieldEnds::find_by_blocks(std::string_view text, char delimiter) {
  constexpr std::size_t kStep = 64;  // blocks between two looks at the room
  const std::size_t blocks = (text.size() + kMaskBytes - 1) / kMaskBytes;
  QuoteScan scan;
  size_ = 0;
  for (std::size_t block = 0; block < blocks; block += kStep) {
    const std::size_t step = std::min(kStep, blocks - block), at = block * kMaskBytes;
    make_room(step * kMaskBytes + kMostSpare);
    const char* const p = text.data() + at;
    const auto base = static_cast<std::uint32_t>(at);
    std::uint32_t* const out = ends_.get() + size_;
    size_ += quotes_ == Quotes::none ? find_unquoted_at_width(p, step, delimiter, base, out)
                                     : at_width<find_quoted>(scan, p, step, delimiter, base, out);
  }
  if (scan.special()) quotes_ = Quotes::any;
  return scan.well_placed() && !scan.inside();
}

void FieldEnds::find_one_by_one(std::string_view text, char delimiter) {
  const char* const first = text.data();
  const char* const last = first + text.size();
  const bool blanks = delimiter == ' ';
  bool new_row = true;
  size_ = 0;
  for (const char *p = first, *end = p; p < last; p = end + 1) {
    const char* const next_row = blanks && new_row ? after_blank_line(p, delimiter) : nullptr;
    if (blanks && new_row) p = skip_separators(p);
    end = next_row != nullptr ? next_row - 1 : read_field(p, last, delimiter).end;
    if (blanks) end = end_of_separators(end);
    new_row = *end == '\n';
    make_room(1);
    ends_[size_++] = static_cast<std::uint32_t>(end - first);
  }
}

void FieldEnds::make_room(std::size_t more) {
  if (size_ + more <= capacity_) return;
  const std::size_t capacity = std::max(size_ + more, 2 * capacity_);
  auto ends = std::make_unique_for_overwrite<std::uint32_t[]>(capacity);
  std::copy_n(ends_.get(), size_, ends.get());
  ends_ = std::move(ends);
  capacity_ = capacity;
}

}  // namespace coppice
