#include "loss/weighted_sort.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>
#include <vector>

#include "base/parallel.hpp"
#include "base/random.hpp"

using namespace coppice;

namespace {

using Items = std::vector<WeightedValue>;

/// Values of several shapes, each item with a weight of its own.
Items shaped(const std::string& shape, std::size_t count) {
  const CounterRandom random(3, RandomPurpose::search);
  Items items;
  for (std::size_t i = 0; i < count; ++i) {
    const double u = random.uniform(i);
    double value = u;
    if (shape == "ties") value = std::floor(10 * u);
    if (shape == "equal") value = 4;
    if (shape == "geometric") value = std::exp(1400 * u - 700);
    if (shape == "outlier") value = i == count / 2 ? 1e200 : u;
    if (shape == "widest") value = u < 0.5 ? -std::numeric_limits<double>::max() * u : 1e308 * u;
    if (shape == "tiny") value = u < 0.5 ? 0.0 : std::numeric_limits<double>::denorm_min();
    if (shape == "descending") value = -static_cast<double>(i);
    items.push_back({value, static_cast<double>(i)});
  }
  return items;
}

std::vector<double> weights_of(const Items& items) {
  std::vector<double> weights;
  for (const auto& item : items) weights.push_back(item.weight);
  return weights;
}

}  // namespace

TEST_CASE("any shape of values is sorted, each with its weight") {
  for (const char* shape :
       {"uniform", "ties", "equal", "geometric", "outlier", "widest", "tiny", "descending"}) {
    for (const std::size_t count : {0u, 1u, 2u, 3u, 33u, 1000u, 100000u}) {
      CAPTURE(shape);
      CAPTURE(count);
      const Items before = shaped(shape, count);
      Items after = before;
      sort_by_value(after);
      CHECK(std::ranges::is_sorted(after, {}, &WeightedValue::value));
      std::ranges::sort(after, {}, &WeightedValue::weight);
      CHECK(std::ranges::equal(after, before, [](const auto& a, const auto& b) {
        return a.value == b.value && a.weight == b.weight;
      }));
    }
  }
}

TEST_CASE("equal values keep one order for any number of threads") {
  Items alone = shaped("ties", 200000);
  sort_by_value(alone);
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    Items together = shaped("ties", 200000);
    sort_by_value(together);
    CHECK(weights_of(alone) == weights_of(together));
  }
}

TEST_CASE("a weighted quantile is the value at which the share is reached") {
  Items items{{3, 1}, {1, 1}, {2, 1}, {4, 1}};
  CHECK(weighted_quantile(items, 0.5) == 2.5);
  CHECK(weighted_quantile(items, 0.6) == 3);
  CHECK(weighted_quantile(items, 0.01) == 1);
  CHECK(weighted_quantile(items, 1.0) == 4);
  Items heavy{{1, 1}, {2, 7}, {3, 1}};
  CHECK(weighted_quantile(heavy, 0.2) == 2);
  CHECK(weighted_quantile(heavy, 0.8) == 2);
  CHECK(weighted_quantile(heavy, 0.9) == 3);
}

TEST_CASE("a value of weight 0 does not count in a quantile") {
  Items items{{-9, 0}, {1, 1}, {5, 0}, {3, 1}, {9, 0}};
  CHECK(weighted_quantile(items, 0.5) == 2);
  CHECK(weighted_quantile(items, 0.01) == 1);
  CHECK(weighted_quantile(items, 1.0) == 3);
  Items nothing{{1, 0}, {2, 0}};
  CHECK(weighted_quantile(nothing, 0.5) == 0);
}
