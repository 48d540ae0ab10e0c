// How a CSV file is written: separators, headers, quotes, line ends.

#include <algorithm>
#include <cmath>

#include "support.hpp"

using namespace coppice;

namespace {

std::vector<std::string> names_of(const LoadedTable& loaded) {
  std::vector<std::string> names;
  for (const Column& column : loaded.table.features) names.push_back(column.name);
  return names;
}

std::string text_at(const Column& column, std::size_t row) {
  return column.codes[row] < 0 ? "(missing)"
                               : column.categories[static_cast<std::size_t>(column.codes[row])];
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("the delimiter is found by looking") {
  for (const char d : {',', '\t', ';', '|', ' '}) {
    CAPTURE(d);
    std::string text = "a,b,c\n1,x,2.5\n3,y,4\n5,z,6\n";
    std::replace(text.begin(), text.end(), ',', d);
    const LoadedTable loaded = load(text);
    CHECK(names_of(loaded) == Names{"a", "b", "c"});
    CHECK(loaded.table.features[2].numbers == std::vector<double>{2.5, 4, 6});
    CHECK(text_at(loaded.table.features[1], 1) == "y");
  }
}

TEST_CASE("the delimiter may be named") {
  ReadParams params;
  for (const auto& [name, d] :
       {std::pair{"tab", '\t'}, {"semicolon", ';'}, {"~", '~'}, {"pipe", '|'}}) {
    params.delimiter = name;
    std::string text = "a_b_c\n1_2_3\n";
    std::replace(text.begin(), text.end(), '_', d);
    CHECK(load(text, params).table.features.size() == 3);
  }
  for (const char* name : {"", "ab", "x", "7", "\"", ".", "-", "\n"}) {
    params.delimiter = name;
    const TempFile file("a,b\n1,2\n");
    Observer observer;
    CHECK_THROWS_AS(read_table(file.path(), params, {}, observer), Error);
  }
}

TEST_CASE("commas within texts or numbers do not hide another delimiter") {
  CHECK(load("a;b\n\"1, 2\";3\n\"x, y\";4\n").table.features.size() == 2);
  CHECK(load("name\tage\nDoe, Jane\t3\nRoe, Richard\t4\n").table.features.size() == 2);
  CHECK(has(error_of("a;b\n1,5;2,5\n3,5;4,5\n"), "FILE:2: column 'a': '1,5' has a comma"));
  CHECK(has(error_of("1,5;2,5\n3,5;4,5\n"), "has a comma"));
}

TEST_CASE("blanks separate only where nothing else does, and a run of them once") {
  CHECK(load("a, b\nred car, 1\nred hat, 2\n").table.features.size() == 2);
  const LoadedTable loaded = load("a   b c\n 1  2 3 \n4 5    6\n");
  CHECK(names_of(loaded) == Names{"a", "b", "c"});
  CHECK(loaded.table.features[2].numbers == std::vector<double>{3, 6});
  CHECK(loaded.table.features[1].numbers == std::vector<double>{2, 5});
}

TEST_CASE("one column needs no delimiter") {
  const LoadedTable loaded = load("a\n1\n2\n");
  CHECK(names_of(loaded) == Names{"a"});
  CHECK(loaded.table.rows == 2);
}

TEST_CASE("blanks around an unquoted field are none of it") {
  const LoadedTable loaded = load("age, kind\n39, State-gov\n 50 ,\tPrivate \n38,  NEAR BAY\n");
  CHECK(names_of(loaded) == Names{"age", "kind"});
  CHECK(loaded.table.features[0].numbers == std::vector<double>{39, 50, 38});
  CHECK(text_at(loaded.table.features[1], 0) == "State-gov");
  CHECK(text_at(loaded.table.features[1], 1) == "Private");
  CHECK(text_at(loaded.table.features[1], 2) == "NEAR BAY");
}

TEST_CASE("quoted fields hold delimiters, line feeds, blanks and doubled quotes") {
  const LoadedTable loaded = load(
      "a,\"b,\n1\",c\n1,\"x, y\",2\n3,\"say \"\"hi\"\"\",4\n5,\"two\nlines\" ,6\n7, \" z "
      "\",\"8\"\n");
  CHECK(names_of(loaded) == Names{"a", "b,\n1", "c"});
  const Column& texts = loaded.table.features[1];
  CHECK(text_at(texts, 0) == "x, y");
  CHECK(text_at(texts, 1) == "say \"hi\"");
  CHECK(text_at(texts, 2) == "two\nlines");
  CHECK(text_at(texts, 3) == " z ");
  CHECK(loaded.table.features[2].numbers == std::vector<double>{2, 4, 6, 8});
  CHECK(loaded.table.first_line == 3);
}

TEST_CASE("quoted numbers are numbers, blanks within the quotes or not") {
  const LoadedTable loaded = load("a,b\n\"1\",2\n\" 3 \",4\n\"\",5\n");
  CHECK(loaded.table.features[0].kind == ColumnKind::numeric);
  CHECK(loaded.table.features[0].numbers[1] == 3);
  CHECK(std::isnan(loaded.table.features[0].numbers[2]));
}

TEST_CASE("line ends are LF or CRLF, the last one may lack, blank lines count for nothing") {
  const std::vector<double> wanted = {1, 3};
  for (const char* text :
       {"a,b\n1,2\n3,4\n", "a,b\n1,2\n3,4", "a,b\r\n1,2\r\n3,4\r\n", "a,b\r\n1,2\r\n3,4",
        "\n\na,b\n\n1,2\n \n3,4\n\n\n", "\r\na,b\r\n\r\n1,2\r\n3,4\r\n\r\n",
        "\xef\xbb\xbf"
        "a,b\n1,2\n3,4\n",
        "b,a\nx,1\nx,3\r\n"}) {
    CAPTURE(text);
    const LoadedTable loaded = load(text);
    CHECK(loaded.table.rows == 2);
    const std::size_t a = loaded.table.features[0].name == "a" ? 0 : 1;
    CHECK(loaded.table.features[a].name == "a");
    CHECK(loaded.table.features[a].numbers == wanted);
  }
}

TEST_CASE("a line of tabs is a row of missing values in a tab-separated file") {
  const LoadedTable loaded = load("a\tb\n1\t2\n\t\n3\t4\n");
  CHECK(loaded.table.rows == 3);
  CHECK(std::isnan(loaded.table.features[0].numbers[1]));
}

TEST_CASE("a header is found by looking") {
  CHECK(load("a,b\n1,2\n").schema.header);
  CHECK(load("a,b\nx,2\ny,3\n").schema.header);
  CHECK(load(",a,b\n0,1,2\n1,3,4\n").schema.header);
  CHECK(load("city,colour\nOslo,red\nRome,red\n").schema.header);
  CHECK(!load("1,2\n3,4\n").schema.header);
  CHECK(!load("x,2\ny,3\n").schema.header);
  CHECK(!load("p,x,p\ne,x,s\np,b,s\n").schema.header);
  CHECK(!load("?,2\n1,3\n").schema.header);
  CHECK(!load("red,x\nblue,y\nred,z\n").schema.header);
}

TEST_CASE("a header may be said to be there or not") {
  ReadParams params;
  params.header = HeaderMode::yes;
  CHECK(names_of(load("1,2\n3,4\n", params)) == Names{"1", "2"});
  params.header = HeaderMode::no;
  const LoadedTable loaded = load("city,colour\nOslo,red\n", params);
  CHECK(loaded.table.rows == 2);
  CHECK(names_of(loaded) == Names{"column_0", "column_1"});
}

TEST_CASE("a stray text in the first row of a file without header is not taken for a header") {
  CHECK(
      has(error_of("1,abc,3\n4,5,6\n7,8,9\n"), "FILE:1: column 'column_1': 'abc' is not a number"));
}

TEST_CASE("a line that holds the name of a role is a header") {
  const LoadedTable loaded = load("kind,income\nred,red\nblue,red\n", labelled("income"));
  CHECK(loaded.schema.header);
  CHECK(loaded.schema.label == "income");
}

TEST_CASE("columns without a name are numbered, and two of one name are an error") {
  CHECK(names_of(load(",a,\n0,1,2\n")) == Names{"column_0", "a", "column_2"});
  CHECK(has(error_of("a,b,a\n1,2,3\n"), "FILE:1: columns 0 and 2 are both named 'a'"));
  CHECK(names_of(load("caf\xe9,b\n1,2\n")) == Names{"caf\xe9", "b"});
}

TEST_CASE("a line with more or fewer fields than the first is an error that names it") {
  CHECK(has(error_of("a,b,c\n1,2,3\n4,5\n"), "FILE:3: expected 3 fields, found 2"));
  CHECK(has(error_of("a,b,c\n1,2,3\n\n4,5,6,7,8\n"), "FILE:4: expected 3 fields, found 5"));
  CHECK(has(error_of("a,b,c\n1,\"x\ny\",3\n4,5,\"6\"\n7\n"), "FILE:5: expected 3 fields, found 1"));
  CHECK(has(error_of("a,b,c\n1,2,3\n4,\"x\n\ny\"\n"), "FILE:3: expected 3 fields, found 2"));
  CHECK(has(error_of("a b c\n1 2 3\n1 2 3 4\n"), "FILE:3: expected 3 fields, found 4"));
}

TEST_CASE("faults in quotes are errors that name line and column") {
  CHECK(has(error_of("a,b\n1,\"x\ny\n2,z\n"), "FILE:2: the quote that opens here is not closed"));
  CHECK(has(error_of("a,b\n1,x\n1,\"x\"y\n"),
            "FILE:3: column 'b': text after the closing quote of 'x'"));
}

TEST_CASE("lines of rows are kept when asked for") {
  ReadRequest request;
  request.keep_lines = true;
  const LoadedTable loaded = load("a,b\n\n1,\"x\n\"\n2,y\n\n3,z\n", {}, request);
  CHECK(loaded.table.lines == RowLines{3, 5, 7});
  CHECK(loaded.table.first_line == 3);
  CHECK(load("a\n1\n").table.lines.empty());
}

TEST_CASE("a file of very many columns is read") {
  std::string text;
  for (int line = 0; line < 3; ++line) {
    for (int i = 0; i < 300000; ++i) text += fmt::format("{}{},", line == 0 ? "c" : "", i);
    text.back() = '\n';
  }
  const LoadedTable loaded = load(text);
  CHECK(loaded.table.features.size() == 300000);
  CHECK(loaded.table.features[299999].numbers == std::vector<double>{299999, 299999});
}

TEST_CASE("lines of rows are those that were appended, in order or not") {
  RowLines lines{5, 6, 7, 9, 10, 3, 3, 4};
  CHECK(lines.size() == 8);
  const std::vector<std::uint64_t> expected{5, 6, 7, 9, 10, 3, 3, 4};
  for (std::size_t row = 0; row < expected.size(); ++row) CHECK(lines[row] == expected[row]);
  CHECK(RowLines{}.empty());
  CHECK(lines == RowLines{5, 6, 7, 9, 10, 3, 3, 4});
  CHECK(!(lines == RowLines{5, 6, 7, 9, 10, 3, 3, 5}));
}
