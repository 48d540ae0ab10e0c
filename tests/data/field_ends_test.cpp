// The ends of fields that are found by blocks are those that a reader of one field after the other
// finds, wherever blocks begin.

#include "data/field_ends.hpp"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "base/random.hpp"
#include "data/byte_masks.hpp"
#include "data/field.hpp"

using namespace coppice;

namespace {

std::vector<std::uint32_t> ends_of(const std::string& text, char delimiter, FieldEnds& ends) {
  const std::string padded = text + std::string(kPadding, '\0');
  ends.find({padded.data(), text.size()}, delimiter);
  return {ends.begin(), ends.end()};
}

/// The ends by reading one field after the other.
std::vector<std::uint32_t> naive_ends(const std::string& text, char delimiter) {
  const std::string padded = text + std::string(kPadding, '\0');
  std::vector<std::uint32_t> ends;
  const char* const last = padded.data() + text.size();
  for (const char* p = padded.data(); p < last; ++p) {
    p = read_field(p, last, delimiter).end;
    ends.push_back(static_cast<std::uint32_t>(p - padded.data()));
  }
  return ends;
}

/// A text of `pieces` drawn at random, ended by a line feed.
std::string random_text(std::uint64_t seed, const std::vector<std::string>& pieces) {
  const CounterRandom random(seed, RandomPurpose::search);
  std::string text;
  for (std::uint64_t i = 0, count = random.below(0, 200); i < count; ++i) {
    text += pieces[random.below(i + 1, pieces.size())];
  }
  return text + "\n";
}

}  // namespace

TEST_CASE("a mask of a character is true of each byte that is it") {
  std::string text;
  for (int i = 0; i < 256; ++i) text += static_cast<char>(i);
  text += std::string(256, '\x80') + std::string(256, 'a');
  for (int c = 0; c < 256; ++c) {
    for (std::size_t at = 0; at + kMaskBytes <= text.size(); at += 13) {
      const std::uint64_t mask = TextBlock(text.data() + at).mask_of(static_cast<char>(c));
      for (std::size_t i = 0; i < kMaskBytes; ++i) {
        REQUIRE((mask >> i & 1) == (text[at + i] == static_cast<char>(c) ? 1 : 0));
      }
    }
  }
}

TEST_CASE("fields without quotes end where the reader of fields says") {
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    CAPTURE(seed);
    const std::string text = random_text(seed, {"a", "bcd", ",", "\n", "1.5", ",,", "\r\n", "  "});
    FieldEnds ends;
    CHECK(ends_of(text, ',', ends) == naive_ends(text, ','));
    CHECK(ends.quotes() == FieldEnds::Quotes::none);
  }
}

TEST_CASE("fields with quotes around them end where the reader of fields says") {
  for (std::uint64_t seed = 0; seed < 400; ++seed) {
    CAPTURE(seed);
    const std::string text = random_text(
        seed, {"a,", "\"b,c\",", "\"\",", "\"long enough to cross a block or two\"\r\n", "1\n"});
    FieldEnds ends;
    CHECK(ends_of(text, ',', ends) == naive_ends(text, ','));
    CHECK(ends.quotes() != FieldEnds::Quotes::any);
  }
}

TEST_CASE("quotes at odd places end fields where the reader of fields says") {
  for (std::uint64_t seed = 0; seed < 1000; ++seed) {
    CAPTURE(seed);
    const std::string text =
        random_text(seed, {"a,", "b\"c,", "\"d\"\"\",", " \"e, f\" ,", "\"g\nh\"\n", "\"i\"\r,",
                           "\"j\",", "\"k\" l,", "\n", ",", "\"m\"\r\n", "\r\n"});
    FieldEnds ends;
    CHECK(ends_of(text, ',', ends) == naive_ends(text, ','));
  }
}
