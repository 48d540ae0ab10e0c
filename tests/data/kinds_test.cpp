// What columns hold: numbers, categories, missing values.

#include <cmath>
#include <limits>

#include "support.hpp"

using namespace coppice;

namespace {

/// A file of one feature x (and a constant one), a cell a line.
std::string file_of(const std::vector<std::string>& cells) {
  std::string text = "x,c\n";
  for (const std::string& cell : cells) text.append(cell).append(",1\n");
  return text;
}

std::vector<std::string> numbers(std::size_t count) {
  std::vector<std::string> cells;
  for (std::size_t i = 0; i < count; ++i) cells.push_back(fmt::format("{}.5", i % 100));
  return cells;
}

Column column_of(const std::vector<std::string>& cells, const ReadParams& params = {}) {
  return load(file_of(cells), params).table.features[0];
}

ReadParams declared(std::vector<std::string> ReadParams::*list, std::vector<std::string> columns) {
  ReadParams params;
  params.*list = std::move(columns);
  return params;
}

using Names = std::vector<std::string>;
using Codes = std::vector<std::int32_t>;

}  // namespace

TEST_CASE(
    "a column of numbers is numeric, one of texts is categorical in order of first appearance") {
  CHECK(column_of({"1", "2.5", "-3e2"}).numbers == std::vector<double>{1, 2.5, -300});
  const Column texts = column_of({"red", "blue", "", "red", "green"});
  CHECK(texts.kind == ColumnKind::categorical);
  CHECK(texts.categories == Names{"red", "blue", "green"});
  CHECK(texts.codes == Codes{0, 1, -1, 0, 2});
}

TEST_CASE("infinities are numbers, and a number beyond the range of a double is an error") {
  const Column column = column_of({"1", "inf", "-inf"});
  CHECK(column.numbers[1] == std::numeric_limits<double>::infinity());
  CHECK(column.numbers[2] == -std::numeric_limits<double>::infinity());
  CHECK(has(error_of(file_of({"1", "2", "1e400"})),
            "FILE:4: column 'x': '1e400' is beyond the range of a double"));
  auto late = numbers(3000);
  late[2500] = "-1e999";
  CHECK(has(error_of(file_of(late)),
            "FILE:2502: column 'x': '-1e999' is beyond the range of a double"));
}

TEST_CASE("the usual spellings of missing values are missing in numbers and categories") {
  const Names spellings = {"",     "NA",   "N/A",  "NaN", "nan", "-nan", "null",
                           "NULL", "None", "none", "?",   "-",   "\"\"", "\"NA\""};
  for (const std::string& spelling : spellings) {
    CAPTURE(spelling);
    const Column number = column_of({"1", spelling, "2"});
    CHECK(number.kind == ColumnKind::numeric);
    CHECK(std::isnan(number.numbers[1]));
    CHECK(column_of({"a", spelling, "b"}).codes == Codes{0, -1, 1});
  }
}

TEST_CASE("named spellings of missing values replace the usual ones, but for the empty field") {
  const ReadParams params = declared(&ReadParams::missing, {"unknown", "-999"});
  const Column column = column_of({"1", "unknown", "", "-999", "-999.0", "nan"}, params);
  CHECK(column.numbers[0] == 1);
  for (std::size_t row = 1; row < 6; ++row) CHECK(std::isnan(column.numbers[row]));
  CHECK(column_of({"NA", "unknown", "DE", ""}, params).codes == Codes{0, -1, 1, -1});
  auto many = numbers(3000);
  many[2999] = "-999";
  CHECK(std::isnan(column_of(many, params).numbers[2999]));
  CHECK(
      has(error_of(file_of({"1", "2", "NA"}), params), "FILE:4: column 'x': 'NA' is not a number"));
}

TEST_CASE("a column without values is numeric and missing") {
  const Column column = column_of({"", "NA", "?"});
  CHECK(column.kind == ColumnKind::numeric);
  CHECK(std::isnan(column.numbers[2]));
}

TEST_CASE("a text in a column of numbers is an error that names line, column, text and remedies") {
  for (const std::size_t at : {0, 7, 135, 999, 1000, 2345, 2999}) {
    auto cells = numbers(3000);
    cells[at] = "1.5abc";
    CAPTURE(at);
    const std::string message = error_of(file_of(cells));
    CHECK(has(message, fmt::format("FILE:{}: column 'x': '1.5abc' is not a number", at + 2)));
    CHECK(has(message, "--missing '1.5abc'"));
    CHECK(has(message, "--categorical 'x'"));
  }
  CHECK(has(error_of(file_of({"1", "2", "0x10"})), "FILE:4: column 'x': '0x10' is not a number"));
  CHECK(has(error_of(file_of({"1", "n\x01o"})), "'n\\x01o' is not a number"));
}

TEST_CASE("of several faults the one of the first line is told") {
  CHECK(has(error_of("x,y\n1,1\n2,b\na,3\n4,4\n"), "FILE:3: column 'y': 'b'"));
}

TEST_CASE("a text that stands often among numbers is still an error: it may mean missing") {
  CHECK(has(error_of(file_of({"1", "2", "unknown", "unknown", "3", "4"})),
            "FILE:4: column 'x': 'unknown'"));
}

TEST_CASE("codes, of which some are numbers, are categories") {
  CHECK(column_of({"A1", "1", "2B", "C"}).kind == ColumnKind::categorical);
  CHECK(column_of({"A1", "1", "1.0", "C", "D"}).categories == Names{"A1", "1", "1.0", "C", "D"});
  std::vector<std::string> tickets = numbers(60);
  for (int i = 0; i < 20; ++i) tickets.push_back(fmt::format("PC {}", i));
  CHECK(column_of(tickets).kind == ColumnKind::categorical);
}

TEST_CASE("the kind depends on the first thousand values, however many are missing before") {
  std::vector<std::string> cells(5000, "");
  cells[4000] = "7";
  CHECK(column_of(cells).numbers[4000] == 7);
  cells[4000] = "x";
  cells[4500] = "y";
  const Column column = column_of(cells);
  CHECK(column.kind == ColumnKind::categorical);
  CHECK(column.codes[4500] == 1);
  std::vector<std::string> texts(3000, "a");
  texts.resize(1000);
  texts.resize(3000, "5");
  CHECK(column_of(texts).categories == Names{"a", "5"});
}

TEST_CASE("a declared category keeps its texts, and spellings of a number are one category") {
  const ReadParams params = declared(&ReadParams::categorical, {"x"});
  const Column column = column_of({"1", "1.0", "02", "2", "abc", "1e0"}, params);
  CHECK(column.kind == ColumnKind::categorical);
  CHECK(column.categories == Names{"1", "2", "abc"});
  CHECK(column.codes == Codes{0, 0, 1, 1, 2, 0});
}

TEST_CASE("a declared number admits no text") {
  const ReadParams params = declared(&ReadParams::numeric, {"x"});
  CHECK(has(error_of(file_of({"a", "b", "c"}), params),
            "FILE:2: column 'x': 'a' is not a number, and this column must"));
  CHECK(column_of({"1", "2"}, params).kind == ColumnKind::numeric);
}

TEST_CASE("categories of a large column are all told apart") {
  std::vector<std::string> cells;
  for (int i = 0; i < 20000; ++i) cells.push_back(fmt::format("id{}", i * 7919 % 20000));
  const Column column = column_of(cells);
  CHECK(column.categories == cells);
  for (std::size_t row = 0; row < cells.size(); ++row)
    CHECK(column.codes[row] == static_cast<std::int32_t>(row));
}
