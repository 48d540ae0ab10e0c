#include "data/libsvm_lines.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "data/byte_masks.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

/// A line of a file of categories, or, `odd` times in a hundred, one with something else in it.
std::string random_line(Dice& dice, std::size_t odd) {
  const auto is_odd = [&] { return dice.below(100) < odd; };
  const char* const labels[] = {"1", "-1", "+1", "0", "12", "-1.5"};
  const char* const odd_labels[] = {"nan", "x", "1e999", "3:1", " 1", "1 qid:4", "# 1", ""};
  const char* const odd_entries[] = {
      "7:2", "8:1.0", "9:11", "x:1",  ":1",  "12:",   "5:1\t",  "4:1\r",
      "",    "1:1:1", "1:1#", "-3:1", "0:1", "# 5:1", "1000:1", "123456789:1"};
  std::string line = is_odd() ? odd_labels[dice.below(std::size(odd_labels))]
                              : labels[dice.below(std::size(labels))];
  const std::uint64_t step = 1 + dice.below(60);
  std::uint64_t column = dice.below(3);
  for (std::size_t left = dice.below(30); left > 0 && column < 1000; --left) {
    line += ' ';
    line += is_odd() && dice.below(4) == 0 ? odd_entries[dice.below(std::size(odd_entries))]
                                           : fmt::format("{}:1", column);
    if (is_odd() && dice.below(8) == 0) column = dice.below(4);
    column += is_odd() && dice.below(8) == 0 ? 0 : 1 + dice.below(step);
  }
  if (dice.below(3) == 0) line += ' ';
  if (is_odd() && dice.below(4) == 0) line += '\r';
  return line + '\n';
}

struct Parsed {
  LibsvmPiece piece;
  std::string error;
};

Parsed parse(const LibsvmPlan& plan, const std::string& text) {
  Parsed parsed;
  parsed.piece.chunk.text.assign(text.data(), text.size());
  parsed.piece.chunk.first_line = 7;
  try {
    parse_libsvm(plan, parsed.piece);
  } catch (const Error& error) {
    parsed.error = error.what();
  }
  return parsed;
}

void check_same(const LibsvmPiece& a, const LibsvmPiece& b) {
  REQUIRE(a.rows == b.rows);
  REQUIRE(a.entries == b.entries);
  CHECK(a.cut_rows == b.cut_rows);
  CHECK(std::ranges::equal(std::span(a.lines).first(a.rows), std::span(b.lines).first(a.rows)));
  CHECK(a.labels == b.labels);
  CHECK(a.row_entries == b.row_entries);
  CHECK(std::equal(a.columns.get(), a.columns.get() + a.entries, b.columns.get()));
  CHECK(a.all_ones == b.all_ones);
  if (!a.all_ones) CHECK(std::equal(a.values.get(), a.values.get() + a.entries, b.values.get()));
  CHECK(a.lowest == b.lowest);
  CHECK(a.highest == b.highest);
}

}  // namespace

TEST_CASE("lines of entries of 1 are read as the same lines with tabs, which are read one by one") {
  Dice dice(11);
  for (int round = 0; round < 4000; ++round) {
    const std::size_t odd = round % 4 == 0 ? 0 : dice.below(round % 4 == 1 ? 30 : 4);
    std::string text;
    for (std::size_t line = 1 + dice.below(40); line > 0; --line) text += random_line(dice, odd);
    std::string with_tabs = text;
    std::ranges::replace(with_tabs, ' ', '\t');
    LibsvmPlan plan{.file = "FILE", .need_label = dice.below(2) == 0, .base = 0};
    if (dice.below(2) == 0) plan.base = 1;
    if (dice.below(3) == 0) plan.columns = 200;
    CAPTURE(text);
    const Parsed parsed = parse(plan, text), apart = parse(plan, with_tabs);
    CHECK(parsed.error == apart.error);
    check_same(parsed.piece, apart.piece);
  }
}

TEST_CASE("plain lines are read at one go, up to one that is not plain") {
  Dice dice(12);
  LibsvmPiece piece;
  const std::string first = "1 3:1\n";
  std::string text = first;
  for (int line = 0; line < 100; ++line) text += random_line(dice, 0);
  const std::size_t plain = text.size();
  text += "1 5:2\n1 3:1\n";
  piece.chunk.text.assign(text.data(), text.size());
  piece.columns = std::make_unique_for_overwrite<std::uint32_t[]>(text.size() + kSpareColumns);
  std::uint64_t line = 2;
  const char* const begin = piece.chunk.text.data();
  const char* const end = read_lines_of_ones(begin + first.size(), {}, piece, line);
#if defined(__x86_64__)
  if (has_byte_compress()) {
    CHECK(end == begin + plain);
    CHECK(piece.rows == 100);
    CHECK(line == 102);
    return;
  }
#endif
  CHECK(end == begin + first.size());
  CHECK(plain > first.size());
  CHECK(piece.rows == 0);
}
