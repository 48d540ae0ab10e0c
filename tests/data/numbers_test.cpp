#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <iterator>
#include <limits>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "data/numbers.hpp"
#include "data/plain_decimals.hpp"

using namespace coppice;

namespace {

/// Bits of what parse_decimal reads from the text followed by `tail`; it must end before the tail.
std::uint64_t parsed_bits(const std::string& text, const std::string& tail = ",") {
  const std::string padded = text + tail + std::string(kPadding, '\0');
  const char* const last = padded.data() + text.size() + tail.size();
  double value = -1;
  const char* const end = parse_decimal(padded.data(), last, value);
  if (end != padded.data() + text.size()) return ~std::uint64_t{0};
  return std::bit_cast<std::uint64_t>(value);
}

/// Whether parse_plain_decimal takes the text; where it does, it must give strtod's bits.
bool is_plain(const std::string& text) {
  const std::string padded = text + std::string(kPadding, '5');
  double value = -1;
  if (!parse_plain_decimal(padded.data(), padded.data() + text.size(), value)) return false;
  CHECK(std::bit_cast<std::uint64_t>(value) ==
        std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr)));
  return true;
}

std::uint64_t strtod_bits(const std::string& text) {
  return std::bit_cast<std::uint64_t>(std::strtod(text.c_str(), nullptr));
}

void check_as_strtod(const std::string& text) {
  CAPTURE(text);
  CHECK(parsed_bits(text) == strtod_bits(text));
  is_plain(text);
  double value = -1;
  CHECK(read_number(text, value) == NumberClass::number);
  CHECK(std::bit_cast<std::uint64_t>(value) == strtod_bits(text));
}

NumberClass class_of(const std::string& text) {
  double value = 0;
  return read_number(text, value);
}

}  // namespace

TEST_CASE("numbers are the same bits as strtod's") {
  for (const char* text : {"0",
                           "-0",
                           "0.0",
                           "-0.0",
                           "00",
                           "007",
                           "1",
                           "+1",
                           "-1",
                           "12345678",
                           "123456789",
                           "1234567890123456",
                           "0.1",
                           ".5",
                           "5.",
                           "-.5",
                           "+.5",
                           "0.345584",
                           "1.33717",
                           "3.141592653589793",
                           "2.718281828459045",
                           "1e5",
                           "1E5",
                           "1e+5",
                           "1e-5",
                           "1.5e10",
                           "1e22",
                           "1e23",
                           "1e-22",
                           "1e-23",
                           "123456789012345678",
                           "9007199254740991",
                           "9007199254740992",
                           "9007199254740993",
                           "9007199254740994",
                           "18446744073709551615",
                           "18446744073709551616",
                           "99999999999999999999",
                           "0.00000000000000000001",
                           "0000000000000000000000001.5",
                           "1.0000000000000000000000000000000001",
                           "1.7976931348623157e308",
                           "2.2250738585072014e-308",
                           "2.2250738585072011e-308",
                           "4.9406564584124654e-324",
                           "2.4703282292062327e-324",
                           "2.4703282292062328e-324",
                           "1e-400",
                           "0e999",
                           "0.500000000000000166533453693773481063544750213623046875",
                           "8.5e-300",
                           "1e-0",
                           "1e000000000005"}) {
    check_as_strtod(text);
  }
}

TEST_CASE("random numbers of every length and exponent are the same bits as strtod's") {
  const CounterRandom random(7, RandomPurpose::search);
  std::uint64_t index = 0;
  for (int trial = 0; trial < 40000; ++trial) {
    std::string text;
    if (random.below(index++, 2) == 0) text += '-';
    const auto digits = [&](std::uint64_t most) {
      for (std::uint64_t n = random.below(index++, most + 1); n > 0; --n) {
        text += static_cast<char>('0' + random.below(index++, 10));
      }
    };
    text += static_cast<char>('0' + random.below(index++, 10));
    digits(20);
    if (random.below(index++, 4) > 0) {
      text += '.';
      digits(20);
    }
    if (random.below(index++, 3) == 0)
      text.append("e").append(std::to_string(static_cast<int>(random.below(index++, 560)) - 290));
    if (std::isinf(std::strtod(text.c_str(), nullptr))) continue;
    check_as_strtod(text);
  }
}

TEST_CASE("printed doubles come back as the same bits") {
  const CounterRandom random(11, RandomPurpose::search);
  for (std::uint64_t i = 0; i < 40000; ++i) {
    const double value = std::bit_cast<double>(random.bits(i));
    if (!std::isfinite(value)) continue;
    for (const char* format : {"%.17g", "%.6g", "%.9g"}) {
      char text[64];
      std::snprintf(text, sizeof text, format, value);
      check_as_strtod(text);
    }
  }
}

TEST_CASE("a number ends where its characters end") {
  CHECK(parsed_bits("1.5", "abc") == strtod_bits("1.5"));
  CHECK(parsed_bits("1.5", "\n") == strtod_bits("1.5"));
  CHECK(parsed_bits("12345678", "\xff\xff\xff\xff\xff\xff\xff\xff") == strtod_bits("12345678"));
  CHECK(parsed_bits("1", ".5.5") == ~std::uint64_t{0});
  for (const char* text :
       {"", "-", "+", ".", "-.", "e5", "1e", "1e+", "abc", "inf", "nan", "1e400", "-1e309"}) {
    CAPTURE(text);
    CHECK(parsed_bits(text) == ~std::uint64_t{0});
  }
}

TEST_CASE("texts that are no decimal numbers are told apart") {
  for (const char* text :
       {"",    "-",   "+",   ".",   "abc", "1.5abc", "1,5",   "0x1p3", "0x10", "1e",   "1e5x",
        "--1", "+-1", "-+1", "1 2", " 1",  "1 ",     "1_000", "infin", "nanx", "1e5.5"}) {
    CAPTURE(text);
    CHECK(class_of(text) == NumberClass::text);
  }
  for (const char* text : {"1e400", "-1e400", "1e309", "1.8e308"})
    CHECK(class_of(text) == NumberClass::overflow);
}

TEST_CASE("infinities and NaN have names in any case") {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  double value = 0;
  for (const char* text : {"inf", "Inf", "INF", "+inf", "infinity", "Infinity"}) {
    CHECK(read_number(text, value) == NumberClass::number);
    CHECK(value == kInfinity);
  }
  CHECK(read_number("-inf", value) == NumberClass::number);
  CHECK(value == -kInfinity);
  for (const char* text : {"nan", "NaN", "-nan"}) {
    CHECK(read_number(text, value) == NumberClass::number);
    CHECK(std::isnan(value));
  }
}

TEST_CASE("spellings of one number are one category") {
  for (const char* text : {"1", "1.0", "+1", "1e0", "01", "1."})
    CHECK(canonical_category(text) == "1");
  CHECK(canonical_category("-0") == "0");
  CHECK(canonical_category("1.50") == "1.5");
  CHECK(canonical_category("1e5") == "100000");
  CHECK(canonical_category("abc") == "abc");
  CHECK(canonical_category("12345678901234567890") == "12345678901234567890");
  CHECK(canonical_category(canonical_category("1e20")) == canonical_category("1e20"));
}

TEST_CASE("plain decimals are read by whole words, and nothing else is taken for one") {
  for (const char* text : {"0",
                           "-0",
                           "7",
                           "-7",
                           "1.5",
                           "-1.5",
                           ".5",
                           "-.5",
                           "5.",
                           "12345678",
                           "-12345678",
                           "123456789",
                           "1234567.",
                           ".1234567",
                           "1234567.8",
                           "12345678.9",
                           ".123456789",
                           "0.0055484",
                           "123456789012345",
                           "1234567.12345678",
                           "12345678.1234567",
                           "-0.1234567890123"}) {
    CAPTURE(text);
    CHECK(is_plain(text));
  }
  for (const char* text : {"",
                           "-",
                           ".",
                           "-.",
                           "..",
                           "1..2",
                           "1.2.3",
                           "+1",
                           "--1",
                           "1-",
                           "1e5",
                           "1 ",
                           " 1",
                           "a",
                           "1a",
                           "12345678a",
                           "a12345678",
                           "1234.5678.9",
                           "0x10",
                           "nan",
                           "1,5",
                           "9007199254740993",
                           "12345678901234567",
                           "12345678\xb0",
                           "1\xff",
                           "1/2",
                           "1:2",
                           "123456789.12345678"}) {
    CAPTURE(text);
    CHECK(!is_plain(text));
  }
}

namespace {

/// A text of digits, most of them plain decimals.
std::string random_decimal(const CounterRandom& random, std::uint64_t& index) {
  std::string text(1 + random.below(index++, 16), '0');
  for (char& c : text) c = static_cast<char>('0' + random.below(index++, 10));
  if (random.below(index++, 4) > 0) text[random.below(index++, text.size())] = '.';
  if (random.below(index++, 2) > 0) text.insert(text.begin(), '-');
  return text;
}

}  // namespace

TEST_CASE("plain decimals of random lengths and points are the same bits as strtod's") {
  const CounterRandom random(3, RandomPurpose::search);
  std::uint64_t index = 0;
  for (int trial = 0; trial < 20000; ++trial) is_plain(random_decimal(random, index));
}

TEST_CASE("eight plain decimals at once are those read one by one") {
  if (!has_plain_decimals()) return;
  const CounterRandom random(4, RandomPurpose::search);
  std::uint64_t index = 0;
  constexpr std::size_t kFields = 5, kRows = 8;
  const char* const odd[] = {"",   "-",     ".",        "-.",        "1e5",
                             "NA", "1.2.3", "0.123456", "12345678a", "\"1.5\""};
  for (int trial = 0; trial < 5000; ++trial) {
    std::string text = "h\n";
    std::vector<std::uint32_t> ends{1};
    const std::uint64_t odd_share = trial % 4;
    for (std::size_t field = 0; field < kFields * kRows; ++field) {
      text += random.below(index++, 8) < odd_share ? odd[random.below(index++, std::size(odd))]
                                                   : random_decimal(random, index);
      ends.push_back(static_cast<std::uint32_t>(text.size()));
      text += (field + 1) % kFields == 0 ? '\n' : ',';
    }
    const std::size_t count = 1 + random.below(index++, kRows);
    const std::string padded = text + std::string(kPadding, '\0');
    std::vector<double> values(kFields * (kRows + 2), -1);
    std::vector<NumberField> fields;
    for (const std::uint32_t field : {0U, 1U, 2U, 4U})
      fields.push_back({field, values.data() + field * (kRows + 2)});
    parse_plain_decimals(padded.data(), ends.data() + 1, kFields, count, 2, fields);
    for (const NumberField& field : fields) {
      CHECK((field.plain >> count) == 0);
      for (std::size_t row = 0; row < count; ++row) {
        const std::uint32_t* const end = ends.data() + 1 + row * kFields + field.field;
        const char *const first = padded.data() + end[-1] + 1, *const last = padded.data() + *end;
        double value = -1;
        const bool plain = last - first <= 16 && parse_plain_decimal(first, last, value);
        CAPTURE(std::string(first, last));
        CHECK(((field.plain >> row & 1) != 0) == plain);
        if (plain) {
          CHECK(std::bit_cast<std::uint64_t>(field.values[2 + row]) ==
                std::bit_cast<std::uint64_t>(value));
        }
      }
      CHECK(field.values[1] == -1);
      if (count < kRows) CHECK(field.values[2 + count] == -1);
    }
  }
}
