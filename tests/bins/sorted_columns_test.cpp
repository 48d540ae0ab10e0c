#include "bins/sorted_columns.hpp"

#include <doctest/doctest.h>

#include <limits>

#include "reference/random_table.hpp"

using namespace coppice;

TEST_CASE("entries stand in the order of the values, and mark where the value changes") {
  for (const std::size_t rows : {1u, 2u, 100u, 5000u}) {  // few rows are sorted another way
    for (const std::size_t distinct : {0u, 3u}) {
      const auto columns = reference::random_table(rows, 2, 5, distinct, 0.3).table.features;
      const SortedColumns sorted(columns);
      for (std::size_t c = 0; c < 2; ++c) {
        const std::vector<double>& x = columns[c].numbers;
        const auto entries = sorted.entries(c);
        std::size_t present = 0;
        for (const double value : x) present += std::isnan(value) ? 0 : 1;
        REQUIRE(entries.size() == present);
        for (std::size_t i = 1; i < entries.size(); ++i) {
          const std::uint32_t before = entries[i - 1] & SortedColumns::kRow,
                              row = entries[i] & SortedColumns::kRow;
          CHECK(x[before] <= x[row]);
          CHECK(((entries[i] & SortedColumns::kNewValue) != 0) == (x[before] < x[row]));
          if (x[before] == x[row]) CHECK(before < row);
        }
      }
    }
  }
}

TEST_CASE("values that no finite threshold parts count as one") {
  Column column;
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  column.numbers = {std::numeric_limits<double>::lowest(), -kInfinity, 0.0, -0.0, kInfinity};
  const SortedColumns sorted(std::span(&column, 1));
  const auto entries = sorted.entries(0);
  REQUIRE(entries.size() == 5);
  CHECK(entries[1] == 0);  // the lowest number after -infinity
  CHECK((entries[2] & SortedColumns::kNewValue) != 0);
  CHECK(entries[3] == 3);  // -0 is 0
  CHECK((entries[4] & SortedColumns::kNewValue) != 0);
  CHECK(sorted.has_infinity(0));
  CHECK(sorted.is_complete());
}
