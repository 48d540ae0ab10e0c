#include <doctest/doctest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "base/error.hpp"
#include "boost/prepare.hpp"
#include "reference/mixed_table.hpp"

using namespace coppice;

namespace {

/// Rows numbered by their only feature, with these labels.
LoadedTable numbered(const std::vector<double>& labels) {
  LoadedTable data;
  data.table.rows = labels.size();
  data.table.features.resize(1);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    data.table.features[0].numbers.push_back(static_cast<double>(row));
  }
  data.table.label.numbers = labels;
  return data;
}

std::map<double, int> counts(const std::vector<double>& labels) {
  std::map<double, int> count;
  for (const double label : labels) ++count[label];
  return count;
}

std::vector<double> repeated(std::initializer_list<std::pair<double, int>> classes) {
  std::vector<double> labels;
  for (const auto& [label, times] : classes) labels.insert(labels.end(), times, label);
  return labels;
}

}  // namespace

TEST_CASE("rows are held out by seed, each in one of the two tables") {
  std::vector<double> labels(1000);
  mixed_table::Draw draw(1);
  for (double& label : labels) label = draw.uniform();
  LoadedTable data = numbered(labels), again = numbered(labels), other = numbered(labels);
  const ValidationSet held = hold_out(data, 0.2, 7);
  CHECK(held.table.rows == 200);
  CHECK(data.table.rows == 800);
  std::set<double> all(held.table.features[0].numbers.begin(),
                       held.table.features[0].numbers.end());
  all.insert(data.table.features[0].numbers.begin(), data.table.features[0].numbers.end());
  CHECK(all.size() == 1000);
  CHECK(hold_out(again, 0.2, 7).table.features[0].numbers == held.table.features[0].numbers);
  CHECK(hold_out(other, 0.2, 8).table.features[0].numbers != held.table.features[0].numbers);
}

TEST_CASE("each class gives its share of the rows") {
  LoadedTable data = numbered(repeated({{0, 700}, {1, 200}, {2, 100}}));
  auto held = counts(hold_out(data, 0.25, 3).table.label.numbers);
  CHECK(std::abs(held[0] - 175) <= 1);
  CHECK(std::abs(held[1] - 50) <= 1);
  CHECK(std::abs(held[2] - 25) <= 1);
}

TEST_CASE("no class loses its last row to learn from, numbers or texts") {
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    for (const double fraction : {0.1, 0.5, 0.9}) {
      const auto labels = repeated({{0, 40}, {1, 1}, {2, 2}, {3, 3}});
      LoadedTable data = numbered(labels);
      hold_out(data, fraction, seed);
      CHECK(counts(data.table.label.numbers).size() == 4);

      LoadedTable texts = numbered(labels);
      texts.table.label.kind = ColumnKind::categorical;
      texts.table.label.categories = {"a", "b", "c", "d"};
      for (const double label : labels) {
        texts.table.label.codes.push_back(static_cast<std::int32_t>(label));
      }
      texts.table.label.numbers.clear();
      hold_out(texts, fraction, seed);
      const auto& codes = texts.table.label.codes;
      CHECK(std::set(codes.begin(), codes.end()).size() == 4);
    }
  }
}

TEST_CASE("a share that is a whole number of rows is that number") {
  for (const int rows : {10, 20, 30, 70, 110}) {
    for (int tenths = 1; tenths <= 9; ++tenths) {
      std::vector<double> labels;
      for (int row = 0; row < rows; ++row) labels.push_back(row);
      LoadedTable data = numbered(labels);
      CHECK(hold_out(data, tenths / 10.0, 1).table.rows ==
            static_cast<std::size_t>(rows * tenths / 10));
    }
  }
}

TEST_CASE("a group is held out whole") {
  std::vector<double> labels(600, 0.5);
  LoadedTable data = numbered(labels);
  mixed_table::Draw draw(2);
  for (std::size_t row = 0; row < 600; ++row) {
    data.table.groups.push_back(static_cast<std::int64_t>(draw.below(60)) - 5);
  }
  const ValidationSet held = hold_out(data, 0.3, 1);
  const std::set<std::int64_t> out(held.table.groups.begin(), held.table.groups.end());
  CHECK(out.size() == 18);
  for (const std::int64_t group : data.table.groups) CHECK(out.count(group) == 0);
}

TEST_CASE("a share of less than one row is an error that says so") {
  LoadedTable data = numbered({1, 2, 3});
  CHECK_THROWS_WITH_AS(
      hold_out(data, 0.01, 1),
      "valid-fraction: 0.01 of 3 rows is less than one row; raise it, or give --valid FILE", Error);
}
