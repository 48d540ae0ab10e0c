#include "loss/weighted_sort.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/buffer.hpp"
#include "base/parallel.hpp"

namespace coppice {

namespace {

using Items = std::span<WeightedValue>;

constexpr std::size_t kFew = 32;            // insertion sort is fastest on so few
constexpr std::size_t kMostBuckets = 1024;  // write positions that stay in the cache
constexpr std::size_t kCached = std::size_t{1} << 15;  // items that stay there all together: more buckets
constexpr std::size_t kBlock = std::size_t{1} << 15;
constexpr int kDeepest = 6;  // values on a geometric scale fill one bucket a level: give up

bool by_value(const WeightedValue& a, const WeightedValue& b) {
  return a.value < b.value;
}

void insertion_sort(Items items) {
  for (std::size_t i = 1; i < items.size(); ++i) {
    const WeightedValue item = items[i];
    std::size_t hole = i;
    for (; hole > 0 && item.value < items[hole - 1].value; --hole) items[hole] = items[hole - 1];
    items[hole] = item;
  }
}

/// Cuts the range of some values into buckets of equal width. Monotone: a larger value is never
/// in a lower bucket, equal values share one.
class Buckets {
 public:
  explicit Buckets(Items items)
      : count_(items.size() <= kCached ? std::max<std::size_t>(items.size() / 2, 2) : kMostBuckets) {
    // Four at once, since each minimum waits for the one before.
    double low[4], high[4];
    for (std::size_t j = 0; j < 4; ++j) low[j] = high[j] = items[j].value;
    for (std::size_t i = 0; i + 4 <= items.size(); i += 4) {
      for (std::size_t j = 0; j < 4; ++j) {
        low[j] = std::min(low[j], items[i + j].value);
        high[j] = std::max(high[j], items[i + j].value);
      }
    }
    for (const WeightedValue& item : items.last(items.size() % 4)) {
      low[0] = std::min(low[0], item.value);
      high[0] = std::max(high[0], item.value);
    }
    low_ = *std::min_element(low, low + 4);
    high_ = *std::max_element(high, high + 4);
    scale_ = static_cast<double>(count_) / (high_ - low_);
  }

  bool all_equal() const { return low_ == high_; }
  /// False where the range is too wide or too narrow for the arithmetic.
  bool usable() const { return scale_ > 0 && std::isfinite(scale_); }
  std::size_t count() const { return count_; }
  std::size_t of(double value) const {
    return std::min(static_cast<std::size_t>((value - low_) * scale_), count_ - 1);
  }

 private:
  std::size_t count_;
  double low_, high_, scale_;
};

/// Orders items by bucket, keeping their order within, and returns where each bucket begins (and
/// the last ends). In blocks: each counts and copies its items, a bucket's places are dealt to
/// the blocks in turn, each moves its own.
std::vector<std::uint32_t> spread(Items items, Items spare, const Buckets& buckets) {
  const std::size_t blocks = (items.size() + kBlock - 1) / kBlock;
  std::vector<std::uint32_t> places(blocks * buckets.count());
  parallel_blocks(items.size(), kBlock, [&](std::size_t begin, std::size_t end) {
    std::uint32_t* const count = &places[begin / kBlock * buckets.count()];
    for (std::size_t i = begin; i < end; ++i) {
      spare[i] = items[i];
      ++count[buckets.of(items[i].value)];
    }
  });
  std::vector<std::uint32_t> starts(buckets.count() + 1);
  std::uint32_t place = 0;
  for (std::size_t bucket = 0; bucket < buckets.count(); ++bucket) {
    starts[bucket] = place;
    for (std::size_t block = 0; block < blocks; ++block) {
      place += std::exchange(places[block * buckets.count() + bucket], place);
    }
  }
  starts.back() = place;
  parallel_blocks(items.size(), kBlock, [&](std::size_t begin, std::size_t end) {
    std::uint32_t* const next = &places[begin / kBlock * buckets.count()];
    for (std::size_t i = begin; i < end; ++i) items[next[buckets.of(spare[i].value)]++] = spare[i];
  });
  return starts;
}

/// Bucket sort, each large bucket again by itself. `spare` has the size of `items`.
void sort_items(Items items, Items spare, int depth) {
  if (items.size() <= kFew) return insertion_sort(items);
  const Buckets buckets(items);
  if (buckets.all_equal()) return;
  if (depth == kDeepest || !buckets.usable()) {
    return std::sort(items.begin(), items.end(), by_value);
  }
  const std::vector<std::uint32_t> starts = spread(items, spare, buckets);
  constexpr std::size_t kBucketsAtOnce = 64;  // most hold a few items: they are sorted in passing
  parallel_blocks(buckets.count(), kBucketsAtOnce, [&](std::size_t first, std::size_t last) {
    for (std::size_t bucket = first; bucket < last; ++bucket) {
      const std::size_t begin = starts[bucket], size = starts[bucket + 1] - begin;
      if (size > kFew) {
        sort_items(items.subspan(begin, size), spare.subspan(begin, size), depth + 1);
      } else if (size > 1) {
        insertion_sort(items.subspan(begin, size));
      }
    }
  });
}

}  // namespace

void sort_by_value(std::span<WeightedValue> items) {
  Buffer<WeightedValue> spare(items.size());
  sort_items(items, spare.span(), 0);
}

double weighted_quantile(std::span<WeightedValue> items, double q) {
  sort_by_value(items);
  double total = 0;
  for (const WeightedValue& item : items) total += item.weight;
  const double wanted = q * total;
  double sum = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    sum += items[i].weight;
    if (sum < wanted || items[i].weight == 0) continue;
    std::size_t next = i + 1;
    while (next < items.size() && items[next].weight == 0) ++next;
    if (sum > wanted || next == items.size()) return items[i].value;
    return items[i].value + 0.5 * (items[next].value - items[i].value);
  }
  return 0;
}

}  // namespace coppice
