#include "bins/packed_bins.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>
#include <vector>

#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

double round_to(double value, int decimals) {
  const double power = std::pow(10.0, decimals);
  return std::round(value * power) / power;
}

/// Values of one shape after the other, so that columns have runs of several codings.
std::vector<double> drawn(Dice& dice, std::size_t count, const std::vector<int>& shapes) {
  std::vector<double> values;
  for (const int shape : shapes) {
    for (std::size_t i = 0; i < count; ++i) {
      const double u = static_cast<double>(dice.below(1000001)) / 1e6 - 0.5;
      double value = shape == 0   ? static_cast<double>(dice.below(200))
                     : shape == 1 ? static_cast<double>(dice.below(30000)) - 15000
                     : shape == 2 ? round_to(6 * u, 5)
                     : shape == 3 ? round_to(std::exp(40 * u), 3)  // most at the low end
                     : shape == 4 ? round_to(2e6 * u, 3)
                                  : round_to(u * u * u, 6);
      if (dice.below(50) == 0) value = NAN;
      if (dice.below(90) == 0) value = dice.below(2) == 0 ? -0.0 : 1e300 * u;
      if (dice.below(900) == 0) value = dice.below(2) == 0 ? INFINITY : -INFINITY;
      values.push_back(value);
    }
  }
  return values;
}

PackedNumbers packed(const std::vector<double>& values, Dice& dice) {
  PackedNumbers numbers;
  for (std::size_t begin = 0; begin < values.size();) {
    const std::size_t count = std::min<std::size_t>(1 + dice.below(2000), values.size() - begin);
    numbers.append(std::span(values).subspan(begin, count));
    begin += count;
  }
  return numbers;
}

template <class Cell>
void check_bins(const std::vector<double>& values, const PackedNumbers& numbers, int max_bins,
                Dice& dice) {
  SortRoom room;
  FeatureBins bins;
  bins.thresholds = find_thresholds(distinct_values(numbers, {}, room), max_bins, 1);
  std::vector<Cell> cells(values.size());
  put_bins(bins, numbers, 0, std::span(cells));
  for (std::size_t i = 0; i < values.size(); ++i) {
    CAPTURE(values[i]);
    CAPTURE(i);
    CAPTURE(max_bins);
    CAPTURE(bins.thresholds.size());
    REQUIRE(cells[i] == bins.bin_of_number(values[i]));
  }
  for (const std::size_t most : {2000, 50}) {
    const std::size_t begin = dice.below(values.size() - most), count = dice.below(most);
    std::vector<Cell> some(count);
    put_bins(bins, numbers, begin, std::span(some));
    REQUIRE(
        std::equal(some.begin(), some.end(), cells.begin() + static_cast<std::ptrdiff_t>(begin)));
  }
}

void check_seen(const PackedNumbers& numbers) {
  SortRoom room;
  const std::vector<ValueCount> distinct = distinct_values(numbers, {}, room);
  const ValuesSeen seen = values_seen(numbers, room);
  std::uint64_t rows = 0;
  for (const ValueCount& value : distinct) rows += value.count;
  CHECK(seen.rows == rows);
  CHECK(seen.distinct == distinct.size());
  if (distinct.empty()) return;
  CHECK(seen.lowest == distinct.front().value);
  CHECK(seen.highest == distinct.back().value);
  double sum = 0, size = 0;
  for (const ValueCount& value : distinct) {
    sum += value.value * static_cast<double>(value.count);
    size += std::abs(value.value) * static_cast<double>(value.count);
  }
  if (std::isfinite(size))
    CHECK(std::abs(seen.mean * static_cast<double>(rows) - sum) <= 1e-12 * size);
  CHECK(std::signbit(seen.lowest) == std::signbit(distinct.front().value));
  CHECK(std::signbit(seen.highest) == std::signbit(distinct.back().value));
}

}  // namespace

TEST_CASE("packed numbers have the distinct values and the bins of plain ones") {
  Dice dice(7);
  for (const std::vector<int>& shapes :
       std::vector<std::vector<int>>{{0}, {1}, {2}, {3}, {4}, {5}, {0, 1}, {2, 4}, {0, 2, 5, 1}}) {
    CAPTURE(shapes[0]);
    CAPTURE(shapes.size());
    const std::vector<double> values = drawn(dice, 20000, shapes);
    const PackedNumbers numbers = packed(values, dice);
    REQUIRE(numbers.has_codes());
    CHECK(numbers.has_missing());
    std::vector<std::uint32_t> sample;
    for (std::uint32_t row = 0; row < values.size(); ++row) {
      if (dice.below(5) == 0) sample.push_back(row);
    }
    SortRoom room;
    for (const bool all : {true, false}) {
      std::map<double, std::uint64_t> expected;
      const auto count = [&](double value) {
        if (!std::isnan(value)) ++expected[value + 0.0];
      };
      if (all) std::ranges::for_each(values, count);
      if (!all) std::ranges::for_each(sample, [&](std::uint32_t row) { count(values[row]); });
      const std::vector<ValueCount> distinct =
          distinct_values(numbers, all ? std::span<const std::uint32_t>() : sample, room);
      REQUIRE(distinct.size() == expected.size());
      auto next = expected.begin();
      for (const ValueCount& found : distinct) {
        REQUIRE(found.value == next->first);
        REQUIRE_FALSE(std::signbit(found.value) != std::signbit(next->first));
        REQUIRE(found.count == (next++)->second);
      }
    }
    check_seen(numbers);
    check_bins<std::uint8_t>(values, numbers, 255, dice);
    check_bins<std::uint8_t>(values, numbers, 2, dice);
    check_bins<std::uint16_t>(values, numbers, 3000, dice);
  }
}

TEST_CASE("what is seen of packed numbers is what their distinct values come to") {
  Dice dice(8);
  for (const double unit : {1.0, 100.0, 1e5}) {  // one, two and three bytes a code
    for (const double shift : {0.0, -40.0, 1000.0}) {
      std::vector<double> values;
      for (int i = 0; i < 300000; ++i)
        values.push_back(shift + std::floor(100 * unit * dice.uniform()) / unit);
      for (const double other : {-0.0, 1e300, -1e300, 0.1234567891, double{NAN}}) {
        check_seen(packed(values, dice));
        values[dice.below(values.size())] = other;
      }
      check_seen(packed(values, dice));
    }
  }
  PackedNumbers zeros;
  zeros.append(std::vector<double>(3000, -0.0));
  check_seen(zeros);
}

TEST_CASE("a packed column of one value, or none, has one bin") {
  PackedNumbers numbers;
  numbers.append(std::vector<double>(3000, 2.5));
  numbers.append(std::vector<double>(3000, NAN));
  SortRoom room;
  const std::vector<ValueCount> distinct = distinct_values(numbers, {}, room);
  REQUIRE(distinct.size() == 1);
  CHECK(distinct[0].count == 3000);
  std::vector<std::uint8_t> cells(6000);
  put_bins({}, numbers, 0, std::span(cells));
  CHECK(std::ranges::count(cells, 0) == 3000);
  CHECK(std::ranges::count(cells, 1) == 3000);
}
