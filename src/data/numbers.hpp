#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "data/scan.hpp"

namespace coppice {

/// What a text is, read as a number.
enum class NumberClass { number, overflow, text };

/// Reads the whole text as a decimal number, "inf", "infinity" or "nan" (any case, with or
/// without a sign), as strtod does in the C locale: the double nearest to the text. A number
/// beyond the largest double is `overflow`; hexadecimal numbers are text.
NumberClass read_number(std::string_view text, double& value);

inline bool is_number(std::string_view text) {
  double value = 0;
  return read_number(text, value) != NumberClass::text;
}

/// "3,14" or "1,234.5": a number as much of the world writes it, which is none here.
bool is_number_with_comma(std::string_view text);

/// The text without the blanks around it.
std::string_view without_blanks(std::string_view text);

/// The shortest text that reads back to the same double, integers without a point: one spelling
/// for 1, 1.0 and 1e0. Any other text, and numbers of 2^53 and beyond, stay as they are.
std::string canonical_category(std::string_view text);

namespace detail {

constexpr double kPowersOfTen[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                   1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                   1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
constexpr std::uint64_t kWholePowersOfTen[] = {1,      10,      100,      1000,     10000,
                                               100000, 1000000, 10000000, 100000000};

/// The value of eight digits, first digit in the lowest byte, each byte 0 to 9: pairs, then
/// fours, then eight (Lemire, "Quickly parsing eight digits", 2018).
constexpr std::uint64_t eight_digits(std::uint64_t digits) {
  digits = digits * 10 + (digits >> 8);
  return (((digits & 0x000000ff000000ffULL) * 0x000f424000000064ULL) +
          (((digits >> 16) & 0x000000ff000000ffULL) * 0x0000271000000001ULL)) >>
         32;
}

/// High bit of each byte that is not 0 to 9.
constexpr std::uint64_t mark_others(std::uint64_t word) {
  return (((word & ~kHighBits) + repeat(0x7f - 9)) | word) & kHighBits;
}

/// Appends the digits at p to `mantissa` (modulo 2^64) and returns their end. Reads up to 8
/// bytes beyond it.
inline const char* read_digits(const char* p, std::uint64_t& mantissa) {
  for (;;) {
    std::uint64_t digits = load_word(p) ^ repeat('0');
    const std::uint64_t others = (digits | (digits + repeat(0x7f - 9))) & kHighBits;
    if (others != 0) {
      const int count = first_mark(others);
      if (count == 0) return p;
      digits <<= 64 - 8 * count;  // zeros in front
      mantissa = mantissa * kWholePowersOfTen[count] + eight_digits(digits);
      return p + count;
    }
    mantissa = mantissa * 100000000 + eight_digits(digits);
    p += 8;
  }
}

inline double with_sign(double magnitude, bool negative) {
  // The sign is as good as random: a branch on it would be mispredicted.
  const std::uint64_t sign = static_cast<std::uint64_t>(negative) << 63;
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(magnitude) | sign);
}

/// Reads an exponent's sign and digits, adds it to `exponent`; nullptr where there are no digits.
const char* read_exponent(const char* p, std::int64_t& exponent);

/// As parse_decimal, for the numbers whose value is not one multiplication away.
const char* parse_hard_decimal(const char* p, const char* last, double& value);

}  // namespace detail

/// Reads the decimal number that starts at p and returns its end; nullptr where none starts
/// there, it is beyond the largest double, or it is "inf" or "nan" (see read_number). `last` ends
/// the text, and kPadding bytes after it must be readable.
///
/// Up to 2^53 the mantissa is an exact double, and so are the powers of ten up to 10^22; one
/// multiplication or division of exact doubles rounds once, hence correctly (Clinger, "How to
/// read floating point numbers accurately", PLDI 1990). The rest goes to fast_float.
inline const char* parse_decimal(const char* p, const char* last, double& value) {
  const char* const first = p;
  const bool negative = *p == '-';
  p += static_cast<int>(negative) | static_cast<int>(*p == '+');
  std::uint64_t mantissa = 0;
  const char* const whole = p;
  p = detail::read_digits(p, mantissa);
  std::int64_t digits = p - whole, exponent = 0;
  if (*p == '.') {
    const char* const fraction = ++p;
    p = detail::read_digits(p, mantissa);
    exponent = fraction - p;
    digits -= exponent;
  }
  if (digits == 0) return nullptr;
  if ((*p | 0x20) == 'e') {
    p = detail::read_exponent(p + 1, exponent);
    if (p == nullptr) return nullptr;
  }
  constexpr std::uint64_t kExact = std::uint64_t{1} << 53;
  if (digits > 19 || mantissa > kExact || exponent < -22 || exponent > 22) [[unlikely]] {
    return detail::parse_hard_decimal(first, last, value);
  }
  double magnitude = static_cast<double>(mantissa);
  if (exponent < 0) {
    magnitude /= detail::kPowersOfTen[-exponent];
  } else if (exponent > 0) {
    magnitude *= detail::kPowersOfTen[exponent];
  }
  value = detail::with_sign(magnitude, negative);
  return p;
}

namespace detail {

/// Eight characters of a number, first in the lowest byte: digits, with a point among them or not.
struct DigitsWithPoint {
  std::uint64_t digits = 0;  ///< 0 to 9 each, the point taken out and a zero in front
  int fraction = -1;         ///< digits after the point, -1 where there is none
};

/// Takes the point out of eight characters, each XORed with '0'; false where there are other
/// characters than digits and one point.
inline bool take_out_point(std::uint64_t word, DigitsWithPoint& out) {
  constexpr std::uint64_t kPoint = '.' ^ '0';
  const std::uint64_t others = mark_others(word);
  if (others == 0) {
    out = {word, -1};
    return true;
  }
  const int at = std::countr_zero(others) & 56;  // of the first other's byte, in bits
  if ((others & (others - 1)) != 0 || ((word >> at) & 0xff) != kPoint) return false;
  const std::uint64_t before = word & ((std::uint64_t{1} << at) - 1);
  const std::uint64_t after = (word >> at >> 8) << at << 8;
  out = {before << 8 | after, 7 - (at >> 3)};
  return true;
}

/// As parse_plain_decimal, for nine to sixteen characters after the sign.
bool parse_long_decimal(const char* p, std::size_t length, bool negative, double& value);

}  // namespace detail

/// Reads [p, end) where it is nothing but a minus or none, digits, and a point among them or none,
/// at most 16 characters after the sign; false where it is not, or may be no exact double before
/// the point is set. The value is that of parse_decimal. Whole words at a time, without a question
/// for each digit, since where the number ends is known. kPadding bytes after `end` must be
/// readable.
inline bool parse_plain_decimal(const char* p, const char* end, double& value) {
  const bool negative = *p == '-';
  p += static_cast<int>(negative);
  const auto length = static_cast<std::size_t>(end - p);
  if (length - 1 > 7) return detail::parse_long_decimal(p, length, negative, value);
  detail::DigitsWithPoint number;
  const std::uint64_t word = (load_word(p) ^ repeat('0')) << (64 - 8 * length);  // zeros in front
  if (!detail::take_out_point(word, number)) return false;
  auto magnitude = static_cast<double>(detail::eight_digits(number.digits));
  if (number.fraction >= 0) {
    if (length == 1) return false;  // a point alone
    magnitude /= detail::kPowersOfTen[number.fraction];
  }
  value = detail::with_sign(magnitude, negative);
  return true;
}

}  // namespace coppice
