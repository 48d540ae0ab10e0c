#include "data/packed_numbers.hpp"

#include <doctest/doctest.h>

#include <bit>
#include <cmath>
#include <limits>
#include <vector>

#include "data/copy_rows.hpp"
#include "data/cut_rows.hpp"
#include "data/packed_columns.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint64_t> bits(const std::vector<double>& values) {
  std::vector<std::uint64_t> all;
  for (const double value : values)
    all.push_back(std::isnan(value) ? 0x7ff8 : std::bit_cast<std::uint64_t>(value));
  return all;
}

/// Values as they are written with so many decimals, some missing.
std::vector<double> rounded(Dice& dice, std::size_t count, int decimals, double spread) {
  std::vector<double> values;
  const double power = std::pow(10.0, decimals);
  for (std::size_t i = 0; i < count; ++i) {
    const double value = (static_cast<double>(dice.below(2000001)) - 1e6) / 1e6 * spread;
    values.push_back(dice.below(20) == 0 ? kNaN : std::round(value * power) / power);
  }
  return values;
}

void check_packed(const std::vector<double>& values, Dice& dice, std::size_t most_bytes) {
  PackedNumbers packed;
  for (std::size_t begin = 0; begin < values.size();) {
    const std::size_t count = std::min<std::size_t>(1 + dice.below(700), values.size() - begin);
    packed.append(std::span(values).subspan(begin, count));
    begin += count;
  }
  REQUIRE(packed.size() == values.size());
  CHECK(packed.bytes() <= most_bytes);
  std::vector<double> all(values.size());
  packed.read(0, all);
  CHECK(bits(all) == bits(values));
  for (int part = 0; part < 20; ++part) {
    const std::size_t begin = dice.below(values.size());
    std::vector<double> some(dice.below(values.size() - begin + 1));
    packed.read(begin, some);
    const auto first = values.begin() + static_cast<std::ptrdiff_t>(begin);
    CHECK(bits(some) == bits({first, first + static_cast<std::ptrdiff_t>(some.size())}));
  }
}

}  // namespace

TEST_CASE("packed numbers are read as they were appended") {
  Dice dice(3);
  constexpr std::size_t kCount = 20000, kHalf = kCount * 9 / 2, kWhole = kCount * 8;
  constexpr std::size_t kOneByte = kCount * 5 / 4, kTwoBytes = kCount * 9 / 4;
  check_packed(rounded(dice, kCount, 0, 100), dice, kOneByte);
  check_packed(rounded(dice, kCount, 1, 1000), dice, kTwoBytes);
  check_packed(rounded(dice, kCount, 4, 100), dice, kCount * 13 / 4);
  check_packed(rounded(dice, kCount, 6, 100), dice, kHalf);
  std::vector<double> years = rounded(dice, kCount, 0, 100);  // far from zero
  for (double& year : years) year += 1990;
  check_packed(years, dice, kOneByte);
  check_packed(rounded(dice, kCount, 15, 1), dice, kWhole);  // of too many digits
  std::vector<double> odd = rounded(dice, kCount, 3, 10);
  for (std::size_t i = 0; i < kCount; i += 100) {
    const double special[] = {-0.0,          std::numeric_limits<double>::infinity(),
                              1e300,         5e-324,
                              2147483648.0,  -2147483648.0,
                              -2147483647.0, 0x1p53};
    odd[i] = special[i / 100 % 8];
  }
  check_packed(odd, dice, kCount * 5);
  // Parts of their own decimals.
  std::vector<double> parts;
  for (const int decimals : {0, 8, 2}) {
    const std::vector<double> part = rounded(dice, 5000, decimals, decimals == 8 ? 1 : 1e6);
    parts.insert(parts.end(), part.begin(), part.end());
  }
  check_packed(parts, dice, parts.size() * 5);
  // Digits that come late make the whole column raw.
  std::vector<double> late = rounded(dice, kCount, 2, 10);
  for (std::size_t i = kCount / 2; i < kCount; ++i) late[i] = std::sqrt(static_cast<double>(i));
  check_packed(late, dice, kWhole);
}

TEST_CASE("rows of packed columns are cut and copied as those of others") {
  Dice dice(4);
  Table table;
  table.rows = 1000;
  for (const int decimals : {1, 15}) {
    Column& column = table.features.emplace_back();
    column.numbers = rounded(dice, table.rows, decimals, 1);
  }
  table.label = table.features[0];
  Table packed = table;
  for (Column& column : packed.features) pack(column);
  const auto check_same = [](const Table& a, const Table& b) {
    REQUIRE(a.rows == b.rows);
    for (std::size_t c = 0; c < a.features.size(); ++c) {
      CHECK(b.features[c].size() == a.rows);
      CHECK(b.features[c].numbers.empty());
      CHECK(bits(a.features[c].numbers) == bits(numbers_of(b.features[c])));
    }
  };
  const std::vector<std::uint32_t> rows{999, 3, 3, 17};
  check_same(copy_rows(table, rows), copy_rows(packed, rows));
  std::vector<std::uint8_t> cut(table.rows);
  for (std::uint8_t& mark : cut) mark = dice.below(3) == 0 ? 1 : 0;
  check_same(cut_rows(table, cut), cut_rows(packed, cut));
  check_same(table, packed);
  for (Column& column : packed.features) unpack(column);
  CHECK(bits(packed.features[1].numbers) == bits(table.features[1].numbers));
  CHECK(packed.features[1].packed.empty());
}
