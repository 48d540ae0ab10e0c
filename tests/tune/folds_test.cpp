#include "tune/folds.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>

#include "base/error.hpp"

using namespace coppice;

namespace {

Column text_column(const std::string& name, const std::vector<std::string>& cells) {
  Column column;
  column.name = name;
  column.kind = ColumnKind::categorical;
  for (const std::string& cell : cells) {
    auto place = std::find(column.categories.begin(), column.categories.end(), cell);
    column.codes.push_back(static_cast<std::int32_t>(place - column.categories.begin()));
    if (place == column.categories.end()) column.categories.push_back(cell);
  }
  return column;
}

/// Rows whose label is `label(row)`.
template <class Label>
Table table_of(std::size_t rows, Label&& label) {
  Table table;
  table.rows = rows;
  for (std::size_t i = 0; i < rows; ++i) table.label.numbers.push_back(label(i));
  return table;
}

/// How often each row is held out; a row is never on both sides of one fold.
std::vector<int> times_held_out(const std::vector<Fold>& folds, std::size_t rows) {
  std::vector<int> times(rows, 0);
  for (const Fold& fold : folds) {
    for (const std::uint32_t row : fold.held_out) {
      ++times[row];
      CHECK_FALSE(std::binary_search(fold.training.begin(), fold.training.end(), row));
    }
  }
  return times;
}

}  // namespace

TEST_CASE("each row is held out once a repeat, and teaches in all other folds") {
  FoldParams params;
  params.folds = 4;
  params.repeats = 3;
  const Table table = table_of(103, [](std::size_t i) { return static_cast<double>(i) + 0.5; });
  const std::vector<Fold> folds = make_folds(params, table, 7);
  REQUIRE(folds.size() == 12);
  for (const int times : times_held_out(folds, 103)) CHECK(times == 3);
  for (const Fold& fold : folds) {
    CHECK(fold.training.size() + fold.held_out.size() == 103);
    CHECK(fold.held_out.size() >= 25);
    CHECK(fold.held_out.size() <= 26);
  }
  CHECK(folds[0].held_out != folds[4].held_out);  // another repeat, other folds
  CHECK(make_folds(params, table, 7)[5].held_out == folds[5].held_out);
  CHECK(make_folds(params, table, 8)[5].held_out != folds[5].held_out);
}

TEST_CASE("each fold has its share of a rare class") {
  FoldParams params;
  const Table table = table_of(200, [](std::size_t i) { return i % 20 == 0 ? 1.0 : 0.0; });
  for (const Fold& fold : make_folds(params, table, 1)) {
    const auto rare = std::count_if(fold.held_out.begin(), fold.held_out.end(),
                                    [](std::uint32_t row) { return row % 20 == 0; });
    CHECK(rare == 2);
  }
}

TEST_CASE("a group is in one fold, and folds have about as many rows") {
  FoldParams params;
  params.folds = 3;
  params.fold_group = "who";
  Table table = table_of(120, [](std::size_t) { return 1.0; });
  std::vector<std::string> who;
  for (std::size_t i = 0; i < table.rows; ++i) who.push_back(std::to_string(i * i % 17) + "th");
  table.kept.push_back(text_column("who", who));
  const std::vector<Fold> folds = make_folds(params, table, 1);
  std::map<std::string, std::set<int>> folds_of;
  for (const Fold& fold : folds) {
    CHECK(fold.held_out.size() >= 30);
    for (const std::uint32_t row : fold.held_out) folds_of[who[row]].insert(fold.number);
  }
  for (const auto& [name, numbers] : folds_of) CHECK(numbers.size() == 1);
}

TEST_CASE("queries stay together without being asked to") {
  FoldParams params;
  params.folds = 2;
  Table table = table_of(40, [](std::size_t i) { return i % 3 == 0 ? 1.0 : 0.0; });
  for (std::int64_t i = 0; i < 40; ++i) table.groups.push_back(i / 4);
  for (const Fold& fold : make_folds(params, table, 1)) {
    std::map<std::int64_t, int> rows;
    for (const std::uint32_t row : fold.held_out) ++rows[table.groups[row]];
    for (const auto& [group, count] : rows) CHECK(count == 4);
  }
}

TEST_CASE("a fold in time is learned from earlier rows only, numbers in order of value") {
  FoldParams params;
  params.folds = 3;
  params.fold_time = "t";
  Table table = table_of(80, [](std::size_t) { return 1.0; });
  std::vector<std::string> times;
  for (int i = 0; i < 80; ++i) times.push_back(std::to_string(i * 37 % 80 / 2));
  table.kept.push_back(text_column("t", times));
  const std::vector<Fold> folds = make_folds(params, table, 1);
  REQUIRE(folds.size() == 3);
  std::size_t training = 0;
  for (const Fold& fold : folds) {
    CHECK(fold.training.size() > training);
    training = fold.training.size();
    int last = 0;
    for (const std::uint32_t row : fold.training) last = std::max(last, std::stoi(times[row]));
    for (const std::uint32_t row : fold.held_out) CHECK(std::stoi(times[row]) > last);
  }
}

TEST_CASE("a fold column names the folds") {
  FoldParams params;
  params.fold_column = "f";
  Table table = table_of(6, [](std::size_t) { return 1.0; });
  table.kept.push_back(text_column("f", {"b", "a", "b", "c", "a", "c"}));
  const std::vector<Fold> folds = make_folds(params, table, 1);
  REQUIRE(folds.size() == 3);
  CHECK(folds[0].held_out == std::vector<std::uint32_t>{1, 4});
  CHECK(folds[1].held_out == std::vector<std::uint32_t>{0, 2});
  CHECK(folds[2].training == std::vector<std::uint32_t>{0, 1, 2, 4});
}

TEST_CASE("folds that cannot be are refused") {
  FoldParams params;
  params.fold_group = "who";
  Table table = table_of(10, [](std::size_t) { return 1.0; });
  table.kept.push_back(text_column("who", std::vector<std::string>(10, "one")));
  CHECK_THROWS_AS(make_folds(params, table, 1), Error);
  table.kept.back().codes[3] = -1;
  CHECK_THROWS_WITH_AS(make_folds(params, table, 1), doctest::Contains("is empty"), Error);

  FoldParams both;
  both.fold_group.push_back('a');
  both.fold_time.push_back('b');
  ReadParams read;
  ReadRequest request;
  CHECK_THROWS_AS(ask_for_fold_column(both, read, request), Error);
}
