#include "data/cut_rows.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <utility>

#include "reference/mixed_table.hpp"

using namespace coppice;

namespace {

Table with_roles(Table table) {
  table.label.name = std::string("y");
  for (std::size_t row = 0; row < table.rows; ++row) {
    table.label.numbers.push_back(static_cast<double>(row));
    table.weights.push_back(1.0 + static_cast<double>(row));
    table.groups.push_back(static_cast<std::int64_t>(row / 3));
    table.lines.push_back(2 + row);
  }
  return table;
}

std::vector<std::uint8_t> every_fourth(std::size_t rows) {
  std::vector<std::uint8_t> cut(rows);
  for (std::size_t row = 1; row < rows; row += 4) cut[row] = 1;
  return cut;
}

}  // namespace

TEST_CASE("rows that are cut keep their values, roles and order; so do those that stay") {
  const Table before = with_roles(mixed_table::mixed(203, 1));
  const auto cut = every_fourth(before.rows);
  Table kept = before;
  const Table taken = cut_rows(kept, cut);
  CHECK(taken.rows == 51);
  CHECK(kept.rows == 152);
  for (const Table* table : {&taken, &std::as_const(kept)}) {
    CHECK(table->label.numbers.size() == table->rows);
    for (std::size_t row = 0; row < table->rows; ++row) {
      const auto from = static_cast<std::size_t>(table->label.numbers[row]);
      CHECK((cut[from] != 0) == (table == &taken));
      CHECK(table->weights[row] == before.weights[from]);
      CHECK(table->groups[row] == before.groups[from]);
      CHECK(table->lines[row] == before.lines[from]);
      CHECK(table->features[2].codes[row] == before.features[2].codes[from]);
      CHECK(table->features[7].numbers[row] == before.features[7].numbers[from]);
      if (row > 0) CHECK(table->label.numbers[row - 1] < table->label.numbers[row]);
    }
    CHECK(table->features[2].categories == before.features[2].categories);
  }
}

TEST_CASE("sparse rows are cut whole") {
  const Table before = with_roles(mixed_table::sparse(100, 30, 2));
  Table kept = before;
  const Table taken = cut_rows(kept, every_fourth(100));
  CHECK(taken.sparse.rows() == 25);
  CHECK(kept.sparse.rows() == 75);
  for (const Table* table : {&taken, &std::as_const(kept)}) {
    CHECK(table->sparse.columns == 30);
    for (std::size_t row = 0; row < table->rows; ++row) {
      const auto from = static_cast<std::size_t>(table->label.numbers[row]);
      const std::uint64_t size = table->sparse.row_begin[row + 1] - table->sparse.row_begin[row];
      REQUIRE(size == before.sparse.row_begin[from + 1] - before.sparse.row_begin[from]);
      for (std::uint64_t i = 0; i < size; ++i) {
        CHECK(table->sparse.column[table->sparse.row_begin[row] + i] ==
              before.sparse.column[before.sparse.row_begin[from] + i]);
      }
    }
  }
}

TEST_CASE("nothing marked cuts nothing, all marked leave nothing") {
  const Table before = with_roles(mixed_table::mixed(20, 3));
  Table kept = before;
  CHECK(cut_rows(kept, std::vector<std::uint8_t>(20, 0)).rows == 0);
  CHECK(kept.rows == 20);
  CHECK(cut_rows(kept, std::vector<std::uint8_t>(20, 1)).rows == 20);
  CHECK(kept.rows == 0);
  CHECK(kept.label.numbers.empty());
}
