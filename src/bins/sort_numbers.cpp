#include "bins/sort_numbers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <utility>

namespace coppice {

namespace {

constexpr int kMostDigitBits = 12;
constexpr std::size_t kMostDigits = std::size_t{1} << kMostDigitBits;
constexpr int kMostPasses = 3, kMostBits = 33;

/// Order-preserving image: flips the sign bit of positives and all bits of negatives.
std::uint64_t image(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return bits >> 63 ? ~bits : bits | (std::uint64_t{1} << 63);
}

double value_of(std::uint64_t image_bits) {
  return std::bit_cast<double>(image_bits >> 63 ? image_bits & ~(std::uint64_t{1} << 63)
                                                : ~image_bits);
}

/// A row and the image of its value.
struct KeyedRow {
  std::uint64_t key;
  std::uint32_t row;

  friend auto operator<=>(const KeyedRow&, const KeyedRow&) = default;
};

std::uint64_t key_of(std::uint64_t item) {
  return item;
}
std::uint32_t key_of(std::uint32_t item) {
  return item;
}
std::uint64_t key_of(const KeyedRow& item) {
  return item.key;
}

using DigitCounts = std::array<std::uint32_t, kMostDigits>;

/// A digit of a key.
struct Digit {
  int shift = 0;
  std::uint32_t mask = 0;

  template <class Key>
  std::uint32_t of(Key key) const {
    return static_cast<std::uint32_t>(key >> shift) & mask;
  }
};

/// One stable pass by a digit.
template <class Item>
void sort_by_digit(const std::vector<Item>& items, Digit digit, DigitCounts& count,
                   std::vector<Item>& sorted) {
  std::uint32_t start = 0;
  for (std::uint32_t value = 0; value <= digit.mask; ++value)
    start += std::exchange(count[value], start);
  for (const Item& item : items) sorted[count[digit.of(key_of(item))]++] = item;
}

/// Puts runs of keys that agree from bit `shift` on in order. Most are of one key.
template <class Item>
void sort_runs(std::vector<Item>& items, int shift) {
  for (std::size_t begin = 0, end = 0; begin < items.size(); begin = end) {
    bool sorted = true;
    for (end = begin + 1;
         end < items.size() && key_of(items[end]) >> shift == key_of(items[begin]) >> shift;
         ++end) {
      sorted = sorted && items[end - 1] <= items[end];
    }
    if (sorted) continue;
    std::sort(items.begin() + static_cast<std::ptrdiff_t>(begin),
              items.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

/// Ascending; items of one key by the rest of the item. `sorted` is room to work in.
template <class Item>
void sort_items(std::vector<Item>& items, std::vector<Item>& sorted) {
  if (items.empty()) return;
  std::uint64_t differing = 0;
  for (const Item& item : items) differing |= key_of(item) ^ key_of(items[0]);
  const auto bits = static_cast<int>(std::bit_width(differing));
  const int lowest = std::max(0, bits - kMostBits);
  const int passes = (bits - lowest + kMostDigitBits - 1) / kMostDigitBits;
  const int digit_bits = passes == 0 ? 0 : (bits - lowest + passes - 1) / passes;
  std::array<Digit, kMostPasses> digits;
  for (int pass = 0; pass < passes; ++pass)
    digits[static_cast<std::size_t>(pass)] = {lowest + pass * digit_bits, (1U << digit_bits) - 1};
  std::array<DigitCounts, kMostPasses> counts{};
  for (const Item& item : items) {
    for (std::size_t pass = 0; pass < static_cast<std::size_t>(passes); ++pass)
      ++counts[pass][digits[pass].of(key_of(item))];
  }
  sorted.resize(items.size());
  for (std::size_t pass = 0; pass < static_cast<std::size_t>(passes); ++pass) {
    sort_by_digit(items, digits[pass], counts[pass], sorted);
    items.swap(sorted);
  }
  if (lowest > 0) sort_runs(items, lowest);
}

}  // namespace

void sort_numbers(std::vector<double>& values, SortRoom& room) {
  if (values.size() < 512) {
    for (double& value : values) value += 0.0;
    std::sort(values.begin(), values.end());
    return;
  }
  // A column may well be sorted, or of one value; it is seen at the first pair that is not.
  if (std::is_sorted(values.begin(), values.end())) {
    for (double& value : values) value += 0.0;
    return;
  }
  room.keys.resize(values.size());
  std::transform(values.begin(), values.end(), room.keys.begin(), image);
  sort_items(room.keys, room.sorted);
  std::transform(room.keys.begin(), room.keys.end(), values.begin(), value_of);
}

void sort_codes(std::vector<std::uint32_t>& codes, SortRoom& room) {
  if (codes.size() < 512) {
    std::sort(codes.begin(), codes.end());
  } else if (!std::is_sorted(codes.begin(), codes.end())) {
    sort_items(codes, room.sorted_codes);
  }
}

std::vector<std::uint32_t> sorted_rows(std::span<const double> values) {
  std::vector<KeyedRow> rows;
  rows.reserve(values.size());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) rows.push_back({image(values[i]), static_cast<std::uint32_t>(i)});
  }
  if (rows.size() < 512) {
    std::sort(rows.begin(), rows.end());
  } else {
    std::vector<KeyedRow> sorted;
    sort_items(rows, sorted);
  }
  std::vector<std::uint32_t> order;
  order.reserve(rows.size());
  for (const KeyedRow& row : rows) order.push_back(row.row);
  return order;
}

}  // namespace coppice
