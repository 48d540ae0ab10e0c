// Random files: the same as a naive reader sees, whatever the chunks and threads.

#include <bit>
#include <cmath>

#include "reference/dice.hpp"
#include "reference/naive_csv.hpp"
#include "support.hpp"

using namespace coppice;
using reference::Dice;

namespace {

std::string quoted(const std::string& text) {
  std::string field = "\"";
  for (const char c : text) field.append(c == '"' ? 2 : 1, c);
  return field.append("\"");
}

std::string random_number(Dice& dice) {
  std::string text = fmt::format("{}", static_cast<int>(dice.below(2000)) - 1000);
  if (dice.below(2) == 0) text += fmt::format(".{}", dice.below(1000000000));
  if (dice.below(8) == 0) text += fmt::format("e{}", static_cast<int>(dice.below(40)) - 20);
  return text;
}

std::string random_text(Dice& dice) {
  static const std::vector<std::string> pieces = {"a",    "bc", " ",           "\"", ",", "\n",
                                                  "\r\n", "x",  "longer text", "é",  "1"};
  std::string text = "t";
  for (std::uint64_t n = dice.below(5); n > 0; --n) text += dice.one_of(pieces);
  return text.append("z");
}

std::string random_cell(Dice& dice, std::size_t column) {
  if (dice.below(10) == 0) return dice.one_of(std::vector<std::string>{"", "NA", "?", "\"\"", " "});
  const std::string blanks = dice.below(6) == 0 ? " " : "";
  switch (column) {
    case 0:
      return random_number(dice);
    case 1:
      return dice.below(2) == 0 ? quoted(random_text(dice)) : blanks + "plain" + blanks;
    case 2:
      return blanks + random_number(dice) + blanks;
    case 3:
      return dice.one_of(std::vector<std::string>{"5\" pipe", "say \"hi\"", "Oslo", "New York"});
    default:
      return quoted(random_number(dice));
  }
}

constexpr std::size_t kColumns = 5;

std::string random_csv(Dice& dice, std::size_t rows) {
  const std::string end = dice.below(2) == 0 ? "\n" : "\r\n";
  std::string text = "n,\"t\n\"\"u\",m,s,q" + end;
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t column = 0; column < kColumns; ++column) {
      text += random_cell(dice, column);
      text += column + 1 < kColumns ? std::string(",") : end;
    }
    if (dice.below(20) == 0) text += end;
  }
  if (dice.below(3) == 0) text.resize(text.size() - end.size());
  return text;
}

ReadRequest everything() {
  ReadRequest request;
  request.keep_lines = true;
  for (std::size_t column = 0; column < kColumns; ++column)
    request.keep.push_back(fmt::format("{}", column));
  return request;
}

std::string category_at(const Column& column, std::size_t row) {
  return column.codes[row] < 0 ? ""
                               : column.categories[static_cast<std::size_t>(column.codes[row])];
}

void check_same(const Column& a, const Column& b) {
  CHECK(a.name == b.name);
  REQUIRE(a.kind == b.kind);
  CHECK(a.codes == b.codes);
  CHECK(a.categories == b.categories);
  REQUIRE(a.numbers.size() == b.numbers.size());
  const auto same_bits = [](double x, double y) {
    return std::bit_cast<std::uint64_t>(x) == std::bit_cast<std::uint64_t>(y);
  };
  CHECK(std::equal(a.numbers.begin(), a.numbers.end(), b.numbers.begin(), same_bits));
}

void check_same(const Table& a, const Table& b) {
  CHECK(a.rows == b.rows);
  CHECK(a.first_line == b.first_line);
  CHECK(a.lines == b.lines);
  CHECK(a.groups == b.groups);
  CHECK(a.weights == b.weights);
  REQUIRE(a.features.size() == b.features.size());
  for (std::size_t i = 0; i < a.features.size(); ++i) check_same(a.features[i], b.features[i]);
  REQUIRE(a.kept.size() == b.kept.size());
  for (std::size_t i = 0; i < a.kept.size(); ++i) check_same(a.kept[i], b.kept[i]);
  check_same(a.label, b.label);
  CHECK(a.sparse.columns == b.sparse.columns);
  CHECK(a.sparse.row_begin == b.sparse.row_begin);
  CHECK(a.sparse.column == b.sparse.column);
  CHECK(a.sparse.value == b.sparse.value);
}

/// The text gives the same table for every chunk size and number of threads.
void check_chunks_and_threads(const std::string& text, const ReadParams& params,
                              ReadRequest request) {
  const LoadedTable whole = load(text, params, request);
  for (const std::size_t bytes : {1, 2, 3, 7, 64, 1000, 1 << 20}) {
    for (const int threads : {1, 2, 3}) {
      CAPTURE(bytes);
      CAPTURE(threads);
      const ThreadCountScope scope(threads);
      request.chunk_bytes = bytes;
      check_same(load(text, params, request).table, whole.table);
    }
  }
}

}  // namespace

TEST_CASE("random files are read as the naive reader reads them") {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    const std::string text = random_csv(dice, 1 + dice.below(60));
    std::vector<reference::NaiveRow> rows = reference::naive_csv(text, ',');
    const std::vector<std::string> names = rows[0].fields;
    rows.erase(rows.begin());
    ReadParams params;
    params.header = HeaderMode::yes;
    const Table table = load(text, params, everything()).table;
    REQUIRE(table.rows == rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
      REQUIRE(rows[row].fields.size() == kColumns);
      CHECK(table.lines[row] == rows[row].line);
      for (std::size_t column = 0; column < kColumns; ++column) {
        const std::string& cell = rows[row].fields[column];
        CHECK(table.kept[column].name == names[column]);
        CHECK(category_at(table.kept[column], row) == cell);
        if (column != 0 && column != 2 && column != 4) continue;
        const bool missing = cell.empty() || cell == "NA" || cell == "?";
        const double value = table.features[column].numbers[row];
        CHECK((missing ? std::isnan(value) : value == std::strtod(cell.c_str(), nullptr)));
      }
    }
  }
}

TEST_CASE("a table depends neither on chunk sizes nor on threads") {
  for (std::uint64_t seed = 100; seed < 104; ++seed) {
    CAPTURE(seed);
    Dice dice(seed);
    check_chunks_and_threads(random_csv(dice, 40), {}, everything());
  }
}

TEST_CASE("kinds found by looking depend neither on chunk sizes nor on threads") {
  Dice dice(7);
  std::string text = "y,late,rare,code,g,w\n";
  for (int row = 0; row < 4000; ++row) {
    text += fmt::format("{},{},{},{},{},{}\n", dice.below(3), row < 2500 ? "" : random_number(dice),
                        row % 997 == 0 ? "x" : "", dice.below(3) > 0 ? "A" : "7", row / 9,
                        1 + dice.below(3));
  }
  ReadParams params = labelled("y");
  params.group = "g";
  params.weight = "w";
  check_chunks_and_threads(text, params, {});
}

TEST_CASE("a sparse matrix depends neither on chunk sizes nor on threads") {
  Dice dice(9);
  std::string text;
  for (int row = 0; row < 300; ++row) {
    text += fmt::format("{} qid:{}", dice.below(2), row / 11);
    for (std::uint64_t i = 1; i < 40; i += 1 + dice.below(15))
      text += fmt::format(" {}:{}", i, random_number(dice));
    text += dice.below(9) == 0 ? " # note\n\n" : "\n";
  }
  check_chunks_and_threads(text, {}, {});
  check_chunks_and_threads(text + "1 qid:99 0:1\n", {}, {});
}

TEST_CASE(
    "the error of a faulty file is that of its first faulty line, whatever chunks and threads") {
  std::string dense = "y,a,b\n", sparse;
  for (int row = 2; row < 4000; ++row) {
    if (row == 2002) {
      dense += "1,oops,2\n";
      sparse += "1 qid:3 7:1\n";  // again after other queries
    } else if (row == 2010) {
      dense += "?,1,2\n";
    } else if (row >= 2015) {
      dense += "1,2,3,4\n";
      sparse += "1 qid:999 x\n";
    } else {
      dense += "1,2,3\n";
      sparse += fmt::format("1 qid:{} 7:1\n", row / 10);
    }
  }
  sparse.insert(0, "\n");
  for (const std::size_t bytes : {1, 64, 10000, 1 << 20}) {
    for (const int threads : {1, 3}) {
      const ThreadCountScope scope(threads);
      ReadRequest request;
      request.chunk_bytes = bytes;
      CHECK(has(error_of(dense, labelled("y"), request), "FILE:2002: column 'a': 'oops' is not"));
      CHECK(has(error_of(sparse, {}, request), "FILE:2002: qid:3 comes again"));
    }
  }
}
