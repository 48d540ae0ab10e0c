#include "data/libsvm_ones.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cctype>
#include <string>
#include <vector>

#include "data/scan.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

struct Read {
  std::size_t end = 0;
  std::vector<std::uint32_t> columns;
};

/// Character by character, up to `end` or the first entry that is another.
Read read_plainly(const std::string& line, std::size_t from, std::size_t end, std::uint32_t base) {
  Read read{from, {}};
  for (std::size_t i = from; i < end;) {
    std::size_t colon = i;
    while (std::isdigit(static_cast<unsigned char>(line[colon])) != 0) ++colon;
    const std::size_t digits = colon - i;
    if (digits == 0 || digits > 8 || line[colon] != ':' || line[colon + 1] != '1') break;
    if (line[colon + 2] != ' ' && line[colon + 2] != '\n') break;
    const unsigned long index = std::stoul(line.substr(i, digits));
    if (index < base) break;
    read.columns.push_back(static_cast<std::uint32_t>(index) - base);
    read.end = i = colon + 2;
    if (line[i] != '\n') read.end = ++i;
    if (line[i] == ' ') break;
  }
  return read;
}

}  // namespace

TEST_CASE("entries of 1 are read as they are character by character, to the first other one") {
  Dice dice(5);
  const char* const others[] = {"7:2",   "8:1.0", "9:11", "x:1",         ":1",   "12:",
                                "5:1\t", "4:1\r", "",     "123456789:1", "1:1#", "-3:1"};
  for (int round = 0; round < 3000; ++round) {
    std::string line = dice.below(2) == 0 ? "1 " : "-1.5 ";
    const std::size_t from = line.size();
    const std::size_t entries = dice.below(40);
    const std::uint64_t widest = dice.below(4) == 0 ? 100000000 : dice.below(3) == 0 ? 1000 : 130;
    for (std::size_t i = 0; i < entries; ++i) {
      if (i > 0) line += ' ';
      line += dice.below(30) == 0 ? others[dice.below(std::size(others))]
                                  : fmt::format("{}:1", dice.below(widest));
    }
    line += dice.below(4) == 0 ? " \n" : "\n";
    // What stands after the line is another line; then there is padding.
    std::string text = line + "1 3:1 4:1\n" + std::string(kPadding, '\0');
    for (const std::uint32_t base : {0U, 1U}) {
      CAPTURE(line);
      std::vector<std::uint32_t> columns(line.size());
      const OnesRead read = read_ones(text.data() + from, base, columns.data());
      columns.resize(read.entries);
      const auto end = static_cast<std::size_t>(read.end - text.data());
      // Blanks between entries may be passed over.
      std::vector<std::uint32_t> expected;
      Read part{from, {}};
      for (std::size_t at = from; at < end; at = part.end) {
        while (line[at] == ' ') ++at;
        part = read_plainly(line, at, end, base);
        REQUIRE(part.end > at);
        expected.insert(expected.end(), part.columns.begin(), part.columns.end());
      }
      CHECK(columns == expected);
      CHECK(end >= read_plainly(line, from, line.size(), base).end);
    }
  }
}
