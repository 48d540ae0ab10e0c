#include "bins/sort_numbers.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

namespace coppice {

namespace {

constexpr int kDigitBits = 11;
constexpr std::size_t kDigits = std::size_t{1} << kDigitBits;
constexpr int kPasses = 6;  // 6 x 11 bits cover 64

/// Order-preserving image: flips the sign bit of positives and all bits of negatives.
std::uint64_t image(double value) {
  const auto bits = std::bit_cast<std::uint64_t>(value + 0.0);
  return bits >> 63 ? ~bits : bits | (std::uint64_t{1} << 63);
}

double value_of(std::uint64_t image_bits) {
  return std::bit_cast<double>(image_bits >> 63 ? image_bits & ~(std::uint64_t{1} << 63) : ~image_bits);
}

}  // namespace

void sort_numbers(std::vector<double>& values) {
  if (values.size() < 512) {
    for (double& value : values) value += 0.0;
    std::sort(values.begin(), values.end());
    return;
  }
  std::vector<std::uint64_t> keys(values.size()), sorted(values.size());
  std::vector<std::array<std::uint32_t, kDigits>> counts(kPasses);
  for (auto& pass : counts) pass.fill(0);
  for (std::size_t i = 0; i < values.size(); ++i) {
    keys[i] = image(values[i]);
    for (std::size_t pass = 0; pass < kPasses; ++pass) {
      ++counts[pass][(keys[i] >> (pass * kDigitBits)) & (kDigits - 1)];
    }
  }
  for (std::size_t pass = 0; pass < kPasses; ++pass) {
    auto& count = counts[pass];
    const std::size_t shift = pass * kDigitBits;
    if (count[(keys[0] >> shift) & (kDigits - 1)] == values.size()) continue;
    std::uint32_t start = 0;
    for (std::uint32_t& c : count) {
      const std::uint32_t size = c;
      c = start;
      start += size;
    }
    for (const std::uint64_t key : keys) sorted[count[(key >> shift) & (kDigits - 1)]++] = key;
    keys.swap(sorted);
  }
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = value_of(keys[i]);
}

}  // namespace coppice
