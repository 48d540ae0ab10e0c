#include "bins/sort_numbers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <utility>

namespace coppice {

namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
constexpr int kMostPasses = 3;

/// Order-preserving image: flips the sign bit of positives and all bits of negatives.
std::uint64_t image(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return bits >> 63 ? ~bits : bits | (std::uint64_t{1} << 63);
}

double value_of(std::uint64_t image_bits) {
  return std::bit_cast<double>(image_bits >> 63 ? image_bits & ~(std::uint64_t{1} << 63) : ~image_bits);
}

/// One stable pass by the digit that starts at bit `shift`.
void sort_by_digit(const std::vector<std::uint64_t>& keys, int shift,
                   std::array<std::uint32_t, kDigits>& count, std::vector<std::uint64_t>& sorted) {
  std::uint32_t start = 0;
  for (std::uint32_t& c : count) start += std::exchange(c, start);
  for (const std::uint64_t key : keys) sorted[count[(key >> shift) & (kDigits - 1)]++] = key;
}

/// Puts runs of keys that agree from bit `shift` on in order. Most are of one key.
void sort_runs(std::vector<std::uint64_t>& keys, int shift) {
  for (std::size_t begin = 0, end = 0; begin < keys.size(); begin = end) {
    bool sorted = true;
    for (end = begin + 1; end < keys.size() && keys[end] >> shift == keys[begin] >> shift; ++end) {
      sorted = sorted && keys[end - 1] <= keys[end];
    }
    if (sorted) continue;
    std::sort(keys.begin() + static_cast<std::ptrdiff_t>(begin),
              keys.begin() + static_cast<std::ptrdiff_t>(end));
  }
}

void sort_keys(std::vector<std::uint64_t>& keys) {
  std::uint64_t differing = 0;
  for (const std::uint64_t key : keys) differing |= key ^ keys[0];
  const auto bits = static_cast<int>(std::bit_width(differing));
  const int lowest = std::max(0, bits - kMostPasses * kDigitBits);
  const int passes = (bits - lowest + kDigitBits - 1) / kDigitBits;
  std::array<std::array<std::uint32_t, kDigits>, kMostPasses> counts{};
  for (const std::uint64_t key : keys) {
    for (int pass = 0; pass < kMostPasses; ++pass) {
      ++counts[static_cast<std::size_t>(pass)][(key >> (lowest + pass * kDigitBits)) & (kDigits - 1)];
    }
  }
  std::vector<std::uint64_t> sorted(keys.size());
  for (int pass = 0; pass < passes; ++pass) {
    sort_by_digit(keys, lowest + pass * kDigitBits, counts[static_cast<std::size_t>(pass)], sorted);
    keys.swap(sorted);
  }
  if (lowest > 0) sort_runs(keys, lowest);
}

}  // namespace

void sort_numbers(std::vector<double>& values) {
  if (values.size() < 512) {
    for (double& value : values) value += 0.0;
    std::sort(values.begin(), values.end());
    return;
  }
  std::vector<std::uint64_t> keys(values.size());
  std::transform(values.begin(), values.end(), keys.begin(), image);
  sort_keys(keys);
  std::transform(keys.begin(), keys.end(), values.begin(), value_of);
}

}  // namespace coppice
