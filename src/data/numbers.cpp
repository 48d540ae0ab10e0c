#include "data/numbers.hpp"

#include <fast_float/fast_float.h>
#include <fmt/format.h>

#include <cmath>
#include <limits>

namespace coppice {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Equal but for the case of ASCII letters; `word` is in lower case.
bool same_word(std::string_view text, std::string_view word) {
  if (text.size() != word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i) {
    const char c =
        text[i] >= 'A' && text[i] <= 'Z' ? static_cast<char>(text[i] + ('a' - 'A')) : text[i];
    if (c != word[i]) return false;
  }
  return true;
}

NumberClass read_named_number(std::string_view text, bool negative, double& value) {
  if (same_word(text, "inf") || same_word(text, "infinity")) {
    value = std::numeric_limits<double>::infinity() * (negative ? -1 : 1);
    return NumberClass::number;
  }
  if (same_word(text, "nan")) {
    value = std::numeric_limits<double>::quiet_NaN();
    return NumberClass::number;
  }
  return NumberClass::text;
}

}  // namespace

NumberClass read_number(std::string_view text, double& value) {
  const bool negative = text.starts_with('-');
  if (negative || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty()) return NumberClass::text;
  if (!is_digit(text[0]) && text[0] != '.') return read_named_number(text, negative, value);
  const char* const last = text.data() + text.size();
  const auto [end, failure] = fast_float::from_chars(text.data(), last, value);
  if (end != last || failure == std::errc::invalid_argument) return NumberClass::text;
  if (std::isinf(value)) return NumberClass::overflow;
  if (negative) value = -value;
  return NumberClass::number;
}

bool is_number_with_comma(std::string_view text) {
  const std::size_t comma = text.find(',');
  if (comma == 0 || comma >= text.size() - 1 || text.empty()) return false;
  if (!is_digit(text[comma - 1]) || !is_digit(text[comma + 1])) return false;
  double value = 0;
  return read_number(text.substr(0, comma), value) == NumberClass::number &&
         read_number(text.substr(comma + 1), value) == NumberClass::number;
}

std::string_view without_blanks(std::string_view text) {
  constexpr std::string_view kBlanks = " \t";
  const std::size_t first = text.find_first_not_of(kBlanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) + 1 - first);
}

std::string canonical_category(std::string_view text) {
  double value = 0;
  if (read_number(text, value) == NumberClass::number && std::abs(value) < 0x1.0p53) {
    return fmt::format("{}", value == 0 ? 0.0 : value);
  }
  return std::string(text);
}

namespace detail {

const char* read_exponent(const char* p, std::int64_t& exponent) {
  const bool negative = *p == '-';
  p += negative || *p == '+' ? 1 : 0;
  if (!is_digit(*p)) return nullptr;
  std::int64_t written = 0;
  for (; is_digit(*p); ++p) {
    if (written < 100000) written = written * 10 + (*p - '0');
  }
  exponent += negative ? -written : written;
  return p;
}

const char* parse_hard_decimal(const char* p, const char* last, double& value) {
  const bool negative = *p == '-';
  p += negative || *p == '+' ? 1 : 0;
  const auto [end, failure] = fast_float::from_chars(p, last, value);
  if (failure == std::errc::invalid_argument || std::isinf(value)) return nullptr;
  if (negative) value = -value;
  return end;
}

bool parse_long_decimal(const char* p, std::size_t length, bool negative, double& value) {
  if (length - 9 > 7) return false;
  const std::uint64_t front = (load_word(p) ^ repeat('0')) << (128 - 8 * length);
  const std::uint64_t back = load_word(p + length - 8) ^ repeat('0');
  DigitsWithPoint high, low;
  if (!take_out_point(front, high) || !take_out_point(back, low)) return false;
  int fraction = 0;
  if (high.fraction >= 0) {
    if (low.fraction >= 0) return false;
    fraction = high.fraction + 8;
  } else if (low.fraction >= 0) {
    low.digits |= high.digits >> 56;  // the front's last digit moves into the free place
    high.digits <<= 8;
    fraction = low.fraction;
  }
  const std::uint64_t mantissa = eight_digits(high.digits) * 100000000 + eight_digits(low.digits);
  if (mantissa > std::uint64_t{1} << 53) return false;
  value = with_sign(static_cast<double>(mantissa) / kPowersOfTen[fraction], negative);
  return true;
}

}  // namespace detail
}  // namespace coppice
