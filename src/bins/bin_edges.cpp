#include "bins/bin_edges.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>

#include "base/dispatch.hpp"
#include "base/parallel.hpp"
#include "base/parallel_rooms.hpp"
#include "base/random.hpp"
#include "bins/distinct_values.hpp"
#include "bins/packed_bins.hpp"
#include "bins/sort_numbers.hpp"
#include "bins/sparse_columns.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

constexpr double kLargest = std::numeric_limits<double>::max();

/// Rows that edges are found from, ascending; empty: all.
std::vector<std::uint32_t> edge_rows(std::size_t rows, const BinParams& params) {
  const auto wanted = static_cast<std::size_t>(params.edge_sample_rows);
  std::vector<std::uint32_t> sample;
  if (wanted == 0 || rows <= wanted) return sample;
  sample.reserve(wanted);
  // Selection sampling (Knuth, TAOCP vol. 2, 3.4.2, algorithm S): each row with probability
  // still wanted / still to come.
  const CounterRandom random(0, RandomPurpose::edge_sample);
  for (std::size_t row = 0; row < rows && sample.size() < wanted; ++row) {
    if (random.below(row, rows - row) < wanted - sample.size())
      sample.push_back(static_cast<std::uint32_t>(row));
  }
  return sample;
}

std::vector<ValueCount> distinct_values(std::span<const double> sorted) {
  std::vector<ValueCount> distinct;
  add_distinct(sorted, std::identity(), distinct);
  return distinct;
}

/// How many of the numbers are NaN, and how many positive infinity.
struct OddNumbers {
  std::uint64_t missing = 0, infinite = 0;
};
OddNumbers count_odd(const double* numbers, std::size_t count) {
  OddNumbers odd;
  for (std::size_t i = 0; i < count; ++i) {
    odd.missing += numbers[i] != numbers[i] ? 1 : 0;
    odd.infinite += numbers[i] > kLargest ? 1 : 0;
  }
  return odd;
}

FeatureBins fit_numeric(const Column& column, const std::vector<std::uint32_t>& sample,
                        const BinParams& params, SortRoom& room) {
  FeatureBins bins;
  const auto set_thresholds = [&](const std::vector<ValueCount>& distinct) {
    bins.thresholds = find_thresholds(distinct, params.max_bins, params.min_rows_in_bin);
    bins.default_bin = bins.bin_of_number(0.0);
  };
  if (column.packed.has_codes()) {
    bins.has_missing = column.packed.has_missing();
    bins.has_positive_infinity = std::ranges::any_of(
        column.packed.others(),
        [](const PackedNumbers::Other& other) { return other.value > kLargest; });
    set_thresholds(distinct_values(column.packed, sample, room));
    return bins;
  }
  std::vector<double>& values = room.values;
  values.clear();
  values.reserve(sample.empty() ? column.size() : sample.size());
  const auto take = [&](double value) {
    if (!std::isnan(value)) values.push_back(value);
  };
  auto sampled = sample.begin();
  for_number_blocks(column, 0, column.size(), [&](std::size_t first, auto numbers) {
    const OddNumbers odd = at_width<count_odd>(numbers.data(), numbers.size());
    bins.has_missing |= odd.missing > 0;
    bins.has_positive_infinity |= odd.infinite > 0;
    if (sample.empty()) {
      for (const double value : numbers) take(value);
    }
    for (; sampled != sample.end() && *sampled < first + numbers.size(); ++sampled) {
      take(numbers[*sampled - first]);
    }
  });
  sort_numbers(values, room);
  set_thresholds(distinct_values(values));
  return bins;
}

FeatureBins fit_categorical(const Column& column, const BinParams& params) {
  FeatureBins bins;
  bins.kind = ColumnKind::categorical;
  std::vector<std::uint64_t> counts(column.categories.size(), 0);
  for (const std::int32_t code : column.codes) {
    if (code >= 0) {
      ++counts[static_cast<std::size_t>(code)];
    } else {
      bins.has_missing = true;
    }
  }
  // By frequency, then by name: the order of the rows does not show.
  std::vector<std::int32_t> order(column.categories.size());
  std::iota(order.begin(), order.end(), 0);
  std::sort(order.begin(), order.end(), [&](std::int32_t a, std::int32_t b) {
    const auto x = static_cast<std::size_t>(a), y = static_cast<std::size_t>(b);
    return counts[x] != counts[y] ? counts[x] > counts[y]
                                  : column.categories[x] < column.categories[y];
  });
  while (!order.empty() && counts[static_cast<std::size_t>(order.back())] == 0) order.pop_back();
  if (order.size() > static_cast<std::size_t>(params.max_categories)) {
    order.resize(static_cast<std::size_t>(params.max_categories));
    bins.has_missing = true;
  }
  bins.bin_of.assign(column.categories.size(), -1);
  for (std::size_t bin = 0; bin < order.size(); ++bin) {
    bins.bin_of[static_cast<std::size_t>(order[bin])] = static_cast<std::int32_t>(bin);
  }
  bins.category_of = std::move(order);
  return bins;
}

/// Sets the bins of a sparse column that holds, beside values other than 0, `zeros` zeros.
void set_sparse_bins(FeatureBins& bins, std::vector<ValueCount> distinct, std::size_t zeros,
                     const BinParams& params) {
  if (zeros > 0) {
    const auto place =
        std::lower_bound(distinct.begin(), distinct.end(), 0.0,
                         [](const ValueCount& v, double zero) { return v.value < zero; });
    distinct.insert(place, {0.0, zeros});
  }
  bins.thresholds = find_thresholds(distinct, params.max_bins, params.min_rows_in_bin);
  bins.default_bin = bins.bin_of_number(0.0);
}

/// A sparse column's bins: its named values and, for the rows that do not name it, zero.
FeatureBins fit_sparse(std::span<const double> named, std::size_t rows, const BinParams& params,
                       SortRoom& room) {
  FeatureBins bins;
  std::vector<double>& values = room.values;
  values.clear();
  values.reserve(named.size());
  std::size_t missing = 0, zeros = rows - named.size();
  for (const double value : named) {
    if (std::isnan(value)) {
      ++missing;
    } else if (value == 0) {
      ++zeros;
    } else {
      values.push_back(value);
      bins.has_positive_infinity |= value > kLargest;
    }
  }
  bins.has_missing = missing > 0;
  sort_numbers(values, room);
  set_sparse_bins(bins, distinct_values(values), zeros, params);
  return bins;
}

/// As fit_sparse, where each of the named values is 1.
FeatureBins fit_ones(std::size_t named, std::size_t rows, const BinParams& params) {
  FeatureBins bins;
  std::vector<ValueCount> ones;
  if (named > 0) ones.push_back({1.0, named});
  set_sparse_bins(bins, std::move(ones), rows - named, params);
  return bins;
}

}  // namespace

std::uint32_t FeatureBins::bin_of_number(double value) const {
  if (std::isnan(value)) return missing_bin();
  return static_cast<std::uint32_t>(std::lower_bound(thresholds.begin(), thresholds.end(), value) -
                                    thresholds.begin());
}

double split_point(double a, double b) {
  const double low = std::max(a, -kLargest), high = std::min(b, kLargest);
  const double middle = low / 2 + high / 2;
  return middle >= low && middle < b ? middle : low;
}

std::vector<double> find_thresholds(std::span<const ValueCount> values, int max_bins,
                                    int min_rows) {
  std::vector<double> thresholds;
  const auto cut_after = [&](std::size_t i) {
    const double point = split_point(values[i].value, values[i + 1].value);
    // -infinity and the lowest finite number cannot be told apart by a finite threshold.
    if (point < values[i + 1].value) thresholds.push_back(point);
  };
  const std::size_t n = values.size();
  const auto least = static_cast<std::uint64_t>(min_rows);
  if (n <= static_cast<std::size_t>(max_bins)) {
    std::uint64_t in_bin = 0;
    for (std::size_t i = 0; i + 1 < n; ++i) {
      in_bin += values[i].count;
      if (in_bin >= least) {
        cut_after(i);
        in_bin = 0;
      }
    }
    return thresholds;
  }
  std::uint64_t total = 0;
  for (const ValueCount& v : values) total += v.count;
  const auto most_bins =
      std::max<std::uint64_t>(1, std::min(static_cast<std::uint64_t>(max_bins), total / least));
  // Values with more rows than an even share have a bin of their own; the share of the others is
  // even again without them.
  const double even = static_cast<double>(total) / static_cast<double>(most_bins);
  std::uint64_t rest_rows = total, rest_bins = most_bins;
  std::vector<bool> own(n, false);
  for (std::size_t i = 0; i < n; ++i) {
    if (static_cast<double>(values[i].count) >= even) {
      own[i] = true;
      rest_rows -= values[i].count;
      --rest_bins;
    }
  }
  const auto share = [&] {
    return static_cast<double>(rest_rows) /
           static_cast<double>(std::max<std::uint64_t>(rest_bins, 1));
  };
  double wanted = share();
  std::uint64_t in_bin = 0;
  for (std::size_t i = 0; i + 1 < n && thresholds.size() + 1 < most_bins; ++i) {
    if (!own[i]) rest_rows -= values[i].count;
    in_bin += values[i].count;
    const bool full = static_cast<double>(in_bin) >= wanted;
    const bool make_room = own[i + 1] && static_cast<double>(in_bin) >= std::max(1.0, wanted * 0.5);
    if (own[i] || full || make_room) {
      cut_after(i);
      in_bin = 0;
      if (!own[i]) {
        if (rest_bins > 0) --rest_bins;
        wanted = share();
      }
    }
  }
  return thresholds;
}

BinEdges fit_edges(const SparseColumns& columns, std::size_t rows, const BinParams& params) {
  BinEdges edges;
  edges.features.resize(columns.columns());
  parallel_blocks(edges.features.size(), 256, [&](std::size_t begin, std::size_t end) {
    SortRoom room;
    for (std::size_t c = begin; c < end; ++c) {
      edges.features[c] = columns.all_ones ? fit_ones(columns.entries_of(c), rows, params)
                                           : fit_sparse(columns.values_of(c), rows, params, room);
    }
  });
  return edges;
}

BinEdges fit_edges(const Table& table, const BinParams& params) {
  if (table.is_sparse) return fit_edges(columns_to_bin(table.sparse), table.rows, params);
  BinEdges edges;
  const std::vector<std::uint32_t> sample = edge_rows(table.rows, params);
  edges.features.resize(table.features.size());
  parallel_for_in_rooms<SortRoom>(table.features.size(), [&](SortRoom& room, std::size_t c) {
    const Column& column = table.features[c];
    edges.features[c] = column.kind == ColumnKind::numeric
                            ? fit_numeric(column, sample, params, room)
                            : fit_categorical(column, params);
  });
  return edges;
}

}  // namespace coppice
