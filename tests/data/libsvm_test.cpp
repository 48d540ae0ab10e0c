#include <cmath>

#include "support.hpp"

using namespace coppice;

namespace {

ReadParams libsvm() {
  ReadParams params;
  params.format = FileFormat::libsvm;
  return params;
}

using Columns = EntryColumns;
using Values = std::vector<double>;

}  // namespace

TEST_CASE("LibSVM rows become a sparse matrix, found by looking") {
  const LoadedTable loaded = load("# a comment\n+1 1:0.5 3:-2\n\n-1 2:1e3 # tail\n0\n1\t4:1 \r\n");
  const Table& table = loaded.table;
  CHECK(table.is_sparse);
  CHECK(table.rows == 4);
  CHECK(table.label.numbers == Values{1, -1, 0, 1});
  CHECK(table.sparse.row_begin == RowBegins{0, 2, 3, 3, 4});
  CHECK(table.sparse.column == Columns{0, 2, 1, 3});
  CHECK(table.sparse.value == EntryValues{0.5, -2, 1000, 1});
  CHECK(table.sparse.columns == 4);
  CHECK(table.features.empty());
  CHECK(table.first_line == 2);
  CHECK(loaded.schema.sparse);
  CHECK(loaded.schema.sparse_base == 1);
  CHECK(loaded.schema.sparse_columns == 4);
  CHECK(loaded.schema.missing.empty());
}

TEST_CASE("values that are all 1 take no memory, until one is not") {
  const Table ones = load("1 1:1 3:1\n0 2:1.0 12345678:1e0\n1\n").table;
  CHECK(ones.sparse.column == Columns{0, 2, 1, 12345677});
  CHECK(ones.sparse.value.all_ones());
  CHECK(ones.sparse.value == EntryValues{1, 1, 1, 1});
  CHECK(ones.sparse.value.bytes() == 0);
  const Table others = load("1 1:1 3:1 \n0 2:12 4:1\n1 1:1 4:1").table;
  CHECK_FALSE(others.sparse.value.all_ones());
  CHECK(others.sparse.value == EntryValues{1, 1, 12, 1, 1, 1});
  EntryValues joined;
  joined.append(ones.sparse.value, 1, 3);
  CHECK(joined.all_ones());
  joined.append(others.sparse.value, 1, 4);
  joined.append(ones.sparse.value, 0, 1);
  CHECK(joined == EntryValues{1, 1, 1, 12, 1, 1});
}

TEST_CASE("packed values are the same values") {
  std::string text;
  std::uint64_t draw = 1;
  for (int row = 0; row < 4000; ++row) {
    text += row % 2 == 0 ? "1 1:1" : "0 1:1";
    if (row > 100) text += fmt::format(" 2:{} 3:{}", row % 7 - 3, 0.01 * (row % 900));
    draw = draw * 6364136223846793005 + 1442695040888963407;
    if (row % 20 == 0) text += fmt::format(" 4:{}", static_cast<double>(draw) / 3);
    if (row % 500 == 7) text += " 5:nan 6:-inf";
    text += '\n';
  }
  const Table plain = load(text).table;
  ReadRequest packs;
  packs.pack_numbers = true;
  packs.chunk_bytes = 3000;
  const Table packed = load(text, {}, packs).table;
  CHECK(packed.sparse.column == plain.sparse.column);
  CHECK(packed.sparse.value.bytes() < plain.sparse.value.bytes() / 2);
  CHECK(packed.label.numbers.empty());
  const std::size_t entries = plain.sparse.value.size();
  REQUIRE(packed.sparse.value.size() == entries);
  const auto same = [](double a, double b) { return a == b || (std::isnan(a) && std::isnan(b)); };
  EntryValues part;
  part.append(packed.sparse.value, 90, entries - 5);
  REQUIRE(part.size() == entries - 95);
  for (std::size_t i = 0; i < entries; ++i) {
    REQUIRE(same(packed.sparse.value[i], plain.sparse.value[i]));
    if (i >= 90 && i < entries - 5) REQUIRE(same(part[i - 90], plain.sparse.value[i]));
  }
}

TEST_CASE("a mistake in a LibSVM file is told of as such, the file is not taken for CSV") {
  CHECK(has(error_of("1 1:2 3:1\n0 2:1\n1 3:zz\n"), "FILE:3: '3:zz': the value is not a number"));
  CHECK(has(error_of("1 1:2 3:1\n0 2:1\n1 3:1 oops\n0 1:1\n"), "FILE:3: "));
  // Clock times in a table are no pairs of a sparse row.
  CHECK_FALSE(load("n time\n1 10:30\n2 11:30\n3 12:30\n", labelled("n")).table.is_sparse);
}

TEST_CASE("columns count from 0 where any line has a column 0") {
  const LoadedTable loaded = load("1 1:1 2:2\n0 0:3\n");
  CHECK(loaded.schema.sparse_base == 0);
  CHECK(loaded.table.sparse.column == Columns{1, 2, 0});
  CHECK(loaded.table.sparse.columns == 3);
}

TEST_CASE("numbers and texts with colons in other places are no LibSVM file") {
  CHECK(!load("1 10:30 2\n2 11:45 3\n").table.is_sparse);
  CHECK(!load("1,2:3\n2,4:5\n").table.is_sparse);
}

TEST_CASE("entries are sorted by column within a row") {
  const Table table = load("1 5:5 2:2 9:9\n0 1:1\n").table;
  CHECK(table.sparse.column == Columns{1, 4, 8, 0});
  CHECK(table.sparse.value == EntryValues{2, 5, 9, 1});
}

TEST_CASE("missing and infinite values may be given") {
  const Table table = load("1 1:nan 2:inf 3:-inf\n").table;
  CHECK(std::isnan(table.sparse.value[0]));
  CHECK(std::isinf(table.sparse.value[1]));
}

TEST_CASE("queries stand together") {
  const Table table = load("2 qid:10 1:1\n1 qid:10 1:2\n0 qid:3 1:3\n").table;
  CHECK(table.groups == std::vector<std::int64_t>{10, 10, 3});
  CHECK(has(error_of("2 qid:1 1:1\n1 qid:2 1:2\n0 qid:1 1:3\n"),
            "FILE:3: qid:1 comes again after other queries"));
  CHECK(has(error_of("2 qid:1 1:1\n1 1:2\n", libsvm()),
            "FILE:2: '1:2': some lines have a qid and some have none"));
  CHECK(has(error_of("2 1:1\n1 qid:1 1:2\n", libsvm()),
            "FILE:2: 'qid:1': some lines have a qid and some have none"));
  CHECK(has(error_of("2 qid:x 1:1\n", libsvm()), "FILE:1: 'qid:x': a qid is a whole number"));
}

TEST_CASE("faulty lines are errors that name line and token") {
  const auto fault = [](const std::string& line) {
    return error_of("1 1:1\n# comment\n" + line + "\n1 2:2\n", libsvm());
  };
  CHECK(has(fault("1 2:1 2:3"), "FILE:3: column 2 is given twice in this line"));
  CHECK(has(fault("1 7:1 2:1 7:3"), "FILE:3: column 7 is given twice in this line"));
  CHECK(has(fault("1 -2:1"), "FILE:3: '-2:1': a column number is negative"));
  CHECK(has(fault("1 2147483648:1"),
            "FILE:3: '2147483648:1': a column number is at most 2147483647"));
  CHECK(has(fault("1 99999999999999999999:1"),
            "FILE:3: '99999999999999999999:1': a column number is at most"));
  CHECK(has(fault("1 5"), "FILE:3: '5': expected index:value"));
  CHECK(has(fault("1 5:"), "FILE:3: '5:': the value is not a number"));
  CHECK(has(fault("1 5: 6"), "FILE:3: '5:': the value is not a number"));
  CHECK(has(fault("1 :5"), "FILE:3: ':5': expected index:value"));
  CHECK(has(fault("1 5:6:7"), "FILE:3: '5:6:7': the value is not a number"));
  CHECK(has(fault("1 5:1e999"), "FILE:3: '5:1e999': the value is beyond the range of a double"));
  CHECK(has(fault("1 1:1 qid:3"), "FILE:3: 'qid:3': a qid stands right after the label"));
  CHECK(has(fault("1 a:1"), "FILE:3: 'a:1': expected index:value"));
  CHECK(has(fault("x 1:1"), "FILE:3: 'x': the label is not a number"));
  CHECK(has(fault("nan 1:1"), "FILE:3: 'nan': the label is missing or infinite"));
  CHECK(has(fault("inf 1:1"), "FILE:3: 'inf': the label is missing or infinite"));
  CHECK(has(fault("1:1 2:2"), "FILE:3: '1:1': the line has no label"));
  CHECK(has(error_of("# nothing\n\n", libsvm()), "FILE: no rows"));
}

TEST_CASE("a LibSVM file has no named columns") {
  CHECK(has(error_of("1 1:1\n", labelled("y"), {}, ExitCode::usage),
            "FILE: label names a column, and this is a LibSVM file"));
}

TEST_CASE("with a schema other columns are dropped, and labels may be absent") {
  const Schema schema = load("1 1:1 3:3\n0 2:2\n").schema;
  ReadRequest request;
  request.schema = &schema;
  const Table table = load("1:5 3:6 900:7\n7 qid:4 2:8\n1 4:1\n", {}, request).table;
  CHECK(table.sparse.column == Columns{0, 2, 1});
  CHECK(table.sparse.value == EntryValues{5, 6, 8});
  CHECK(table.sparse.row_begin == RowBegins{0, 2, 3, 3});
  CHECK(table.sparse.columns == 3);
  CHECK(!table.has_label());
  CHECK(has(error_of("1 0:5\n", {}, request),
            "FILE:1: '0:5': column 0 in a file for a model whose columns count from 1"));
  request.need_label = true;
  CHECK(load("7 1:5\n", {}, request).table.label.numbers == Values{7});
  CHECK(has(error_of("1:5\n", {}, request), "FILE:1: '1:5': the line has no label"));
}

TEST_CASE("memory is that of the entries, not of the columns") {
  std::string text;
  for (int row = 0; row < 100; ++row) text += fmt::format("1 {}:1\n", row * 20000000 + 1);
  const Table table = load(text).table;
  CHECK(table.sparse.columns == 99 * 20000000 + 1);
  CHECK(table.sparse.column.size() == 100);
}

TEST_CASE("column numbers are the same whether one byte holds them, two or four") {
  EntryColumns columns{1, 255, 7};
  CHECK(columns.bytes() == 3);
  EntryColumns tail;
  tail.append(columns, 1, 3);
  CHECK(tail.numbers() == std::vector<std::uint32_t>{255, 7});
  columns.push_back(256);
  CHECK(columns.bytes() == 8);
  columns.append(std::vector<std::uint32_t>{65535, 2});
  CHECK(columns.bytes() == 12);
  columns.push_back(65536);
  CHECK(columns.bytes() == 28);
  const std::vector<std::uint32_t> all{1, 255, 7, 256, 65535, 2, 65536};
  CHECK(columns.numbers() == all);
  for (std::size_t i = 0; i < all.size(); ++i) CHECK(columns[i] == all[i]);
  tail.append(columns, 5, 7);
  CHECK(tail.numbers() == std::vector<std::uint32_t>{255, 7, 2, 65536});
  columns.count_from_zero();
  CHECK(columns == EntryColumns{0, 254, 6, 255, 65534, 1, 65535});
  CHECK(columns.size() == 7);
  EntryColumns high;
  high.push_back(4000000000);
  CHECK(high[0] == 4000000000);
}
