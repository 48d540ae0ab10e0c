#include "data/libsvm_lines.hpp"

#include <bit>
#include <cmath>

#include "base/x86_vectors.hpp"
#include "data/byte_masks.hpp"
#include "data/numbers.hpp"

namespace coppice {

#if defined(__x86_64__)

namespace {

#define COPPICE_PICKS_BYTES \
  __attribute__((target("avx512f,avx512bw,avx512vl,avx512vbmi2,bmi,bmi2,lzcnt,popcnt")))

/// Bytes before a block of text that are looked at.
constexpr std::ptrdiff_t kBytesBefore = 5;

/// Makes rows of lines whose entries are in the piece's columns.
class RowsOfLines {
 public:
  RowsOfLines(const char* begin, const LibsvmPlan& plan, LibsvmPiece& piece, std::uint64_t& line)
      : plan_(plan), piece_(piece), line_(line), begin_(begin) {}

  const char* line_begin() const { return begin_; }

  /// Takes the line up to the line feed, of so many tokens and with the columns up to
  /// `entries_end`. False where it is not plain.
  bool take(const char* feed, std::size_t tokens, std::size_t entries_end) {
    const std::size_t entries = entries_end - piece_.entries;
    double label = 0;
    const char* const label_end = parse_decimal(begin_, feed, label);
    const bool labelled = label_end != nullptr && (*label_end == ' ' || *label_end == '\n');
    if (tokens == 0 || tokens != entries + (labelled ? 1 : 0)) return false;
    if (plan_.need_label && !(labelled && std::isfinite(label))) return false;
    if (entries > 0) {
      // One that is below the base has wrapped.
      const std::uint32_t first = piece_.columns[piece_.entries],
                          last = piece_.columns[entries_end - 1];
      if (first > last || last >= plan_.columns) return false;
      piece_.see_columns(first, last);
    }
    if (plan_.need_label) piece_.labels.push_back(label);
    piece_.entries = entries_end;
    piece_.end_row(entries_end - entries, line_++);
    begin_ = feed + 1;
    return true;
  }

 private:
  const LibsvmPlan& plan_;
  LibsvmPiece& piece_;
  std::uint64_t& line_;
  const char* begin_;
};

/// The bytes of a block that are something, and those of the block before.
struct Marks {
  std::uint64_t here = 0, before = 0;

  /// The bytes that have such a one so many bytes before them.
  std::uint64_t earlier(int bytes) const { return here << bytes | before >> (64 - bytes); }
  void move_on(std::uint64_t next) {
    before = here;
    here = next;
  }
};

/// Which bytes of a block end a token, and which of these an entry of 1. An entry is known by what
/// stands before its end:
///
///     bytes before      6   5   4   3   2   1
///     3:1                       ' ' 3   :   1
///     14:1                  ' ' 1   4   :   1
///     119:1             ' ' 1   1   9   :   1
class BlockOfTokens {
 public:
  COPPICE_PICKS_BYTES void look_at(__m512i text, std::uint64_t valid) {
    feeds_ = _mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('\n')) & valid;
    blanks_.move_on((_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(' ')) & valid) | feeds_);
    digits_.move_on(
        _mm512_cmplt_epu8_mask(_mm512_sub_epi8(text, _mm512_set1_epi8('0')), _mm512_set1_epi8(10)));
    colons_.move_on(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8(':')));
    ones_.move_on(_mm512_cmpeq_epi8_mask(text, _mm512_set1_epi8('1')));
  }

  std::uint64_t feeds() const { return feeds_; }
  std::uint64_t ends() const { return blanks_.here & ~blanks_.earlier(1); }
  std::uint64_t entries() const {
    return ends() & ones_.earlier(1) & colons_.earlier(2) & digits_.earlier(3) &
           (blanks_.earlier(4) |
            (second_digits() & (blanks_.earlier(5) | (third_digits() & blanks_.earlier(6)))));
  }
  /// Ends of entries of two digits and more, if they are entries; of three.
  std::uint64_t second_digits() const { return digits_.earlier(4); }
  std::uint64_t third_digits() const { return digits_.earlier(4) & digits_.earlier(5); }

 private:
  std::uint64_t feeds_ = 0;
  Marks blanks_{std::uint64_t{1} << 63, 0};  // a line begins
  Marks digits_, colons_, ones_;
};

/// The digits that stand where `from` has them, of the entries; 0 for those that `has` lacks.
COPPICE_PICKS_BYTES inline __m256i pick_digits(const char* from, std::uint64_t has,
                                               std::uint64_t entries) {
  const __m512i digits =
      _mm512_maskz_sub_epi8(has, _mm512_loadu_si512(from), _mm512_set1_epi8('0'));
  return _mm256_cvtepu8_epi16(_mm512_castsi512_si128(_mm512_maskz_compress_epi8(entries, digits)));
}

/// The column numbers of a block's entries, of which there are sixteen at most.
COPPICE_PICKS_BYTES inline __m512i numbers_of(const char* block, const BlockOfTokens& tokens,
                                              std::uint64_t entries) {
  const __m256i units = pick_digits(block - 3, entries, entries),
                tens = pick_digits(block - 4, tokens.second_digits(), entries),
                hundreds = pick_digits(block - 5, tokens.third_digits(), entries);
  return _mm512_cvtepu16_epi32(_mm256_add_epi16(
      units, _mm256_add_epi16(_mm256_mullo_epi16(tens, _mm256_set1_epi16(10)),
                              _mm256_mullo_epi16(hundreds, _mm256_set1_epi16(100)))));
}

/// So many of the marks stand at or before the lowest bit of `until`.
COPPICE_PICKS_BYTES inline unsigned count_until(std::uint64_t marks, std::uint64_t until) {
  return static_cast<unsigned>(std::popcount(marks & (until ^ (until - 1))));
}

COPPICE_PICKS_BYTES void read_blocks(RowsOfLines& rows, const char* p, const LibsvmPlan& plan,
                                     LibsvmPiece& piece) {
  const char* const end = piece.chunk.text.data() + piece.chunk.text.size();
  const __m512i base = _mm512_set1_epi32(static_cast<int>(plan.base));
  BlockOfTokens tokens;
  __m512i last = base;           // number of the last entry, in the highest place
  std::uint32_t row_begins = 1;  // bit i: entry i of the block is the first of its row
  std::size_t entries_before = piece.entries;
  std::size_t tokens_before = 0;  // of the line that goes on into the block
  for (; p < end; p += kMaskBytes) {
    const auto left = static_cast<std::size_t>(end - p);
    tokens.look_at(_mm512_loadu_si512(p),
                   left < kMaskBytes ? (std::uint64_t{1} << left) - 1 : ~std::uint64_t{0});
    const std::uint64_t entries = tokens.entries(), ends = tokens.ends();
    const auto count = static_cast<unsigned>(std::popcount(entries));
    const __m512i numbers = numbers_of(p, tokens, entries);
    _mm512_storeu_si512(piece.columns.get() + entries_before, _mm512_sub_epi32(numbers, base));
    for (std::uint64_t feeds = tokens.feeds(); feeds != 0; feeds &= feeds - 1)
      row_begins |= 1U << count_until(entries, feeds);
    const std::uint32_t falling =
        _mm512_cmple_epu32_mask(numbers, _mm512_alignr_epi32(numbers, last, 15)) & ~row_begins &
        ((1U << count) - 1);
    std::size_t tokens_of_lines = 0;
    for (std::uint64_t feeds = tokens.feeds(); feeds != 0; feeds &= feeds - 1) {
      const unsigned taken = count_until(entries, feeds);
      if ((falling & ((1U << taken) - 1)) != 0) return;
      const std::size_t seen = count_until(ends, feeds);
      if (!rows.take(p + std::countr_zero(feeds), tokens_before + seen - tokens_of_lines,
                     entries_before + taken))
        return;
      tokens_of_lines = tokens_before + seen;
    }
    if (falling != 0) return;
    tokens_before += static_cast<std::size_t>(std::popcount(ends)) - tokens_of_lines;
    row_begins >>= count;
    if (count > 0)
      last = _mm512_permutexvar_epi32(_mm512_set1_epi32(static_cast<int>(count) - 1), numbers);
    entries_before += count;
  }
}

}  // namespace

const char* read_lines_of_ones(const char* p, const LibsvmPlan& plan, LibsvmPiece& piece,
                               std::uint64_t& line) {
  if (!has_byte_compress() || p - piece.chunk.text.data() < kBytesBefore) return p;
  const std::size_t before = piece.entries;
  RowsOfLines rows(p, plan, piece, line);
  read_blocks(rows, p, plan, piece);
  piece.spell_ones(before);
  return rows.line_begin();
}

#else

const char* read_lines_of_ones(const char* p, const LibsvmPlan&, LibsvmPiece&, std::uint64_t&) {
  return p;
}

#endif

}  // namespace coppice
