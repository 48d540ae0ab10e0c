#include "bins/binned_table.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "base/parallel.hpp"
#include "reference/mixed_table.hpp"
#include "reference/naive_grow.hpp"

using namespace coppice;

namespace {

std::uint32_t cell_at(const Panel& panel, std::size_t row, std::uint32_t column) {
  const std::uint8_t* record = panel.record(row);
  if (!panel.wide) return record[column];
  std::uint16_t cell;
  std::memcpy(&cell, record + 2 * column, 2);
  return cell;
}

/// Bin of a row as it is stored: a cell of a column, or a slot of the sparse panel.
std::uint32_t stored_bin(const BinnedTable& table, const BinnedFeature& feature, std::size_t row) {
  const FeatureBins& bins = table.bins(feature);
  if (feature.panel == BinnedFeature::kSparse) {
    for (std::uint64_t i = table.sparse.row_begin[row]; i < table.sparse.row_begin[row + 1]; ++i) {
      const std::uint32_t slot = table.sparse.slot[i];
      if (slot < feature.hist_begin || slot >= feature.hist_begin + bins.bins() - 1) continue;
      const std::uint32_t bin = slot - feature.hist_begin;
      return bin + (bin >= bins.default_bin ? 1 : 0);
    }
    return bins.default_bin;
  }
  const std::uint32_t cell =
      cell_at(table.panels[static_cast<std::size_t>(feature.panel)], row, feature.column);
  if (!feature.implied_default) return cell - feature.first_cell;
  for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
    if (bin != bins.default_bin && cell_of_bin(feature, bins, bin) == cell) return bin;
  }
  return bins.default_bin;
}

void check_cells(const Table& raw, const BinnedTable& table) {
  REQUIRE(table.rows == raw.rows);
  for (const BinnedFeature& feature : table.features) {
    CAPTURE(feature.feature);
    const FeatureBins& bins = table.bins(feature);
    std::size_t wrong = 0;
    for (std::size_t row = 0; row < raw.rows; ++row) {
      std::uint32_t expected = reference::bin_of(raw, table.edges, feature.feature, row);
      // A bundle has no cell for a missing value that training did not have.
      if (feature.implied_default && expected >= bins.bins()) expected = bins.default_bin;
      wrong += stored_bin(table, feature, row) != expected;
    }
    CHECK(wrong == 0);
  }
}

BinnedTable bin_copy(Table table, std::size_t min_rows = 1, const BinParams& params = {}) {
  BinEdges edges = fit_edges(table, params);
  return bin_table(table, std::move(edges), min_rows);
}

/// Slots of distinct features do not overlap, and all lie below `slots`.
void check_slots(const BinnedTable& table) {
  std::vector<int> used(table.slots, 0);
  for (const BinnedFeature& feature : table.features) {
    const std::uint32_t cells = table.bins(feature).bins() - (feature.implied_default ? 1 : 0);
    for (std::uint32_t i = 0; i < cells; ++i) ++used.at(feature.hist_begin + i);
  }
  CHECK(std::ranges::max(used) == 1);
}

}  // namespace

TEST_CASE("each cell of a dense table is the bin of its value") {
  const Table raw = mixed_table::mixed(5000, 1);
  const BinnedTable table = bin_copy(raw);
  CHECK(table.features.size() == 9);  // one of ten is constant
  check_cells(raw, table);
  check_slots(table);
}

TEST_CASE("many columns and wide ones are spread over panels") {
  Table raw = mixed_table::numeric(500, 130, 9, 2);
  mixed_table::Draw draw(3);
  raw.features.push_back(mixed_table::categories(500, 450, 0, draw));
  const BinnedTable table = bin_copy(raw);
  CHECK(table.panels.size() == 4);
  CHECK(std::ranges::count_if(table.panels, [](const Panel& p) { return p.wide; }) == 1);
  for (const Panel& panel : table.panels) CHECK(panel.columns.size() <= kPanelColumns);
  check_cells(raw, table);
  check_slots(table);
}

TEST_CASE("255 bins and one of missing values fit a byte, one bin more does not") {
  mixed_table::Draw draw(4);
  Table raw;
  raw.rows = 20000;
  raw.features = {mixed_table::numbers(raw.rows, 0, 0.1, draw)};
  CHECK_FALSE(bin_copy(raw).panels[0].wide);
  const BinnedTable wide = bin_copy(raw, 1, {.max_bins = 256});
  CHECK(wide.bins(wide.features[0]).value_bins() == 256);
  CHECK(wide.panels[0].wide);
  check_cells(raw, wide);
  // Without missing values there is still a cell for those that come later.
  raw.features = {mixed_table::numbers(raw.rows, 0, 0, draw)};
  CHECK_FALSE(bin_copy(raw).panels[0].wide);
  CHECK(bin_copy(raw, 1, {.max_bins = 256}).panels[0].wide);
}

TEST_CASE("each non-zero of a sparse table is the bin of its value, others the bin of zero") {
  for (const std::uint64_t seed : {1u, 2u, 3u}) {
    const Table raw = mixed_table::sparse(2500, 150, seed);
    const BinnedTable table = bin_copy(raw);
    CHECK(std::ranges::any_of(table.features, [](const BinnedFeature& f) {
      return f.panel != BinnedFeature::kSparse && f.first_cell > 1;
    }));
    CHECK(table.sparse.hist_end > table.sparse.hist_begin);
    check_cells(raw, table);
    check_slots(table);
  }
}

TEST_CASE("sparse columns that too few rows name are left out") {
  const Table raw = mixed_table::sparse(2500, 150, 5);
  const BinnedTable all = bin_copy(raw, 1), some = bin_copy(raw, 40);
  CHECK(some.features.size() < all.features.size());
  std::vector<std::size_t> named(150);
  for (const std::uint32_t column : raw.sparse.column.numbers()) ++named[column];
  for (const BinnedFeature& feature : some.features) CHECK(named[feature.feature] >= 40);
}

TEST_CASE("other rows are binned in the same layout, what is new to them included") {
  const Table raw = mixed_table::mixed(3000, 6);
  const BinnedTable like = bin_copy(raw);
  Table other = mixed_table::mixed(1000, 7);
  for (std::size_t row = 0; row < 1000; row += 3) {
    other.features[0].numbers[row] = std::nan("");
    other.features[7].numbers[row] = row % 2 ? 1e300 : -std::numeric_limits<double>::infinity();
    other.features[9].codes[row] = -1;
  }
  const BinnedTable table = bin_like(other, like);
  CHECK(table.slots == like.slots);
  check_cells(other, table);
}

TEST_CASE("other sparse rows are binned in the same layout, with more or fewer columns") {
  const Table raw = mixed_table::sparse(3000, 80, 8);
  const BinnedTable like = bin_copy(raw);
  check_cells(mixed_table::sparse(500, 80, 9), bin_like(mixed_table::sparse(500, 80, 9), like));
  const Table fewer = mixed_table::sparse(500, 40, 9), more = mixed_table::sparse(500, 200, 9);
  check_cells(fewer, bin_like(fewer, like));
  check_cells(more, bin_like(more, like));
}

TEST_CASE("bins do not depend on the number of threads") {
  const Table raw = mixed_table::mixed(20000, 10);
  const BinnedTable one = bin_copy(raw);
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    const BinnedTable again = bin_copy(raw);
    REQUIRE(again.panels.size() == one.panels.size());
    for (std::size_t p = 0; p < one.panels.size(); ++p) {
      CHECK(std::memcmp(one.panels[p].cells.data(), again.panels[p].cells.data(),
                        one.rows * one.panels[p].stride) == 0);
    }
  }
}

TEST_CASE("the columns of a table that was binned are freed") {
  Table table = mixed_table::mixed(100, 11);
  BinEdges edges = fit_edges(table, {});
  bin_table(table, std::move(edges), 1);
  for (const Column& column : table.features) CHECK(column.numbers.capacity() == 0);
}
