#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>

// Eight bytes at a time in one 64-bit word ("SIMD within a register"), the same on every machine.

namespace coppice {

static_assert(std::endian::native == std::endian::little, "the first byte must be the lowest");

/// Readable bytes after the end of a chunk's text, all zero, so that whole words and blocks of text
/// may be loaded across it.
constexpr std::size_t kPadding = 64;

constexpr std::uint64_t kEachByte = 0x0101010101010101ULL;
constexpr std::uint64_t kHighBits = 0x8080808080808080ULL;

inline std::uint64_t load_word(const char* p) {
  std::uint64_t word;
  std::memcpy(&word, p, sizeof word);
  return word;
}

constexpr std::uint64_t repeat(char byte) {
  return kEachByte * static_cast<unsigned char>(byte);
}

/// High bit of each zero byte. Bytes above the lowest zero byte may be marked wrongly: only the
/// lowest mark may be trusted.
constexpr std::uint64_t zero_bytes(std::uint64_t word) {
  return (word - kEachByte) & ~word & kHighBits;
}

/// Number of the byte that the lowest mark stands in; marks != 0.
constexpr int first_mark(std::uint64_t marks) {
  return std::countr_zero(marks) >> 3;
}

/// The first `a` or `b` at or after p. One of them must come before the end of readable memory.
inline const char* find_either(const char* p, char a, char b) {
  const std::uint64_t all_a = repeat(a), all_b = repeat(b);
  for (;; p += 8) {
    const std::uint64_t word = load_word(p);
    const std::uint64_t marks = zero_bytes(word ^ all_a) | zero_bytes(word ^ all_b);
    if (marks != 0) return p + first_mark(marks);
  }
}

/// The first c in [p, end), else end. As memchr, but quick to start: most quotes are near.
/// kPadding bytes after end must be readable.
inline const char* find_byte(const char* p, const char* end, char c) {
  const std::uint64_t all = repeat(c);
  for (int word = 0; word < 4 && p < end; ++word, p += 8) {
    const std::uint64_t marks = zero_bytes(load_word(p) ^ all);
    if (marks != 0) return p + first_mark(marks) < end ? p + first_mark(marks) : end;
  }
  if (p >= end) return end;
  const void* const found = std::memchr(p, c, static_cast<std::size_t>(end - p));
  return found != nullptr ? static_cast<const char*>(found) : end;
}

/// The last c in [p, end), else nullptr.
inline const char* find_last_byte(const char* p, const char* end, char c) {
  while (end > p && end - p < 16) {
    if (*--end == c) return end;
  }
  return static_cast<const char*>(memrchr(p, c, static_cast<std::size_t>(end - p)));
}

/// Line feeds in [p, p + size).
inline std::size_t count_lines(const char* p, std::size_t size) {
  std::size_t lines = 0;
  while (size > 0) {
    const std::size_t block = size < 255 * 32 ? size : 255 * 32;
    std::uint8_t counts[32] = {};  // one a lane: the compiler keeps them in vector registers
    std::size_t i = 0;
    for (; i + 32 <= block; i += 32) {
      for (std::size_t lane = 0; lane < 32; ++lane) {
        counts[lane] = static_cast<std::uint8_t>(counts[lane] + (p[i + lane] == '\n' ? 1 : 0));
      }
    }
    for (const std::uint8_t count : counts) lines += count;
    for (; i < block; ++i) lines += p[i] == '\n' ? 1 : 0;
    p += block;
    size -= block;
  }
  return lines;
}

}  // namespace coppice
