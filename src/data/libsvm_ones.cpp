#include "data/libsvm_ones.hpp"

#include <bit>

#include "data/byte_masks.hpp"
#include "data/numbers.hpp"

namespace coppice {

namespace {

constexpr std::uint64_t lowest_bit(std::uint64_t mask) {
  return mask & (0 - mask);
}

}  // namespace

// The colons of 64 characters are found at once, so that where an entry begins does not wait for
// the digits of the one before it.
OnesRead read_ones(const char* p, std::uint32_t base, std::uint32_t* columns) {
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

}  // namespace coppice
