// A binned file gives back what was saved, and of any other bytes an error or a sound table.

#include "bins/binned_file.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <cstring>

#include "base/error.hpp"
#include "data/packed_columns.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

constexpr std::size_t kHeadBytes = 32;

BinnedData bin(Table table, Schema schema) {
  BinnedData data;
  data.source = {"/data/text.csv", 123, 456, 789};
  data.parameters = {{"max-bins", "255"}};
  data.schema = std::move(schema);
  data.label = table.label;
  data.weights = table.weights;
  data.groups = table.groups;
  data.table = bin_table(table, fit_edges(table, {}), 3);
  return data;
}

void add_label(Table& table, Dice& dice) {
  table.label.name = std::string("y");
  for (std::size_t row = 0; row < table.rows; ++row) {
    table.label.numbers.push_back(static_cast<double>(dice.below(2)));
    table.weights.push_back(1 + dice.uniform());
    table.groups.push_back(static_cast<std::int64_t>(row / 7));
  }
}

BinnedData dense_data() {
  Dice dice(1);
  Table table;
  Schema schema;
  schema.header = true;
  table.rows = 60;
  for (int c = 0; c < 3; ++c) {
    Column& column = table.features.emplace_back();
    column.name = fmt::format("x{}", c);
    column.kind = c == 2 ? ColumnKind::categorical : ColumnKind::numeric;
    if (c == 2) column.categories = {"a", "b", "c"};
    for (std::size_t row = 0; row < table.rows; ++row) {
      if (c == 2) {
        column.codes.push_back(static_cast<std::int32_t>(dice.below(4)) - 1);
      } else {
        column.numbers.push_back(c == 1 && dice.below(5) == 0 ? std::nan("") : dice.uniform());
      }
    }
    schema.features.push_back({column.name, column.kind, column.categories});
  }
  add_label(table, dice);
  return bin(std::move(table), std::move(schema));
}

BinnedData sparse_data() {
  Dice dice(2);
  Table table;
  Schema schema;
  schema.sparse = true;
  schema.sparse_columns = table.sparse.columns = 40;
  table.rows = 2000;
  table.is_sparse = true;
  table.sparse.row_begin.push_back(0);
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (auto c = static_cast<std::uint32_t>(row % 4); c < 40;
         c += c < 8 ? 4 : 1 + static_cast<std::uint32_t>(dice.below(600))) {
      table.sparse.column.push_back(c);
      table.sparse.value.push_back(c < 8 ? 1 + static_cast<double>(dice.below(3)) : dice.uniform());
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  add_label(table, dice);
  return bin(std::move(table), std::move(schema));
}

void check_same(const BinnedData& a, const BinnedData& b) {
  CHECK(binned_to_bytes(a) == binned_to_bytes(b));  // holds all that is stored
  REQUIRE(a.table.features.size() == b.table.features.size());
  for (std::size_t i = 0; i < a.table.features.size(); ++i) {
    const BinnedFeature &x = a.table.features[i], &y = b.table.features[i];
    CHECK(x.panel == y.panel);
    CHECK(x.column == y.column);
    CHECK(x.first_cell == y.first_cell);
    CHECK(x.hist_begin == y.hist_begin);
    CHECK(x.most_apart == y.most_apart);
  }
  CHECK(a.table.slots == b.table.slots);
  for (std::size_t f = 0; f < a.table.edges.features.size(); ++f) {
    CHECK(a.table.edges.features[f].default_bin == b.table.edges.features[f].default_bin);
    CHECK(a.table.edges.features[f].bin_of == b.table.edges.features[f].bin_of);
  }
}

/// Reads mutated payloads, past the checksum; returns how many were taken. Their rows can be used.
int read_mutations(const BinnedData& data, int trials) {
  const std::string payload = binned_to_bytes(data).substr(kHeadBytes);
  int taken = 0;
  for (int trial = 0; trial < trials; ++trial) {
    Dice dice(static_cast<std::uint64_t>(trial));
    std::string bytes = payload;
    for (std::uint64_t n = 1 + dice.below(3); n > 0; --n) {
      const std::size_t at = dice.below(bytes.size());
      if (dice.below(8) == 0) {
        bytes.resize(at + 1);
      } else if (dice.below(3) == 0 && at + 8 <= bytes.size()) {
        const std::uint64_t huge = std::uint64_t{1} << dice.below(64);
        std::memcpy(bytes.data() + at, &huge, sizeof huge);
      } else {
        bytes[at] = static_cast<char>(dice.below(256));
      }
    }
    try {
      const BinnedData read = binned_from_payload(bytes, "FILE");
      const Table rows = rows_of_binned(read, 0, read.table.rows);
      CHECK(rows.rows == read.table.rows);
      ++taken;
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::input);
    }
  }
  return taken;
}

}  // namespace

TEST_CASE("a binned file gives back what was saved") {
  for (const BinnedData& data : {dense_data(), sparse_data()}) {
    check_same(binned_from_bytes(binned_to_bytes(data), "FILE"), data);
  }
}

TEST_CASE("labels come back bit for bit, packed or not, and those of a byte take a byte") {
  Dice dice(9);
  for (const int kind : {0, 1, 2, 3, 4}) {
    CAPTURE(kind);
    BinnedData data = dense_data();
    std::vector<double> numbers;
    for (std::size_t row = 0; row < data.table.rows; ++row) {
      const auto drawn = static_cast<double>(dice.below(200));
      numbers.push_back(kind == 0   ? dice.uniform()
                        : kind == 1 ? drawn - 100
                        : kind == 2 ? drawn / 10
                        : kind == 3 ? 300 * drawn
                                    : (row == 7 ? -0.0 : drawn));
    }
    data.label.numbers = numbers;
    const std::size_t size = binned_to_bytes(data).size();
    CHECK(binned_from_bytes(binned_to_bytes(data), "FILE").label.numbers == numbers);
    pack(data.label);
    const std::string bytes = binned_to_bytes(data);
    const std::vector<double> read = binned_from_bytes(bytes, "FILE").label.numbers;
    REQUIRE(read.size() == numbers.size());
    CHECK(std::memcmp(read.data(), numbers.data(), numbers.size() * sizeof(double)) == 0);
    const bool by_bytes = kind == 1 || kind == 2;
    CHECK(size - bytes.size() == (by_bytes ? 7 * data.table.rows - 16 : 0));
  }
}

TEST_CASE("rows of a binned file fall into the bins that they came from") {
  for (const BinnedData& data : {dense_data(), sparse_data()}) {
    const Table rows = rows_of_binned(data, 0, data.table.rows);
    const BinnedTable again = bin_like(rows, data.table);
    for (std::size_t panel = 0; panel < again.panels.size(); ++panel) {
      const std::size_t bytes = data.table.rows * again.panels[panel].stride;
      CHECK(std::memcmp(again.panels[panel].cells.data(), data.table.panels[panel].cells.data(),
                        bytes) == 0);
    }
    CHECK(again.sparse.row_begin == data.table.sparse.row_begin);
    CHECK(again.sparse.slot == data.table.sparse.slot);
  }
}

TEST_CASE("a changed byte anywhere is found") {
  const std::string bytes = binned_to_bytes(dense_data());
  for (std::size_t at = 0; at < bytes.size(); ++at) {
    std::string changed = bytes;
    changed[at] = static_cast<char>(changed[at] ^ 0x20);
    CHECK_THROWS_AS(binned_from_bytes(changed, "FILE"), Error);
    CHECK_THROWS_AS(binned_from_bytes(bytes.substr(0, at), "FILE"), Error);
  }
}

TEST_CASE("payloads made with intent give an error or a sound table") {
  BinnedData packed = dense_data();
  pack(packed.label);
  CHECK(read_mutations(packed, 1500) > 0);
  CHECK(read_mutations(dense_data(), 4000) > 0);
  CHECK(read_mutations(sparse_data(), 1500) > 0);
}

TEST_CASE("a dense table is not taken in the layout of a sparse one") {
  BinnedData data = dense_data();
  data.table.features[0].implied_default = true;
  CHECK_THROWS_AS(binned_from_bytes(binned_to_bytes(data), "FILE"), Error);
}
