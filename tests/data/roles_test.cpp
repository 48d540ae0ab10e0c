// What columns are for: label, weight, group, id, ignore, keep.

#include "support.hpp"

using namespace coppice;

namespace {

const std::string kPeople =
    "name,age,city,income,w,q\nann,30,Oslo,high,1,a\nbob,40,Rome,low,2,a\ncid,50,Oslo,low,0,b\n";

ReadRequest learning() {
  ReadRequest request;
  request.need_label = true;
  return request;
}

std::string label_file(const std::vector<std::string>& labels) {
  std::string text = "y,x\n";
  for (const std::string& label : labels) text.append(label).append(",1\n");
  return text;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("columns are given roles by name") {
  ReadParams params = labelled("income");
  params.weight = "w";
  params.group = "q";
  params.id = {"name"};
  params.ignore = {"city"};
  const LoadedTable loaded = load(kPeople, params, learning());
  const Table& table = loaded.table;
  REQUIRE(table.features.size() == 1);
  CHECK(table.features[0].name == "age");
  CHECK(table.label.categories == Names{"high", "low"});
  CHECK(table.label.codes == std::vector<std::int32_t>{0, 1, 1});
  CHECK(table.weights == std::vector<double>{1, 2, 0});
  CHECK(table.groups == std::vector<std::int64_t>{0, 0, 1});
  REQUIRE(table.kept.size() == 1);
  CHECK(table.kept[0].categories == Names{"ann", "bob", "cid"});
  CHECK(loaded.schema.label == "income");
  CHECK(loaded.schema.weight == "w");
  CHECK(loaded.schema.ids == Names{"name"});
  CHECK(loaded.schema.ignored == Names{"city"});
  CHECK(table.has_label());
}

TEST_CASE("columns are given roles by number from 0, and a name goes before a number") {
  CHECK(load(kPeople, labelled("3"), learning()).schema.label == "income");
  CHECK(load("1,0,x\n5,6,7\n8,9,1\n",
             [] {
               ReadParams params = labelled("1");
               params.header = HeaderMode::yes;
               return params;
             }())
            .schema.label == "1");
  const LoadedTable loaded = load("5,6\n7,8\n", labelled("1"), learning());
  CHECK(loaded.table.label.numbers == std::vector<double>{6, 8});
  CHECK(loaded.schema.label_position == 1);
  CHECK(loaded.schema.positions == std::vector<std::uint32_t>{0});
  CHECK(loaded.schema.file_columns == 2);
}

TEST_CASE("a column that is not there is an error that names the nearest one") {
  CHECK(has(
      error_of(kPeople, labelled("incom")),
      "FILE: label: no column 'incom', did you mean 'income'?; the file has 6 columns: name, age"));
  CHECK(has(error_of(kPeople, labelled("17")),
            "FILE: label: no column '17'; the file has 6 columns"));
  CHECK(has(error_of("5,6\n7,8\n", labelled("2")),
            "the file has 2 columns and no header line; use a number from 0 to 1"));
  CHECK(has(error_of("5,6\n7,8\n", labelled("y")), "--header yes"));
  ReadRequest request;
  request.keep = {"nothing"};
  CHECK(has(error_of(kPeople, {}, request), "FILE: keep: no column 'nothing'"));
}

TEST_CASE("a column cannot have two roles") {
  ReadParams params = labelled("income");
  params.ignore = {"3"};
  CHECK(has(error_of(kPeople, params, {}, ExitCode::usage),
            "column 'income' cannot be both --label and --ignore"));
  params = {};
  params.categorical = {"age"};
  params.numeric = {"age"};
  CHECK(has(error_of(kPeople, params, {}, ExitCode::usage),
            "cannot be both --categorical and --numeric"));
  params = {};
  params.id = {"name", "age", "city", "income", "w", "q"};
  CHECK(has(error_of(kPeople, params), "no column is left to learn from"));
}

TEST_CASE("a label is asked for where it is needed") {
  CHECK(has(error_of(kPeople, {}, learning(), ExitCode::usage),
            "name the one to learn with --label (columns: name, age"));
  const LoadedTable loaded = load(kPeople);
  CHECK(!loaded.table.has_label());
  CHECK(loaded.table.features.size() == 6);
}

TEST_CASE("labels are numbers where all are, else categories") {
  CHECK(load(label_file({"1", "0", "2.5"}), labelled("y")).table.label.numbers ==
        std::vector<double>{1, 0, 2.5});
  CHECK(load(label_file({"<=50K", ">50K"}), labelled("y")).table.label.categories ==
        Names{"<=50K", ">50K"});
  ReadParams params = labelled("y");
  params.categorical = {"y"};
  CHECK(load(label_file({"1", "0", "1.0"}), params).table.label.categories == Names{"1", "0"});
}

TEST_CASE("a label that is missing or infinite is an error that names its line") {
  for (const char* bad : {"", "NA", "nan", "?"}) {
    CAPTURE(bad);
    CHECK(has(error_of(label_file({"1", "2", bad, "3"}), labelled("y")),
              "FILE:4: the label (column 'y') is missing"));
    CHECK(has(error_of(label_file({"a", "b", bad}), labelled("y")),
              "FILE:4: the label (column 'y') is missing"));
    std::vector<std::string> numbers(3000, "1"), texts(3000, "a");
    numbers[2500] = texts[2500] = bad;
    CHECK(has(error_of(label_file(numbers), labelled("y")),
              "FILE:2502: the label (column 'y') is missing"));
    CHECK(has(error_of(label_file(texts), labelled("y")),
              "FILE:2502: the label (column 'y') is missing"));
  }
  CHECK(has(error_of(label_file({"1", "inf", "0"}), labelled("y")),
            "FILE:3: the label (column 'y') is infinite"));
  CHECK(has(error_of(label_file({"1", "x", "0"}), labelled("y")),
            "FILE:3: column 'y': 'x' is not a number"));
}

TEST_CASE("text is no label where a number is asked for") {
  ReadRequest request = learning();
  request.label_is_number = true;
  CHECK(has(error_of(label_file({"a", "b"}), labelled("y"), request),
            "FILE:2: column 'y': 'a' is not a number"));
}

TEST_CASE("weights are numbers of 0 or more, of which some are above") {
  ReadParams params;
  params.weight = "y";
  CHECK(load(label_file({"1", "0", "2.5"}), params).table.weights ==
        std::vector<double>{1, 0, 2.5});
  CHECK(has(error_of(label_file({"1", "-2"}), params),
            "FILE:3: the weight (column 'y') is negative: -2"));
  CHECK(
      has(error_of(label_file({"1", "NA"}), params), "FILE:3: the weight (column 'y') is missing"));
  CHECK(has(error_of(label_file({"inf"}), params), "FILE:2: the weight (column 'y') is infinite"));
  CHECK(
      has(error_of(label_file({"heavy"}), params), "FILE:2: column 'y': 'heavy' is not a number"));
  CHECK(has(error_of(label_file({"0", "0"}), params), "FILE: all weights (column 'y') are zero"));
}

TEST_CASE("the rows of a group stand together") {
  ReadParams params;
  params.group = "y";
  CHECK(load(label_file({"7", "7", "3", "9", "9"}), params).table.groups ==
        std::vector<std::int64_t>{0, 0, 1, 2, 2});
  CHECK(has(error_of(label_file({"7", "3", "7"}), params),
            "FILE:4: group '7' (column 'y') comes again"));
  CHECK(has(error_of(label_file({"7", ""}), params), "FILE:3: the group (column 'y') is missing"));
}

TEST_CASE("kept columns are texts as they stand, ids first, and may be learned from too") {
  ReadParams params;
  params.id = {"q"};
  ReadRequest request;
  request.keep = {"x", "q"};
  const LoadedTable loaded = load("x,q\n1.50,NA\n, b \n1.50,\"c\"\n", params, request);
  REQUIRE(loaded.table.kept.size() == 2);
  CHECK(loaded.table.kept[0].name == "q");
  CHECK(loaded.table.kept[0].categories == Names{"NA", "b", "c"});
  CHECK(loaded.table.kept[1].categories == Names{"1.50", ""});
  CHECK(loaded.table.kept[1].codes == std::vector<std::int32_t>{0, 1, 0});
  REQUIRE(loaded.table.features.size() == 1);
  CHECK(loaded.table.features[0].numbers[0] == 1.5);
}
