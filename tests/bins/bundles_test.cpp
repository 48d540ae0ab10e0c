#include "bins/bundles.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "reference/mixed_table.hpp"

using namespace coppice;

namespace {

struct Planned {
  explicit Planned(const Table& table, SparseColumns of_table)
      : columns(std::move(of_table)), edges(fit_edges(table, {})) {
    std::vector<std::uint32_t> candidates(table.sparse.columns);
    std::iota(candidates.begin(), candidates.end(), 0U);
    std::erase_if(candidates, [&](std::uint32_t c) { return edges.features[c].is_constant(); });
    plan = plan_bundles(columns, table.sparse, candidates, edges);
    wanted = std::multiset(candidates.begin(), candidates.end());
  }
  explicit Planned(const Table& table) : Planned(table, transpose(table.sparse)) {}
  SparseColumns columns;
  BinEdges edges;
  BundlePlan plan;
  std::multiset<std::uint32_t> wanted;
};

}  // namespace

TEST_CASE("each column is in one bundle or in the sparse panel, once") {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u}) {
    const Planned planned(mixed_table::sparse(2000, 300, seed));
    std::multiset<std::uint32_t> placed(planned.plan.sparse.begin(), planned.plan.sparse.end());
    for (const auto& bundle : planned.plan.bundles) placed.insert(bundle.begin(), bundle.end());
    CHECK(placed == planned.wanted);
  }
}

TEST_CASE("no row names two columns of a bundle, and a bundle fits a byte") {
  for (const std::uint64_t seed : {1u, 2u, 3u, 4u}) {
    const Planned planned(mixed_table::sparse(2000, 300, seed));
    for (const auto& bundle : planned.plan.bundles) {
      std::set<std::uint32_t> rows;
      std::size_t named = 0;
      std::uint32_t cells = 1;
      for (const std::uint32_t column : bundle) {
        const auto own = planned.columns.rows_of(column);
        rows.insert(own.begin(), own.end());
        named += own.size();
        cells += planned.edges.features[column].bins() - 1;
      }
      CHECK(rows.size() == named);
      CHECK(cells <= 256);
    }
  }
}

TEST_CASE("one-hot columns become a byte a group") {
  const Planned planned(mixed_table::one_hot(3000, 5, 12));
  CHECK(planned.plan.sparse.empty());
  CHECK(planned.plan.bundles.size() == 5);
}

TEST_CASE("a few columns of ones are bundled the same by row as by their lists of rows") {
  mixed_table::Draw draw(5);
  for (const std::uint32_t columns : {1u, 40u, 64u, 65u, 300u, 512u}) {
    CAPTURE(columns);
    Table table = mixed_table::one_hot(4000, 1, columns);
    SparseMatrix& matrix = table.sparse;
    // Some rows name a second column, near the first: what excludes each other is left to chance.
    matrix = {columns, {0}, {}, {}};
    for (std::size_t row = 0; row < table.rows; ++row) {
      const auto first = static_cast<std::uint32_t>(draw.below(columns));
      const auto second = first + 1 + static_cast<std::uint32_t>(draw.below(2));
      matrix.column.push_back(first);
      if (second < columns && draw.below(3) == 0) matrix.column.push_back(second);
      matrix.value.append_ones(matrix.column.size() - matrix.row_begin.back());
      matrix.row_begin.push_back(matrix.column.size());
    }
    const Planned by_row(table, columns_to_bin(matrix)), by_lists(table, transpose(matrix));
    CHECK(!by_row.columns.lists_rows());
    CHECK(by_row.columns.column_begin == by_lists.columns.column_begin);
    CHECK(by_row.plan.bundles == by_lists.plan.bundles);
    CHECK(by_row.plan.sparse == by_lists.plan.sparse);
    if (columns == 64) CHECK(by_row.plan.bundles.size() > 1);  // so the test says something
  }
}

TEST_CASE("a transpose holds each entry once, rows ascending") {
  const Table table = mixed_table::sparse(300, 40, 7);
  const SparseColumns columns = transpose(table.sparse);
  std::size_t entries = 0;
  for (std::uint32_t c = 0; c < 40; ++c) {
    const auto rows = columns.rows_of(c);
    CHECK(std::ranges::adjacent_find(rows, std::ranges::greater_equal{}) == rows.end());
    entries += rows.size();
  }
  CHECK(entries == table.sparse.column.size());
  std::vector<std::size_t> next(40);
  bool same = true;
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::uint64_t i = table.sparse.row_begin[row]; i < table.sparse.row_begin[row + 1]; ++i) {
      const std::uint32_t c = table.sparse.column[i];
      const double value = columns.values_of(c)[next[c]], expected = table.sparse.value[i];
      same &= columns.rows_of(c)[next[c]++] == row;
      same &= value == expected || (std::isnan(value) && std::isnan(expected));
    }
  }
  CHECK(same);
}
