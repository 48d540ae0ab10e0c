#include "loss/weighted_sort.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <utility>

#include "base/buffer.hpp"
#include "base/parallel.hpp"

namespace coppice {

namespace {

using Items = std::span<WeightedValue>;

constexpr std::size_t kFew = 32;                       // insertion sort is fastest on so few
constexpr std::size_t kMostBuckets = 1024;             // write positions that stay in the cache
constexpr std::size_t kCached = std::size_t{1} << 16;  // items that stay there all together
constexpr std::size_t kSortBlock = std::size_t{1} << 15;
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
  Buckets(Items items, std::size_t count) : count_(count) {
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
  const std::size_t blocks = (items.size() + kSortBlock - 1) / kSortBlock;
  std::vector<std::uint32_t> places(blocks * buckets.count());
  parallel_blocks(items.size(), kSortBlock, [&](std::size_t begin, std::size_t end) {
    std::uint32_t* const count = &places[begin / kSortBlock * buckets.count()];
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
  parallel_blocks(items.size(), kSortBlock, [&](std::size_t begin, std::size_t end) {
    std::uint32_t* const next = &places[begin / kSortBlock * buckets.count()];
    for (std::size_t i = begin; i < end; ++i) items[next[buckets.of(spare[i].value)]++] = spare[i];
  });
  return starts;
}

void sort_items(Items items, Items spare, int depth);

/// Sorts the items of one bucket; most have a few or one.
void sort_bucket(Items items, Items spare, int depth) {
  if (items.size() > kFew) {
    sort_items(items, spare, depth);
  } else if (items.size() > 1) {
    insertion_sort(items);
  }
}

/// Bucket sort, each bucket again by itself.
void sort_spread(Items items, Items spare, const Buckets& buckets, int depth) {
  constexpr std::size_t kBucketsAtOnce = 64;
  const std::vector<std::uint32_t> starts = spread(items, spare, buckets);
  parallel_blocks(buckets.count(), kBucketsAtOnce, [&](std::size_t first, std::size_t last) {
    for (std::size_t bucket = first; bucket < last; ++bucket) {
      const std::size_t begin = starts[bucket], size = starts[bucket + 1] - begin;
      sort_bucket(items.subspan(begin, size), spare.subspan(begin, size), depth + 1);
    }
  });
}

/// The same with 2^22 buckets, whose numbers are sorted digit by digit, each with that of its item
/// (at most kCached): eight bytes move at a time, and few items are left to be compared.
void sort_by_digits(Items items, Items spare, const Buckets& buckets, int depth) {
  constexpr int kItemBits = 16, kDigitBits = 11, kDigits = 2;
  constexpr std::uint64_t kDigit = (1U << kDigitBits) - 1;
  const auto digit = [](std::uint64_t key, int d) {
    return key >> (kItemBits + d * kDigitBits) & kDigit;
  };
  Buffer<std::uint64_t> memory(2 * items.size());
  std::uint64_t *keys = memory.data(), *sorted = keys + items.size();
  std::array<std::array<std::uint32_t, kDigit + 1>, kDigits> places{};
  for (std::size_t i = 0; i < items.size(); ++i) {
    spare[i] = items[i];
    keys[i] = buckets.of(items[i].value) << kItemBits | i;
    for (int d = 0; d < kDigits; ++d) ++places[d][digit(keys[i], d)];
  }
  for (int d = 0; d < kDigits; ++d) {
    std::uint32_t place = 0;
    for (std::uint32_t& count : places[d]) place += std::exchange(count, place);
    for (std::size_t i = 0; i < items.size(); ++i) sorted[places[d][digit(keys[i], d)]++] = keys[i];
    std::swap(keys, sorted);
  }
  for (std::size_t i = 0; i < items.size(); ++i) items[i] = spare[keys[i] & (kCached - 1)];
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    for (++end; end < items.size() && keys[end] >> kItemBits == keys[begin] >> kItemBits;) ++end;
    sort_bucket(items.subspan(begin, end - begin), spare.subspan(begin, end - begin), depth + 1);
  }
}

/// `spare` has the size of `items`.
void sort_items(Items items, Items spare, int depth) {
  constexpr std::size_t kWorthDigits = 1024;
  if (items.size() <= kFew) return insertion_sort(items);
  const bool by_digits = items.size() >= kWorthDigits && items.size() <= kCached;
  const std::size_t most = std::min(items.size() / 2, kMostBuckets);
  const Buckets buckets(items, by_digits ? std::size_t{1} << 22 : most);
  if (buckets.all_equal()) return;
  if (depth == kDeepest || !buckets.usable()) {
    return std::sort(items.begin(), items.end(), by_value);
  }
  by_digits ? sort_by_digits(items, spare, buckets, depth)
            : sort_spread(items, spare, buckets, depth);
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
