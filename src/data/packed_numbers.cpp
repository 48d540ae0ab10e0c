#include "data/packed_numbers.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/dispatch.hpp"
#include "data/numbers.hpp"

namespace coppice {

namespace {

static_assert(std::endian::native == std::endian::little, "codes are read as they lie in memory");

constexpr int kMostDecimals = 22;  // 10^22 is the last power of ten that is an exact double
constexpr int kWidest = 4;
constexpr std::size_t kOthersAllowed = 1024;
constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

/// Codes of that many bytes, 0 aside.
constexpr std::int64_t codes_of_width(int width) {
  return (std::int64_t{1} << (8 * width)) - 1;
}
constexpr std::int64_t kLowest = -(codes_of_width(kWidest) / 2);

/// Codes of the values: whole numbers over `power`, of which `low` has code 1 and the last is that
/// of code `most`; 0 where a value is missing or has no code.
void encode_values(const double* values, std::size_t count, double power, double low, double most,
                   std::uint32_t* codes) {
  constexpr double kRound = 0x1.8p52;  // x + kRound - kRound is x rounded, where |x| < 2^51
  constexpr double kHalf = 0x1p31;
  for (std::size_t i = 0; i < count; ++i) {
    const double value = values[i], rounded = value * power + kRound - kRound;
    const bool same =
        std::bit_cast<std::uint64_t>(rounded / power) == std::bit_cast<std::uint64_t>(value);
    const double place = rounded - low;
    const bool fits = same & (place >= 0) & (place < most);
    // By way of signed numbers, which all processors convert.
    codes[i] =
        static_cast<std::uint32_t>(static_cast<std::int32_t>((fits ? place + 1 : 0.0) - kHalf)) ^
        0x80000000U;
  }
}

template <int width>
void store_codes(const std::uint32_t* codes, std::size_t count, std::uint8_t* to) {
  // Of three bytes a fourth is written, which the next one's first, or the spare byte, overwrites.
  for (std::size_t i = 0; i < count; ++i)
    std::memcpy(to + i * width, &codes[i], width == 3 ? 4 : width);
}

template <int width>
void decode_codes(const std::uint8_t* codes, std::size_t count, double first, double power,
                  double* values) {
  for (std::size_t i = 0; i < count; ++i) {
    const std::uint32_t code = code_at<width>(codes, i);
    const auto number = static_cast<double>(static_cast<std::int32_t>(code ^ 0x80000000U)) + 0x1p31;
    values[i] = code == 0 ? kNaN : (first + number) / power;
  }
}

}  // namespace

/// The decimals and the width that take the fewest bytes for some of the values, and codes that
/// reach all whole numbers among them.
PackedNumbers::Coding PackedNumbers::choose_coding(std::span<const double> values) {
  constexpr std::size_t kMostLooks = 1024;
  const std::size_t count = std::min(kMostLooks, values.size());
  std::vector<double> looked(count);
  std::vector<std::uint32_t> codes(count);
  for (std::size_t i = 0; i < count; ++i) looked[i] = values[i * values.size() / count];
  Coding best;
  std::size_t least = std::numeric_limits<std::size_t>::max();
  const auto missing =
      std::ranges::count_if(looked, [](double value) { return std::isnan(value); });
  std::size_t others = count;
  // Where all have codes, more decimals make them only longer.
  for (int decimals = 0; decimals <= kMostDecimals && others > 0; ++decimals) {
    encode_values(looked.data(), count, detail::kPowersOfTen[decimals],
                  static_cast<double>(kLowest), static_cast<double>(codes_of_width(kWidest)),
                  codes.data());
    others = static_cast<std::size_t>(std::ranges::count(codes, 0U) - missing);
    std::int64_t lowest = 0, highest = 0;
    bool any = false;
    for (const std::uint32_t code : codes) {
      if (code == 0) continue;
      const std::int64_t whole = kLowest + std::int64_t{code} - 1;
      lowest = any ? std::min(lowest, whole) : whole;
      highest = any ? std::max(highest, whole) : whole;
      any = true;
    }
    Coding coding{decimals, 1, 0};
    while (highest - lowest >= codes_of_width(coding.width)) ++coding.width;
    const std::size_t bytes =
        others * sizeof(Other) + count * static_cast<std::size_t>(coding.width);
    if (bytes >= least) continue;
    least = bytes;
    // From zero or around it where that reaches all: the values to come are likely to do so too.
    const std::int64_t most = codes_of_width(coding.width);
    const auto reaches = [&](std::int64_t low) { return lowest >= low && highest - low < most; };
    coding.low = reaches(0)             ? 0
                 : reaches(-(most / 2)) ? -(most / 2)
                                        : lowest + (highest - lowest) / 2 - most / 2;
    best = coding;
  }
  return best;
}

std::size_t PackedNumbers::bytes() const {
  return bytes_.size() + others_.size() * sizeof(Other) + raw_.size() * sizeof(double);
}

void PackedNumbers::reserve(std::size_t values) {
  if (!raw_.empty()) return raw_.reserve(values);
  if (size_ == 0) return;
  // A little spare, of what is estimated: these columns are many, and lie side by side.
  const double grown = 1.02 * static_cast<double>(values) / static_cast<double>(size_);
  bytes_.reserve(static_cast<std::size_t>(grown * static_cast<double>(bytes_.size())));
}

std::vector<PackedRun> PackedNumbers::runs() const {
  std::vector<PackedRun> views;
  for (std::size_t run = 0; run < runs_.size(); ++run) views.push_back(view(run));
  return views;
}

PackedRun PackedNumbers::view(std::size_t run) const {
  const auto& [begin, offset, coding] = runs_[run];
  const std::size_t end = run + 1 < runs_.size() ? runs_[run + 1].begin : size_;
  return {begin,        end - begin, detail::kPowersOfTen[coding.decimals],
          coding.width, coding.low,  bytes_.data() + offset};
}

void PackedNumbers::store(std::span<const std::uint32_t> codes, int width) {
  const std::size_t before = bytes_.empty() ? 0 : bytes_.size() - 1;
  const std::size_t after = before + codes.size() * static_cast<std::size_t>(width) + 1;
  if (after > bytes_.capacity()) bytes_.reserve(std::max(after, bytes_.capacity() / 4 * 5));
  bytes_.resize(after);
  with_width(width,
             [&]<int w> { store_codes<w>(codes.data(), codes.size(), bytes_.data() + before); });
}

void PackedNumbers::append(std::span<const double> values) {
  if (values.empty()) return;
  if (!raw_.empty()) {
    raw_.insert(raw_.end(), values.begin(), values.end());
    return;
  }
  // Of use for one column after another.
  thread_local std::vector<std::uint32_t> codes;
  thread_local std::vector<std::size_t> uncoded;  // neither coded nor missing
  const auto encode = [&](const Coding& coding) {
    codes.resize(values.size());
    at_width<encode_values>(values.data(), values.size(), detail::kPowersOfTen[coding.decimals],
                            static_cast<double>(coding.low),
                            static_cast<double>(codes_of_width(coding.width)), codes.data());
    uncoded.clear();
    for (std::size_t i = 0; i < codes.size(); ++i) {
      if (codes[i] != 0) continue;
      if (std::isnan(values[i])) {
        has_missing_ = true;
      } else {
        uncoded.push_back(i);
      }
    }
  };
  const auto open_run = [&](const Coding& coding) {
    runs_.push_back({size_, bytes_.empty() ? 0 : bytes_.size() - 1, coding});
  };
  if (runs_.empty()) open_run(choose_coding(values));
  encode(runs_.back().coding);
  const std::size_t others = uncoded.size();
  if (others > values.size() / 16 && runs_.size() <= size_ / 256) {
    const Coding coding = choose_coding(values);
    encode(coding);
    if (uncoded.size() < others / 2) {
      open_run(coding);
    } else {
      encode(runs_.back().coding);
    }
  }
  for (const std::size_t i : uncoded) others_.push_back({size_ + i, values[i]});
  store(codes, runs_.back().coding.width);
  size_ += values.size();
  if (others_.size() > kOthersAllowed + size_ / 8) keep_raw();
}

void PackedNumbers::keep_raw() {
  std::vector<double> raw;
  const std::size_t width = std::max<std::size_t>(1, bytes_.size() / size_);
  raw.reserve(std::max(size_, bytes_.capacity() / width));
  raw.resize(size_);
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
  const auto after =
      std::upper_bound(runs_.begin(), runs_.end(), begin,
                       [](std::size_t row, const Run& run) { return row < run.begin; });
  auto number = static_cast<std::size_t>(after - runs_.begin()) - 1;
  for (std::size_t row = begin; row < end; ++number) {
    const PackedRun run = view(number);
    const std::size_t until = std::min(end, run.begin + run.size);
    with_width(run.width, [&]<int w> {
      at_width<decode_codes<w>>(run.codes + (row - run.begin) * w, until - row,
                                static_cast<double>(run.low - 1), run.power,
                                values.data() + (row - begin));
    });
    row = until;
  }
  auto other = std::lower_bound(others_.begin(), others_.end(), begin,
                                [](const Other& o, std::size_t row) { return o.row < row; });
  for (; other != others_.end() && other->row < end; ++other) {
    values[other->row - begin] = other->value;
  }
}

}  // namespace coppice
