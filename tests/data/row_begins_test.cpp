#include "data/row_begins.hpp"

#include <doctest/doctest.h>

#include <stdexcept>
#include <vector>

#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

TEST_CASE("row begins are read as they were given, past 32 bits too") {
  Dice dice(1);
  for (const std::size_t rows : {0, 1, 255, 256, 257, 5000}) {
    for (const std::uint64_t most : {3, 1 << 24}) {
      std::vector<std::uint64_t> plain{0};
      std::vector<std::uint32_t> counts{0};
      for (std::size_t row = 0; row < rows; ++row) {
        counts.push_back(static_cast<std::uint32_t>(dice.below(most + 1)));
        plain.push_back(plain.back() + counts.back());
      }
      RowBegins pushed;
      pushed.reserve(plain.size());
      for (const std::uint64_t begin : plain) pushed.push_back(begin);
      CHECK(pushed.size() == rows + 1);
      CHECK(pushed.back() == plain.back());
      CHECK(pushed.numbers() == plain);
      CHECK(RowBegins::of_counts(counts) == pushed);
      RowBegins restored;
      CHECK(RowBegins::restore({pushed.bases().begin(), pushed.bases().end()},
                               {pushed.offsets().begin(), pushed.offsets().end()}, restored));
      CHECK(restored == pushed);
      CHECK(restored.back() == plain.back());
    }
  }
}

TEST_CASE("row begins that are none are refused") {
  RowBegins begins;
  CHECK(RowBegins::restore({}, {}, begins));
  CHECK(begins.empty());
  CHECK_FALSE(RowBegins::restore({}, {0}, begins));
  CHECK_FALSE(RowBegins::restore({1}, {0}, begins));
  CHECK_FALSE(RowBegins::restore({0, 5}, {0}, begins));
  CHECK_FALSE(RowBegins::restore({0}, {0, 3, 2}, begins));
  std::vector<std::uint32_t> offsets(257, 9);
  offsets[0] = offsets[256] = 0;
  CHECK_FALSE(RowBegins::restore({0, 8}, offsets, begins));
  CHECK(RowBegins::restore({0, 9}, offsets, begins));
  RowBegins wide{0};
  CHECK_THROWS_AS(wide.push_back(std::uint64_t{1} << 32), std::length_error);
}
