// The cells of a binned table against the bin of each value, found by a plain search.

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/parallel.hpp"
#include "bins/binned_table.hpp"
#include "bins/cell_copies.hpp"
#include "bins/column_profile.hpp"
#include "bins/copy_rows.hpp"
#include "data/packed_columns.hpp"
#include "reference/dice.hpp"
#include "reference/mixed_table.hpp"

using namespace coppice;
using reference::Dice;

namespace {

constexpr double kNaN = std::numeric_limits<double>::quiet_NaN();

std::uint32_t cell_at(const BinnedTable& binned, const BinnedFeature& f, std::size_t row) {
  const Panel& panel = binned.panels[static_cast<std::size_t>(f.panel)];
  const std::uint8_t* const record = panel.record(row);
  if (!panel.wide) return record[f.column];
  std::uint16_t cell = 0;
  std::memcpy(&cell, record + 2 * f.column, 2);
  return cell;
}

/// Bin of a feature whose default bin has no cell, from the cell that a row has of it or of others.
std::uint32_t implied_bin(const BinnedTable& binned, const BinnedFeature& f, std::uint32_t cell) {
  const FeatureBins& bins = binned.bins(f);
  const std::uint32_t bin = cell - f.first_cell;
  if (cell < f.first_cell || bin >= bins.bins() - 1) return bins.default_bin;
  return bin + (bin >= bins.default_bin ? 1 : 0);
}

std::uint32_t bin_at(const BinnedTable& binned, const BinnedFeature& f, std::size_t row) {
  if (f.panel != BinnedFeature::kSparse) {
    const std::uint32_t cell = cell_at(binned, f, row);
    return f.implied_default ? implied_bin(binned, f, cell) : cell;
  }
  for (auto i = binned.sparse.row_begin[row]; i < binned.sparse.row_begin[row + 1]; ++i) {
    const std::uint32_t bin =
        implied_bin(binned, f, binned.sparse.slot[i] - binned.sparse.hist_begin);
    if (bin != binned.bins(f).default_bin) return bin;
  }
  return binned.bins(f).default_bin;
}

Table dense_table(Dice& dice, std::size_t rows, std::size_t columns) {
  Table table;
  table.rows = rows;
  for (std::size_t c = 0; c < columns; ++c) {
    Column& column = table.features.emplace_back();
    column.name = fmt::format("x{}", c);
    if (c % 5 == 4) column.kind = ColumnKind::categorical;
    for (int k = 0; k < 7; ++k) column.categories.push_back(fmt::format("k{}", k));
    for (std::size_t row = 0; row < rows; ++row) {
      if (column.kind == ColumnKind::categorical) {
        column.codes.push_back(static_cast<std::int32_t>(dice.below(8)) - 1);
      } else if (c % 5 == 3 && dice.below(4) == 0) {
        column.numbers.push_back(kNaN);
      } else {
        column.numbers.push_back(c % 5 == 2 ? std::floor(9 * dice.uniform()) : dice.uniform());
      }
    }
  }
  return table;
}

Table sparse_table(Dice& dice, std::size_t rows, std::uint32_t columns) {
  Table table;
  table.rows = rows;
  table.is_sparse = true;
  table.sparse.columns = columns;
  table.sparse.row_begin.push_back(0);
  for (std::size_t row = 0; row < rows; ++row) {
    for (auto c = static_cast<std::uint32_t>(row % 4); c < columns;
         c += c < 8 ? 4 : 1 + static_cast<std::uint32_t>(dice.below(40))) {
      table.sparse.column.push_back(c);
      table.sparse.value.push_back(dice.below(20) == 0 ? kNaN : c < 8 ? 1.0 : dice.uniform() - 0.3);
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  return table;
}

void check_dense(const BinnedTable& binned, const Table& table) {
  for (const BinnedFeature& f : binned.features) {
    const FeatureBins& bins = binned.bins(f);
    const Column& column = table.features[f.feature];
    for (std::size_t row = 0; row < table.rows; ++row) {
      REQUIRE(bin_at(binned, f, row) == (column.kind == ColumnKind::numeric
                                             ? bins.bin_of_number(column.numbers[row])
                                             : bins.bin_of_code(column.codes[row])));
    }
  }
}

void check_sparse(const BinnedTable& binned, const Table& table) {
  for (const BinnedFeature& f : binned.features) {
    const FeatureBins& bins = binned.bins(f);
    for (std::size_t row = 0; row < table.rows; ++row) {
      std::uint32_t expected = bins.default_bin;
      for (auto i = table.sparse.row_begin[row]; i < table.sparse.row_begin[row + 1]; ++i) {
        if (table.sparse.column[i] == f.feature)
          expected = bins.bin_of_number(table.sparse.value[i]);
      }
      if (expected >= bins.bins()) expected = bins.default_bin;  // missing only here
      REQUIRE(bin_at(binned, f, row) == expected);
    }
  }
}

}  // namespace

TEST_CASE("each cell of a dense table is the bin of its value, in byte and wide panels") {
  for (const int max_bins : {16, 255, 1000}) {
    for (const int threads : {1, 3}) {
      const ThreadCountScope scope(threads);
      Dice dice(5);
      const Table table = dense_table(dice, 1500, 70);
      Table used = table;
      BinParams params;
      params.max_bins = max_bins;
      const BinnedTable binned = bin_table(used, fit_edges(table, params), 1);
      REQUIRE(binned.features.size() == 70);
      check_dense(binned, table);
      for (const Column& column : used.features) CHECK(column.size() == 0);
      const Table other = dense_table(dice, 700, 70);
      check_dense(bin_like(other, binned), other);
    }
  }
}

TEST_CASE("packed columns have the edges and cells of the same columns unpacked") {
  Dice dice(7);
  const Table table = dense_table(dice, 1500, 20);
  Table packed = table;
  for (Column& column : packed.features) {
    if (column.kind == ColumnKind::numeric) pack(column);
  }
  for (const std::int64_t sampled : {0, 100}) {
    BinParams params;
    params.edge_sample_rows = sampled;
    Table used = table, used_packed = packed;
    const BinnedTable a = fit_and_bin(used, params, 1), b = fit_and_bin(used_packed, params, 1);
    check_dense(b, table);
    REQUIRE(a.panels.size() == b.panels.size());
    for (std::size_t panel = 0; panel < a.panels.size(); ++panel)
      CHECK(std::ranges::equal(a.panels[panel].cells.span(), b.panels[panel].cells.span()));
    for (const Column& column : used_packed.features) CHECK(column.size() == 0);
  }
}

TEST_CASE("a joint cell has the cells of its columns as digits, in tables, copies and orders") {
  const auto check = [](const BinnedTable& binned) {
    REQUIRE(binned.joint.size() == binned.panels.size());
    const Panel& panel = binned.panels[0];
    const JointPanel& joint = binned.joint[0];
    REQUIRE(joint.members.size() == panel.columns.size());
    REQUIRE(joint.records.columns.size() < panel.columns.size());
    std::size_t spread = 0;
    for (const JointPanel::Member& member : joint.members) {
      spread += joint.records.columns[member.joint].cells;
      CHECK(joint.records.columns[member.joint].cells <= 256);
      for (std::size_t row = 0; row < binned.rows; ++row) {
        const std::uint32_t cell = joint.records.record(row)[member.joint];
        REQUIRE(cell / member.place % panel.columns[member.column].cells ==
                panel.record(row)[member.column]);
      }
    }
    CHECK(joint.spread == spread);
  };
  Table table = mixed_table::mixed(5000, 3);
  BinnedTable binned = fit_and_bin(table, {}, 1);
  const auto with_copies = [](BinnedTable plain) {
    add_cell_copies(plain);
    return plain;
  };
  check(with_copies(share(binned)));
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 1; row < 5000; row += 3) rows.push_back(row);
  check(with_copies(copy_rows(binned, rows)));
  std::vector<std::uint32_t> order(5000);
  for (std::uint32_t i = 0; i < 5000; ++i) order[i] = 4999 - i;
  const BinnedTable before = copy_rows(binned, order);
  order_cells(binned, order);
  add_cell_copies(binned);
  check(binned);
  drop_cell_copies(binned);
  CHECK(binned.joint.empty());
  CHECK(binned.panels[0].column_cells.size() == 0);
  for (std::size_t panel = 0; panel < binned.panels.size(); ++panel)
    CHECK(std::ranges::equal(binned.panels[panel].cells.span(), before.panels[panel].cells.span()));
  CHECK(binned.sparse.slot == before.sparse.slot);
}

TEST_CASE("entries that are all 1 have the cells of entries that are all 2, at half the edges") {
  Table ones = mixed_table::sparse(3000, 90, 4);
  Table twos = ones;
  ones.sparse.value = twos.sparse.value = {};
  for (std::size_t i = 0; i < ones.sparse.column.size(); ++i) {
    ones.sparse.value.push_back(1);
    twos.sparse.value.push_back(2);
  }
  REQUIRE(ones.sparse.value.all_ones());
  REQUIRE(!twos.sparse.value.all_ones());
  const Table whole = ones;
  const BinnedTable a = fit_and_bin(ones, {}, 5), b = fit_and_bin(twos, {}, 5);
  REQUIRE(a.panels.size() == b.panels.size());
  REQUIRE(!a.sparse.slot.empty());
  check_sparse(a, whole);
  check_sparse(bin_like(whole, a), whole);
  for (std::size_t panel = 0; panel < a.panels.size(); ++panel) {
    CHECK(std::ranges::equal(a.panels[panel].cells.span(), b.panels[panel].cells.span()));
  }
  CHECK(a.sparse.slot == b.sparse.slot);
  for (std::size_t c = 0; c < a.edges.features.size(); ++c) {
    REQUIRE(a.edges.features[c].bins() == b.edges.features[c].bins());
    for (std::size_t i = 0; i < a.edges.features[c].thresholds.size(); ++i) {
      CHECK(2 * a.edges.features[c].thresholds[i] == b.edges.features[c].thresholds[i]);
    }
  }
}

TEST_CASE("records of ones, joined in registers, are those of entries that are all 2") {
  for (const std::uint32_t groups : {1u, 4u, 5u, 8u, 9u, 20u, 63u, 64u, 65u}) {
    CAPTURE(groups);
    Table ones = mixed_table::one_hot(700, groups, 3), twos = ones;
    twos.sparse.value = {};
    for (std::size_t i = 0; i < ones.sparse.column.size(); ++i) twos.sparse.value.push_back(2);
    const Table whole = ones;
    const BinnedTable a = fit_and_bin(ones, {}, 5), b = fit_and_bin(twos, {}, 5);
    CHECK(a.sparse.slot.empty());
    REQUIRE(a.panels.size() == b.panels.size());
    for (std::size_t panel = 0; panel < a.panels.size(); ++panel)
      CHECK(std::ranges::equal(a.panels[panel].cells.span(), b.panels[panel].cells.span()));
    check_sparse(a, whole);
  }
}

TEST_CASE("a sparse column's profile is that of its dense twin") {
  Table table = mixed_table::sparse(500, 30, 4);
  for (const bool ones : {false, true}) {
    if (ones) {
      const std::size_t entries = table.sparse.value.size();
      table.sparse.value = {};
      table.sparse.value.append_ones(entries);
    }
    const Table dense = mixed_table::dense_twin(table);
    const TableProfile a = profile_table(table, transpose(table.sparse), {});
    const TableProfile b = profile_table(dense, {}, {});
    for (std::size_t c = 0; c < 30; ++c) {
      CAPTURE(c);
      CHECK(a.columns[c].missing == b.columns[c].missing);
      CHECK(a.columns[c].distinct == b.columns[c].distinct);
      CHECK(a.columns[c].min == b.columns[c].min);
      CHECK(a.columns[c].max == b.columns[c].max);
      CHECK(a.columns[c].mean == doctest::Approx(b.columns[c].mean));
    }
  }
}

TEST_CASE("each slot and bundled cell of a sparse table is the bin of its value") {
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    Dice dice(6);
    const Table table = sparse_table(dice, 5000, 300);
    Table used = table;
    const BinnedTable binned = fit_and_bin(used, {}, 5);
    CHECK(!binned.panels.empty());
    CHECK(binned.sparse.row_begin.size() == table.rows + 1);
    check_sparse(binned, table);
    const Table other = sparse_table(dice, 900, 300);
    check_sparse(bin_like(other, binned), other);
  }
}
