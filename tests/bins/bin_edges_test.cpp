#include "bins/bin_edges.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/parallel.hpp"
#include "reference/mixed_table.hpp"
#include "reference/naive_grow.hpp"

using namespace coppice;

namespace {

const double kInfinity = std::numeric_limits<double>::infinity();
const double kLargest = std::numeric_limits<double>::max();

std::vector<ValueCount> counted(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  std::vector<ValueCount> distinct;
  for (const double value : values) {
    if (distinct.empty() || distinct.back().value != value) distinct.push_back({value, 0});
    ++distinct.back().count;
  }
  return distinct;
}

/// Rows in each bin.
std::vector<std::uint64_t> bin_rows(const std::vector<ValueCount>& values,
                                    const std::vector<double>& thresholds) {
  std::vector<std::uint64_t> rows(thresholds.size() + 1);
  for (const ValueCount& v : values) {
    const auto bin =
        std::count_if(thresholds.begin(), thresholds.end(), [&](double t) { return t < v.value; });
    rows[static_cast<std::size_t>(bin)] += v.count;
  }
  return rows;
}

FeatureBins fit(Column column, const BinParams& params = {}) {
  Table table;
  table.rows = column.size();
  table.features.push_back(std::move(column));
  return fit_edges(table, params).features[0];
}

FeatureBins fit_numbers(std::vector<double> values, const BinParams& params = {}) {
  Column column;
  column.numbers = std::move(values);
  return fit(std::move(column), params);
}

}  // namespace

TEST_CASE("where each value can have a bin, thresholds lie midway between neighbours") {
  const auto values = counted({1, 1, 1, 2, 2, 2, 4, 4, 4, 10, 10, 10});
  CHECK(find_thresholds(values, 255, 3) == std::vector{1.5, 3.0, 7.0});
  CHECK(find_thresholds(values, 4, 1) == std::vector{1.5, 3.0, 7.0});
}

TEST_CASE("values with fewer rows than a bin needs share one with their right neighbour") {
  CHECK(find_thresholds(counted({1, 2, 3, 3, 3, 4, 4, 5}), 255, 3) == std::vector{
                                                                          3.5,
                                                                      });
  CHECK(find_thresholds(counted({1, 2, 3, 4, 5, 6}), 255, 3) == std::vector{3.5});
  CHECK(find_thresholds(counted({1, 1}), 255, 3).empty());
  CHECK(find_thresholds({}, 255, 3).empty());
}

TEST_CASE("many values are cut into at most max_bins bins of nearly equal rows") {
  mixed_table::Draw draw(2);
  std::vector<double> drawn(10000);
  for (double& value : drawn) value = std::exp(10 * draw.uniform());
  const auto values = counted(drawn);
  for (const int bins : {2, 3, 10, 255, 1000}) {
    CAPTURE(bins);
    const auto thresholds = find_thresholds(values, bins, 3);
    CHECK(thresholds.size() + 1 == static_cast<std::size_t>(bins));
    CHECK(std::ranges::adjacent_find(thresholds, std::ranges::greater_equal{}) == thresholds.end());
    const auto rows = bin_rows(values, thresholds);
    const double even = 10000.0 / bins;
    CHECK(static_cast<double>(std::ranges::max(rows)) < even + 2);
    CHECK(static_cast<double>(std::ranges::min(rows)) > 0.4 * even);
  }
}

TEST_CASE("a value with more rows than its share has a bin nearly of its own") {
  mixed_table::Draw draw(3);
  std::vector<double> drawn(4000, 0.0);
  for (int i = 0; i < 6000; ++i) drawn.push_back(draw.uniform() * 20 - 10);
  const auto values = counted(drawn);
  for (const int bins : {5, 20, 255}) {
    CAPTURE(bins);
    const auto thresholds = find_thresholds(values, bins, 3);
    CHECK(thresholds.size() < static_cast<std::size_t>(bins));
    const auto rows = bin_rows(values, thresholds);
    // Less than half a share of the rows below may be in it: too few for a bin.
    const auto half = static_cast<std::uint64_t>(0.5 * 6000 / (bins - 1));
    CHECK(std::ranges::max(rows) >= 4000);
    CHECK(std::ranges::max(rows) <= 4000 + half + 1);
  }
}

TEST_CASE("no bin is empty and no more than max_bins are made, whatever the values") {
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    CAPTURE(seed);
    mixed_table::Draw draw(seed);
    std::vector<double> drawn;
    const std::uint64_t rows = 1 + draw.below(400), spread = 1 + draw.below(200);
    for (std::uint64_t i = 0; i < rows; ++i) {
      const double u = draw.uniform();
      drawn.push_back(std::floor(u * u * u * static_cast<double>(spread)));
    }
    const auto values = counted(drawn);
    const int bins = 2 + static_cast<int>(draw.below(30));
    const int least = 1 + static_cast<int>(draw.below(5));
    const auto thresholds = find_thresholds(values, bins, least);
    CHECK(thresholds.size() < static_cast<std::size_t>(bins));
    const auto in_bins = bin_rows(values, thresholds);
    CHECK(std::ranges::min(in_bins) > 0);
  }
}

TEST_CASE("a split point parts two neighbours, however close or far") {
  const std::vector<double> values{-kInfinity, -kLargest, -1e308, -1,    -1e-320, 0,
                                   1e-320,     1,         2,      1e308, kLargest};
  for (std::size_t i = 0; i + 1 < values.size(); ++i) {
    for (std::size_t j = i + 1; j < values.size(); ++j) {
      if (i == 0 && j == 1) continue;  // no finite number parts these
      const double point = split_point(values[i], values[j]);
      CHECK(std::isfinite(point));
      CHECK(values[i] <= point);
      CHECK(point < values[j]);
    }
  }
  const double next = std::nextafter(1.0, 2.0);
  CHECK(split_point(1.0, next) == 1.0);
  CHECK(std::isfinite(split_point(kLargest, kInfinity)));
  CHECK(split_point(-1.0, kInfinity) > -1.0);
}

TEST_CASE("numbers beyond float32 keep bins of their own") {
  // 2^24 and 2^24 + 1 are one float; nanosecond timestamps and 2^53 ids are far beyond.
  for (const double base : {16777216.0, 1700000000000000.0, 9007199254740000.0}) {
    std::vector<double> values;
    for (int i = 0; i < 40; ++i) values.push_back(base + i % 4);
    const FeatureBins bins = fit_numbers(values);
    CHECK(bins.bins() == 4);
    for (int i = 0; i < 4; ++i) {
      CHECK(bins.bin_of_number(base + i) == static_cast<std::uint32_t>(i));
    }
  }
}

TEST_CASE("missing values and infinities have bins that splits can tell apart") {
  std::vector<double> values;
  for (int i = 0; i < 10; ++i) {
    for (const double v : {1.0, 2.0, kInfinity, -kInfinity, std::nan("")}) values.push_back(v);
  }
  const FeatureBins bins = fit_numbers(values);
  CHECK(bins.has_missing);
  CHECK(bins.has_positive_infinity);
  CHECK(bins.bins() == 5);
  CHECK(bins.bin_of_number(-kInfinity) == 0);
  CHECK(bins.bin_of_number(1) == 1);
  CHECK(bins.bin_of_number(kInfinity) == 3);
  CHECK(bins.bin_of_number(std::nan("")) == bins.missing_bin());
  for (const double threshold : bins.thresholds) CHECK(std::isfinite(threshold));
}

TEST_CASE("a column of one value, or of missing values only, is constant") {
  CHECK(fit_numbers(std::vector<double>(100, 3.0)).is_constant());
  CHECK(fit_numbers(std::vector<double>(100, std::nan(""))).bins() == 2);
  const FeatureBins half = fit_numbers({1, 1, 1, std::nan(""), std::nan(""), std::nan("")});
  CHECK_FALSE(half.is_constant());
}

TEST_CASE("categories are binned by frequency, then by name, in any order of rows") {
  Column column;
  column.kind = ColumnKind::categorical;
  column.categories = {"x", "b", "a", "unused", "y"};
  column.codes = {0, 1, 2, 1, 2, 4, 4, 4, -1};
  const FeatureBins bins = fit(column);
  CHECK(bins.category_of == std::vector<std::int32_t>{4, 2, 1, 0});  // y, a, b, x
  CHECK(bins.has_missing);
  CHECK(bins.bin_of_code(4) == 0);
  CHECK(bins.bin_of_code(3) == bins.missing_bin());
  CHECK(bins.bin_of_code(-1) == bins.missing_bin());
  CHECK(bins.bin_of_code(99) == bins.missing_bin());
}

TEST_CASE("categories past the limit count as missing") {
  mixed_table::Draw draw(4);
  Column column = mixed_table::categories(5000, 300, 0, draw);
  const FeatureBins all = fit(column, {.max_categories = 1000});
  CHECK_FALSE(all.has_missing);
  const FeatureBins few = fit(column, {.max_categories = 50});
  CHECK(few.value_bins() == 50);
  CHECK(few.has_missing);
  CHECK(std::ranges::equal(few.category_of, std::span(all.category_of).first(50)));
}

TEST_CASE("edges from a sample do not depend on threads, and miss no missing value") {
  Table table = mixed_table::mixed(30000, 5);
  table.features[7].numbers[29999] = std::nan("");
  const BinParams params{.edge_sample_rows = 1000};
  const BinEdges edges = fit_edges(table, params);
  CHECK(edges.features[7].has_missing);
  CHECK(edges.features[7].value_bins() == 255);
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    const BinEdges again = fit_edges(table, params);
    for (std::size_t f = 0; f < edges.features.size(); ++f) {
      CHECK(edges.features[f].thresholds == again.features[f].thresholds);
    }
  }
}

TEST_CASE("a sparse column has the bins of its dense twin") {
  const Table sparse = mixed_table::sparse(3000, 60, 6);
  const BinEdges a = fit_edges(sparse, {});
  const BinEdges b = fit_edges(mixed_table::dense_twin(sparse), {});
  REQUIRE(a.features.size() == b.features.size());
  for (std::size_t f = 0; f < a.features.size(); ++f) {
    CAPTURE(f);
    CHECK(a.features[f].thresholds == b.features[f].thresholds);
    CHECK(a.features[f].has_missing == b.features[f].has_missing);
    CHECK(a.features[f].default_bin == b.features[f].default_bin);
  }
}

TEST_CASE("bins follow a monotone transform of the values") {
  const Table table = mixed_table::numeric(2000, 3, 0, 8);
  Table bent = table;
  for (Column& column : bent.features) {
    for (double& value : column.numbers) value = value * value * value + 5;
  }
  const BinEdges a = fit_edges(table, {}), b = fit_edges(bent, {});
  for (std::uint32_t f = 0; f < 3; ++f) {
    std::size_t wrong = 0;
    for (std::size_t row = 0; row < table.rows; ++row) {
      wrong += a.features[f].bin_of_number(table.features[f].numbers[row]) !=
               b.features[f].bin_of_number(bent.features[f].numbers[row]);
    }
    CHECK(wrong == 0);
  }
}
