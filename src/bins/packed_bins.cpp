#include "bins/packed_bins.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <limits>

#include "bins/distinct_values.hpp"
#include "bins/fill.hpp"

namespace coppice {

namespace {

/// Calls body(row, code) for these rows of a run, or for all of them.
template <class Body>
void for_codes(const PackedRun& run, std::span<const std::uint32_t> rows, bool all, Body&& body) {
  with_width(run.width, [&]<int width> {
    if (all) {
      for (std::size_t i = 0; i < run.size; ++i) body(run.begin + i, code_at<width>(run.codes, i));
    } else {
      for (const std::size_t row : rows) body(row, code_at<width>(run.codes, row - run.begin));
    }
  });
}

/// Adds the distinct values of the codes, and to `uncoded` the rows that have none.
void add_distinct_codes(const PackedRun& run, std::span<const std::uint32_t> rows, bool all,
                        SortRoom& room, std::vector<ValueCount>& distinct,
                        std::vector<std::size_t>& uncoded) {
  const std::size_t count = all ? run.size : rows.size();
  const std::size_t possible = std::size_t{1} << (8 * run.width);
  const auto number_of = [&](std::uint32_t code) { return run.number_of(code); };
  if (run.width <= 2 && count >= possible / 16) {  // counters for all pay
    room.counts.assign(possible, 0);
    for_codes(run, rows, all, [&](std::size_t row, std::uint32_t code) {
      ++room.counts[code];
      if (code == 0) uncoded.push_back(row);
    });
    for (std::uint32_t code = 1; code < possible; ++code) {
      if (room.counts[code] > 0) distinct.push_back({number_of(code), room.counts[code]});
    }
    return;
  }
  room.codes.clear();
  room.codes.reserve(count);
  for_codes(run, rows, all, [&](std::size_t row, std::uint32_t code) {
    if (code == 0) {
      uncoded.push_back(row);
    } else {
      room.codes.push_back(code);
    }
  });
  sort_codes(room.codes, room);
  add_distinct(std::span<const std::uint32_t>(room.codes), number_of, distinct);
}

/// True where a bit for each possible code takes less time than to sort the codes.
bool is_marked_at_less(const PackedRun& run) {
  return run.width <= 3 && run.size >= (std::size_t{1} << (8 * run.width)) / 64;
}

/// As values_seen, of numbers in one run: a bit for each code, and the others sorted.
ValuesSeen mark_values(const PackedNumbers& numbers, const PackedRun& run, SortRoom& room) {
  constexpr std::size_t kBits = 64;
  std::vector<std::uint64_t>& marks = room.marks;
  marks.assign(std::max<std::size_t>(1, (std::size_t{1} << (8 * run.width)) / kBits), 0);
  const auto mark = [&](std::uint32_t code) {
    marks[code / kBits] |= std::uint64_t{1} << (code % kBits);
  };
  ValuesSeen seen;
  std::uint64_t codes = 0;  // their sum
  for_codes(run, {}, true, [&](std::size_t, std::uint32_t code) {
    mark(code);
    codes += code;
    seen.rows += code != 0 ? 1 : 0;
  });
  marks[0] &= ~std::uint64_t{1};
  const auto whole =
      static_cast<std::int64_t>(codes) + static_cast<std::int64_t>(seen.rows) * (run.low - 1);
  double sum = static_cast<double>(whole) / run.power;
  room.values.clear();
  for (const PackedNumbers::Other& other : numbers.others()) {
    room.values.push_back(other.value);
    sum += other.value;
  }
  seen.rows += room.values.size();
  seen.mean = sum / static_cast<double>(seen.rows);
  // None is a number with a code, but -0, which counts as the 0 that may have one.
  const std::int64_t zero = 1 - run.low;
  if (zero > 0 && zero < std::int64_t{1} << (8 * run.width) && std::erase(room.values, 0.0) > 0)
    mark(static_cast<std::uint32_t>(zero));
  sort_numbers(room.values, room);
  std::vector<double> ends;  // the lowest and the highest, of codes and of others
  if (!room.values.empty()) ends = {room.values.front(), room.values.back()};
  seen.distinct = static_cast<std::uint64_t>(std::unique(room.values.begin(), room.values.end()) -
                                             room.values.begin());
  std::size_t lowest = kBits * marks.size(), highest = 0;  // codes
  for (std::size_t word = 0; word < marks.size(); ++word) {
    if (marks[word] == 0) continue;
    const auto at = [&](int bit) { return word * kBits + static_cast<std::size_t>(bit); };
    lowest = std::min(lowest, at(std::countr_zero(marks[word])));
    highest = at(63 - std::countl_zero(marks[word]));
    seen.distinct += static_cast<std::uint64_t>(std::popcount(marks[word]));
  }
  for (const std::size_t code : {lowest, highest}) {
    if (highest > 0) ends.push_back(run.number_of(static_cast<std::uint32_t>(code)));
  }
  if (ends.empty()) return seen;
  const auto [low, high] = std::ranges::minmax(ends);
  seen.lowest = low, seen.highest = high;
  return seen;
}

/// Two ascending lists, of which the second begins at `middle`, as one.
void merge_distinct(std::vector<ValueCount>& distinct, std::size_t middle) {
  if (middle == 0 || middle == distinct.size()) return;
  const auto by_value = [](const ValueCount& a, const ValueCount& b) { return a.value < b.value; };
  std::inplace_merge(distinct.begin(), distinct.begin() + static_cast<std::ptrdiff_t>(middle),
                     distinct.end(), by_value);
  std::size_t last = 0;
  for (std::size_t i = 1; i < distinct.size(); ++i) {
    if (distinct[i].value == distinct[last].value) {
      distinct[last].count += distinct[i].count;
    } else {
      distinct[++last] = distinct[i];
    }
  }
  distinct.resize(last + 1);
}

/// The highest code of which the number is not above `threshold`; 0: none.
std::uint32_t code_limit(const PackedRun& run, double threshold) {
  const auto most = static_cast<std::uint32_t>((std::uint64_t{1} << (8 * run.width)) - 1);
  const double place = threshold * run.power - static_cast<double>(run.low - 1);
  if (!(place > -1)) return 0;
  if (place > static_cast<double>(most) + 1) return most;
  auto code = static_cast<std::int64_t>(std::max(place, 0.0));
  code = std::min<std::int64_t>(code, most);
  // The product is rounded; the quotients are what the numbers are.
  const auto number = [&](std::int64_t c) {
    return static_cast<double>(run.low + c - 1) / run.power;
  };
  while (code < most && number(code + 1) <= threshold) ++code;
  while (code > 0 && number(code) > threshold) --code;
  return static_cast<std::uint32_t>(code);
}

constexpr std::size_t kFewestForTable = 1024;

/// Finds a code's bin by looking up where to begin, and comparing with what few limits are left:
///
///     limits (of bins, by code)       |      |  |             |
///     buckets of 2^shift codes    | 0 | 0 | 1 | 1 | 3 | 3 | 3 | 3 | 4       first bin of each
///                                 base
template <class Cell>
class CodeTable {
 public:
  /// For so many codes of the run to come.
  CodeTable(const FeatureBins& bins, const PackedRun& run, std::size_t codes)
      : missing_(static_cast<Cell>(bins.missing_bin())) {
    for (const double threshold : bins.thresholds) limits_.push_back(code_limit(run, threshold));
    if (limits_.empty()) limits_.push_back(std::numeric_limits<std::uint32_t>::max());
    base_ = limits_.front();
    const std::uint64_t range = limits_.back() - base_;
    const std::size_t most = std::clamp<std::size_t>(codes / 4, kLeastBuckets, kMostBuckets);
    while ((range >> shift_) + 2 > most) ++shift_;
    std::uint32_t bin = 0;
    for (std::uint64_t start = 0; start <= (range >> shift_) + 1; ++start) {
      const std::uint64_t first = base_ + (start << shift_), last = first + (1U << shift_) - 1;
      while (bin < limits_.size() && limits_[bin] < first) ++bin;
      first_bin_.push_back(static_cast<Cell>(bin));
      std::uint32_t within = bin;
      while (within < limits_.size() && limits_[within] < last) ++within;
      steps_ = std::max(steps_, within - bin);
    }
    limits_.push_back(std::numeric_limits<std::uint32_t>::max());
  }

  /// False where too many limits fall into one bucket.
  bool pays() const { return steps_ <= kMostSteps; }

  template <int width>
  void put(const std::uint8_t* codes, std::span<Cell> cells) const {
    switch (steps_) {
      case 0:
        return put<width, 0>(codes, cells);
      case 1:
        return put<width, 1>(codes, cells);
      case 2:
        return put<width, 2>(codes, cells);
      default:
        return put<width, kMostSteps>(codes, cells);
    }
  }

 private:
  static constexpr std::size_t kLeastBuckets = 256, kMostBuckets = std::size_t{1} << 14;
  static constexpr std::uint32_t kMostSteps = 8;

  template <int width, std::uint32_t steps>
  void put(const std::uint8_t* codes, std::span<Cell> cells) const {
    const auto last = static_cast<std::uint32_t>(first_bin_.size() - 1);
    const std::uint32_t base = base_;
    const int shift = shift_;
    const Cell* const first_bin = first_bin_.data();
    const std::uint32_t* const limits = limits_.data();
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::uint32_t code = code_at<width>(codes, i);
      std::uint32_t bin = first_bin[std::min((std::max(code, base) - base) >> shift, last)];
      for (std::uint32_t step = 0; step < steps; ++step) bin += code > limits[bin] ? 1 : 0;
      cells[i] = code == 0 ? missing_ : static_cast<Cell>(bin);
    }
  }

  Cell missing_;
  std::vector<std::uint32_t> limits_;
  std::uint32_t base_ = 0, steps_ = 0;
  int shift_ = 0;
  std::vector<Cell> first_bin_;
};

/// As put_bins, number by number.
template <class Cell>
void put_by_numbers(const FeatureBins& bins, const PackedNumbers& numbers, std::size_t begin,
                    std::span<Cell> cells) {
  std::array<double, 512> room;
  for (std::size_t done = 0; done < cells.size(); done += room.size()) {
    const std::span<double> some =
        std::span(room).first(std::min(room.size(), cells.size() - done));
    numbers.read(begin + done, some);
    for_bins(bins, some,
             [&](std::size_t i, std::uint32_t bin) { cells[done + i] = static_cast<Cell>(bin); });
  }
}

}  // namespace

std::vector<ValueCount> distinct_values(const PackedNumbers& numbers,
                                        std::span<const std::uint32_t> sample, SortRoom& room) {
  std::vector<ValueCount> distinct;
  std::vector<std::size_t> uncoded;
  const bool all = sample.empty();
  auto rows = sample.begin();
  for (const PackedRun& run : numbers.runs()) {
    const auto end = std::lower_bound(rows, sample.end(), run.begin + run.size);
    const std::size_t middle = distinct.size();
    add_distinct_codes(run, {rows, end}, all, room, distinct, uncoded);
    merge_distinct(distinct, middle);
    rows = end;
  }
  room.values.clear();
  const auto& others = numbers.others();
  for (const std::size_t row : uncoded) {
    const auto other = std::ranges::lower_bound(others, row, {}, &PackedNumbers::Other::row);
    if (other != others.end() && other->row == row) room.values.push_back(other->value);
  }
  sort_numbers(room.values, room);
  const std::size_t middle = distinct.size();
  add_distinct(std::span<const double>(room.values), std::identity(), distinct);
  merge_distinct(distinct, middle);
  return distinct;
}

ValuesSeen values_seen(const PackedNumbers& numbers, SortRoom& room) {
  const std::vector<PackedRun> runs = numbers.runs();
  if (runs.size() == 1 && is_marked_at_less(runs.front()))
    return mark_values(numbers, runs.front(), room);
  ValuesSeen seen;
  const std::vector<ValueCount> values = distinct_values(numbers, {}, room);
  if (values.empty()) return seen;
  double sum = 0;
  for (const ValueCount& value : values) {
    seen.rows += value.count;
    sum += value.value * static_cast<double>(value.count);
  }
  return {seen.rows, values.size(), values.front().value, values.back().value,
          sum / static_cast<double>(seen.rows)};
}

template <class Cell>
void put_bins(const FeatureBins& bins, const PackedNumbers& numbers, std::size_t begin,
              std::span<Cell> cells) {
  const std::size_t end = begin + cells.size();
  for (const PackedRun& run : numbers.runs()) {
    const std::size_t from = std::max(begin, run.begin), to = std::min(end, run.begin + run.size);
    if (from >= to) continue;
    const std::span<Cell> part = cells.subspan(from - begin, to - from);
    if (part.size() >= kFewestForTable) {
      const CodeTable<Cell> table(bins, run, part.size());
      with_width(run.width, [&]<int width> {
        if (table.pays()) table.template put<width>(run.codes + (from - run.begin) * width, part);
      });
      if (table.pays()) continue;
    }
    put_by_numbers(bins, numbers, from, part);
  }
  const auto& others = numbers.others();
  for (auto other = std::ranges::lower_bound(others, begin, {}, &PackedNumbers::Other::row);
       other != others.end() && other->row < end; ++other) {
    cells[other->row - begin] = static_cast<Cell>(bins.bin_of_number(other->value));
  }
}

template void put_bins(const FeatureBins&, const PackedNumbers&, std::size_t,
                       std::span<std::uint8_t>);
template void put_bins(const FeatureBins&, const PackedNumbers&, std::size_t,
                       std::span<std::uint16_t>);

}  // namespace coppice
