#include "data/packed_numbers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/dispatch.hpp"
#include "data/numbers.hpp"

namespace coppice {

namespace {

constexpr std::int32_t kMissing = std::numeric_limits<std::int32_t>::min();
constexpr int kMostDecimals = 22;  // 10^22 is the last power of ten that is an exact double
constexpr std::size_t kOthersAllowed = 1024;

/// Stores the values as whole numbers over `power`, marks those that are none, and returns how
/// many those are.
std::size_t encode_values(const double* values, std::size_t count, double power,
                          std::int32_t* whole, std::uint8_t* is_other) {
  constexpr double kRound = 0x1.8p52;  // x + kRound - kRound is x rounded, where |x| < 2^51
  std::size_t others = 0;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = values[i], rounded = value * power + kRound - kRound;
    const bool same =
        std::bit_cast<std::uint64_t>(rounded / power) == std::bit_cast<std::uint64_t>(value);
    const bool missing = value != value;
    const bool fits = same & (std::abs(rounded) < 0x1p31);
    const auto number = static_cast<std::int32_t>(fits ? rounded : 0.0);
    whole[i] = missing ? kMissing : number;
    is_other[i] = static_cast<std::uint8_t>(!(fits | missing));
    others += is_other[i];
  }
  return others;
}

void decode_values(const std::int32_t* whole, std::size_t count, double power, double* values) {
  std::int32_t least = 0;
  for (std::size_t i = 0; i < count; ++i) {
    values[i] = static_cast<double>(whole[i]) / power;
    least = std::min(least, whole[i]);
  }
  if (least != kMissing) return;
  for (std::size_t i = 0; i < count; ++i) {
    if (whole[i] == kMissing) values[i] = std::numeric_limits<double>::quiet_NaN();
  }
}

/// The decimals that store most of the values, judged by some of them; of several the fewest.
int choose_decimals(std::span<const double> values) {
  constexpr std::size_t kLooks = 64;
  double looked[kLooks];
  std::int32_t whole[kLooks];
  std::uint8_t is_other[kLooks];
  const std::size_t count = std::min(kLooks, values.size());
  for (std::size_t i = 0; i < count; ++i) looked[i] = values[i * values.size() / count];
  int best = 0;
  std::size_t least = count + 1;
  for (int decimals = 0; decimals <= kMostDecimals && least > 0; ++decimals) {
    const std::size_t others =
        encode_values(looked, count, detail::kPowersOfTen[decimals], whole, is_other);
    if (others < least) {
      least = others;
      best = decimals;
    }
  }
  return best;
}

}  // namespace

std::size_t PackedNumbers::bytes() const {
  return whole_.size() * sizeof whole_[0] + others_.size() * sizeof(Other) +
         raw_.size() * sizeof(double);
}

std::size_t PackedNumbers::encode(std::span<const double> values, int decimals, std::size_t begin) {
  return at_width<encode_values>(values.data(), values.size(), detail::kPowersOfTen[decimals],
                                 whole_.data() + begin, is_other_.data());
}

void PackedNumbers::append(std::span<const double> values) {
  if (values.empty()) return;
  if (!raw_.empty()) {
    raw_.insert(raw_.end(), values.begin(), values.end());
    return;
  }
  const std::size_t begin = whole_.size();
  whole_.resize(begin + values.size());
  is_other_.resize(values.size());
  if (runs_.empty()) runs_.push_back({0, choose_decimals(values)});
  std::size_t others = encode(values, runs_.back().decimals, begin);
  if (others > values.size() / 16 && runs_.size() <= begin / 256) {
    const int decimals = choose_decimals(values);
    const std::size_t then = encode(values, decimals, begin);
    if (then < others / 2) {
      runs_.push_back({begin, decimals});
      others = then;
    } else {
      others = encode(values, runs_.back().decimals, begin);
    }
  }
  for (std::size_t i = 0; others > 0; ++i) {
    if (is_other_[i] == 0) continue;
    others_.push_back({begin + i, values[i]});
    --others;
  }
  if (others_.size() > kOthersAllowed + whole_.size() / 8) keep_raw();
}

void PackedNumbers::keep_raw() {
  std::vector<double> raw;
  raw.reserve(whole_.capacity());
  raw.resize(whole_.size());
  read(0, raw);
  *this = {};
  raw_ = std::move(raw);
}

void PackedNumbers::read(std::size_t begin, std::span<double> values) const {
  if (!raw_.empty()) {
    std::copy_n(raw_.data() + begin, values.size(), values.data());
    return;
  }
  const std::size_t end = begin + values.size();
  auto next = std::upper_bound(runs_.begin(), runs_.end(), begin,
                               [](std::size_t row, const Run& run) { return row < run.begin; });
  for (std::size_t row = begin; row < end;) {
    const double power = detail::kPowersOfTen[std::prev(next)->decimals];
    const std::size_t until = next == runs_.end() ? end : std::min(end, next++->begin);
    at_width<decode_values>(whole_.data() + row, until - row, power, values.data() + (row - begin));
    row = until;
  }
  auto other = std::lower_bound(others_.begin(), others_.end(), begin,
                                [](const Other& o, std::size_t row) { return o.row < row; });
  for (; other != others_.end() && other->row < end; ++other) {
    values[other->row - begin] = other->value;
  }
}

}  // namespace coppice
