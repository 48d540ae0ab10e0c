#include "bins/sort_numbers.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <vector>

#include "base/random.hpp"

using namespace coppice;

namespace {

/// Sorts in a room that other columns were sorted in before.
void check_sorted(std::size_t count, const std::function<double(std::uint64_t)>& draw) {
  static SortRoom room;
  std::vector<double> values;
  for (std::uint64_t i = 0; i < count; ++i) values.push_back(draw(i));
  std::vector<double> expected = values;
  std::sort(expected.begin(), expected.end());
  sort_numbers(values, room);
  CHECK(values == expected);
}

}  // namespace

TEST_CASE("numbers of every kind come out in order") {
  const CounterRandom random(1, RandomPurpose::search);
  const auto uniform = [&](std::uint64_t i) { return random.uniform(i); };
  for (const std::size_t count : {0, 1, 2, 511, 512, 5000}) {
    CAPTURE(count);
    check_sorted(count, uniform);
    check_sorted(count, [&](std::uint64_t i) { return uniform(i) - 0.5; });
    check_sorted(count, [&](std::uint64_t i) { return std::exp(700 * uniform(i) - 350); });
    check_sorted(count, [&](std::uint64_t) { return 1.5; });
    check_sorted(count, [&](std::uint64_t i) { return static_cast<double>(i % 3); });
    check_sorted(count, [&](std::uint64_t i) { return 1 + 1e-13 * uniform(i); });
    check_sorted(count, [&](std::uint64_t i) { return (i % 2 ? 1.0 : -1.0) + 1e-14 * uniform(i); });
    check_sorted(count, [&](std::uint64_t i) { return i % 5 == 0 ? INFINITY : -uniform(i); });
    check_sorted(count, [&](std::uint64_t i) { return i % 2 ? 0.0 : 5e-324 * uniform(i) * 10; });
  }
}

TEST_CASE("minus zero becomes zero") {
  for (const std::size_t count : {10, 1000}) {
    std::vector<double> values(count, -0.0);
    SortRoom room;
    sort_numbers(values, room);
    CHECK(std::none_of(values.begin(), values.end(), [](double v) { return std::signbit(v); }));
  }
}
