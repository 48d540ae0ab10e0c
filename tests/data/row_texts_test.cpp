// Rows that become text while a file is read, against tables of the whole file.

#include "data/row_texts.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "support.hpp"

using namespace coppice;

namespace {

/// The cells of a table, a line a row.
std::string lines_of(const Table& rows) {
  std::string text;
  for (std::size_t row = 0; row < rows.rows; ++row) {
    for (const Column& column : rows.features) {
      text += column.kind == ColumnKind::numeric ? fmt::format("{} ", column.numbers[row])
                                                 : fmt::format("#{} ", column.codes[row]);
    }
    for (const Column& column : rows.kept)
      text += column.categories.at(static_cast<std::size_t>(column.codes[row])) + ' ';
    if (rows.is_sparse) {
      for (std::uint64_t i = rows.sparse.row_begin[row]; i < rows.sparse.row_begin[row + 1]; ++i)
        text += fmt::format("{}:{} ", rows.sparse.column[i], rows.sparse.value[i]);
    }
    text += '\n';
  }
  return text;
}

struct Outcome {
  std::string text;   ///< what was taken, without an error
  std::string error;  ///< its message
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> unseen;

  bool operator==(const Outcome&) const = default;
};

Outcome as_text(const std::string& path, const ReadRequest& request) {
  Outcome outcome;
  Observer observer;
  const RowsToText to{lines_of, [&](std::string_view text) { outcome.text += text; }};
  try {
    RowTotals totals = turn_into_text(path, {}, request, to, observer);
    outcome.rows = totals.rows;
    outcome.unseen = std::move(totals.unseen_cells);
  } catch (const Error& error) {
    outcome = {{}, error.what(), 0, {}};
  }
  return outcome;
}

/// The twin: the whole file as one table.
Outcome as_table(const std::string& path, const ReadRequest& request) {
  Outcome outcome;
  Observer observer;
  try {
    const LoadedTable loaded = read_table(path, {}, request, observer);
    outcome = {lines_of(loaded.table), {}, loaded.table.rows, loaded.unseen_cells};
  } catch (const Error& error) {
    outcome.error = error.what();
  }
  return outcome;
}

/// Both ways agree with any chunk size and number of threads; returns the twin.
Outcome checked(const std::string& text, ReadRequest request) {
  const TempFile file(text);
  const Outcome twin = as_table(file.path(), request);
  for (const int threads : {1, 2, 5}) {
    for (const std::size_t bytes : {std::size_t{0}, std::size_t{1}, std::size_t{40}}) {
      CAPTURE(threads);
      CAPTURE(bytes);
      const ThreadCountScope scope(threads);
      request.chunk_bytes = bytes;
      CHECK(as_text(file.path(), request) == twin);
    }
  }
  return twin;
}

std::string colour_rows(int rows) {
  std::string text = "y,a,c,b\n";
  for (int i = 0; i < rows; ++i)
    text += fmt::format("0,{},{},{}\n", i, i % 3 == 0 ? "red" : "\"bl\nue\"", -i);
  return text;
}

Schema schema_of(const std::string& text) {
  return load(text, labelled("y")).schema;
}

}  // namespace

TEST_CASE("the texts of the chunks are those of the whole table, in order") {
  const Schema schema = schema_of(colour_rows(40));
  ReadRequest request;
  request.schema = &schema;
  const Outcome outcome = checked(colour_rows(700), request);
  CHECK(outcome.rows == 700);
  CHECK(outcome.unseen == std::vector<std::uint64_t>{660, 0, 660});
  request.keep = {"c"};
  CHECK(checked("c,b,a\nred,1,2\n\n\ngreen,3,4\n", request).text ==
        "2 #0 1 red \n4 #-1 3 green \n");
}

TEST_CASE("sparse rows become text, too") {
  const Schema schema = load("1 1:0.5 3:2\n0 2:1 4:1\n").schema;
  ReadRequest request;
  request.schema = &schema;
  std::string text;
  for (int i = 0; i < 300; ++i) text += fmt::format("{}:1 {}:{}\n", 1 + i % 3, 4 + i % 2, i);
  CHECK(checked(text, request).unseen == std::vector<std::uint64_t>{150});
}

TEST_CASE("of several faults the first in the file is told, whichever thread meets it") {
  const Schema schema = schema_of(colour_rows(40));
  ReadRequest request;
  request.schema = &schema;
  const std::string good = colour_rows(300);
  CHECK(checked(good + "0,x,red,1\n0,1,red\n" + colour_rows(50), request)
            .error.find("'x' is not a number") != std::string::npos);
  CHECK(checked(good + "0,1,red\n0,x,red,1\n", request).error.find("fields") != std::string::npos);
  CHECK(checked("y,a,c,b\n\n\n", request).error.find("no rows") != std::string::npos);
}

TEST_CASE("what takes the texts may end the reading") {
  const Schema schema = schema_of(colour_rows(40));
  const TempFile file(colour_rows(5000));
  ReadRequest request;
  request.schema = &schema;
  request.chunk_bytes = 100;
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    int taken = 0;
    const RowsToText to{lines_of, [&](std::string_view) {
                          if (++taken == 10) throw io_error("full");
                        }};
    Observer observer;
    CHECK_THROWS_WITH_AS(turn_into_text(file.path(), {}, request, to, observer), "full", Error);
    CHECK(taken == 10);
  }
}
