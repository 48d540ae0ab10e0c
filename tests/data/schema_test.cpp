// Files that must fit the schema of a training file.

#include <cmath>

#include "support.hpp"

using namespace coppice;

namespace {

const std::string kTrain = "y,a,c,b\n0,1,red,2\n1,3,blue,4\n0,5,red,6\n";
const std::string kTrainPlain = "0,1,red,2\n1,3,blue,4\n0,5,red,6\n";

Schema trained(const std::string& text, const ReadParams& params) {
  ReadRequest request;
  request.need_label = true;
  return load(text, params, request).schema;
}

ReadRequest fitting(const Schema& schema) {
  ReadRequest request;
  request.schema = &schema;
  return request;
}

using Codes = std::vector<std::int32_t>;

}  // namespace

TEST_CASE("the schema says what the features are") {
  const Schema schema = trained(kTrain, labelled("y"));
  CHECK(schema.header);
  REQUIRE(schema.features.size() == 3);
  CHECK(schema.features[1].name == "c");
  CHECK(schema.features[1].kind == ColumnKind::categorical);
  CHECK(schema.features[1].categories == std::vector<std::string>{"red", "blue"});
  CHECK(schema.features[2].kind == ColumnKind::numeric);
  CHECK(schema.missing.size() > 5);
  CHECK(!schema.sparse);
}

TEST_CASE("columns are found by name, in any order, and others are passed over") {
  const Schema schema = trained(kTrain, labelled("y"));
  const Table table =
      load("c,zip,b,a\nblue,x,2,1\ngreen,y,4,3\n,z,6,5\n", {}, fitting(schema)).table;
  REQUIRE(table.features.size() == 3);
  CHECK(table.features[0].numbers == std::vector<double>{1, 3, 5});
  CHECK(table.features[2].numbers == std::vector<double>{2, 4, 6});
  CHECK(table.features[1].codes == Codes{1, -1, -1});
  CHECK(!table.has_label());
}

TEST_CASE(
    "categories and numbers that training did not see are counted; such a category is missing") {
  const Schema schema = trained(kTrain, labelled("y"));
  const TempFile file("c,b,a\nblue,2,1\ngreen,4,3\n,6,5\npink,1,1\nred,1,1\n");
  Observer observer;
  TableReader reader(file.path(), {}, fitting(schema), observer);
  Table table;
  while (reader.next(table)) {
  }
  CHECK(reader.unseen_cells() == std::vector<std::uint64_t>{0, 2, 2});
}

TEST_CASE("the range of a column is that of its numbers, infinity among them") {
  const Schema schema = trained("y,a,b,c\n0,2,,x\n1,,,y\n0,-1,,x\n1,inf,,y\n", labelled("y"));
  CHECK(schema.features[0].range.low == -1);
  CHECK(std::isinf(schema.features[0].range.high));
  CHECK(schema.features[1].range.empty());
  CHECK(schema.features[2].range.empty());
}

TEST_CASE("rows with columns past those of the model are counted") {
  const Schema schema = trained("1 1:2 3:4\n", {});
  const TempFile file("1 1:2 4:4\n1 3:1\n1 4:1 5:1\n");
  Observer observer;
  TableReader reader(file.path(), {}, fitting(schema), observer);
  Table table;
  while (reader.next(table)) {
  }
  CHECK(reader.unseen_cells() == std::vector<std::uint64_t>{2});
}

TEST_CASE("spellings of a number find its category") {
  ReadParams params = labelled("y");
  params.categorical = {"c"};
  const Schema schema = trained("y,c\n0,1\n1,2\n0,A\n", params);
  CHECK(load("c\n1.0\n02\nA\n3\n", {}, fitting(schema)).table.features[0].codes ==
        Codes{0, 1, 2, -1});
}

TEST_CASE("columns that are missing are named, with those that are there") {
  const Schema schema = trained(kTrain, labelled("y"));
  const std::string message = error_of("a,x\n1,2\n", {}, fitting(schema));
  CHECK(has(message, "FILE: 2 of the model's 3 columns are not in the file: c, b; it has a, x"));
}

TEST_CASE("kinds are those of the schema") {
  const Schema schema = trained(kTrain, labelled("y"));
  CHECK(has(error_of("a,c,b\n1,red,2\nx,red,2\n", {}, fitting(schema)),
            "FILE:3: column 'a': 'x' is not a number, and this column must hold numbers"));
  CHECK(load("a,c,b\n1,5,2\n", {}, fitting(schema)).table.features[1].codes == Codes{-1});
}

TEST_CASE("a label that is not needed is passed over, whatever it holds") {
  const Schema schema = trained(kTrain, labelled("y"));
  const Table table = load("y,a,c,b\n?,1,red,2\njunk,1,red,2\n", {}, fitting(schema)).table;
  CHECK(table.rows == 2);
  CHECK(!table.has_label());
  Schema plain = trained(kTrainPlain, labelled("0"));
  CHECK(load("?,1,red,2\njunk,1,red,2\n", {}, fitting(plain)).table.rows == 2);
}

TEST_CASE("a label that is needed is found by the schema") {
  const Schema schema = trained(kTrain, labelled("y"));
  ReadRequest request = fitting(schema);
  request.need_label = true;
  CHECK(load("a,c,b,y\n1,red,2,7\n", {}, request).table.label.numbers == std::vector<double>{7});
  CHECK(load("a,c,b,z\n1,red,2,7\n", labelled("z"), request).table.label.numbers ==
        std::vector<double>{7});
  CHECK(has(error_of("a,c,b\n1,red,2\n", {}, request), "FILE: label: no column 'y'"));
}

TEST_CASE("weights of the training file are read where a label is") {
  ReadParams params = labelled("y");
  params.weight.assign(1, 'b');
  const Schema schema = trained(kTrain, params);
  ReadRequest request = fitting(schema);
  request.need_label = true;
  CHECK(load(kTrain, {}, request).table.weights == std::vector<double>{2, 4, 6});
  CHECK(load("y,a,c\n0,1,red\n", {}, request).table.weights.empty());
  CHECK(load("a,c,b\n1,red,-1\n", {}, fitting(schema)).table.weights.empty());
}

TEST_CASE("ids of the training file are carried where the file has them") {
  ReadParams params = labelled("y");
  params.id = {"c"};
  const Schema schema = trained(kTrain, params);
  CHECK(load("a,b,c\n1,2,x\n", {}, fitting(schema)).table.kept.at(0).categories.at(0) == "x");
  CHECK(load("a,b\n1,2\n", {}, fitting(schema)).table.kept.empty());
}

TEST_CASE("ids without a name are found by position, with or without the label") {
  ReadParams params = labelled("0");
  params.id = {"2"};
  const Schema schema = trained(kTrainPlain, params);
  CHECK(load("7,1,x,2\n", {}, fitting(schema)).table.kept.at(0).categories.at(0) == "x");
  CHECK(load("1,x,2\n", {}, fitting(schema)).table.kept.at(0).categories.at(0) == "x");
}

TEST_CASE("a file without the header line that the training file had is an error") {
  const Schema schema = trained(kTrain, labelled("y"));
  CHECK(has(error_of("1,red,2\n3,blue,4\n", {}, fitting(schema)),
            "FILE:1: no header line: the model finds its columns by name (a, c, b)"));
  ReadParams params;
  params.header = HeaderMode::no;
  CHECK(has(error_of("a,c,b\n1,red,2\n", params, fitting(schema)), "FILE:1: no header line"));
}

TEST_CASE("a header line where the training file had none is an error, or passed over when told") {
  const Schema schema = trained(kTrainPlain, labelled("0"));
  CHECK(has(error_of("y,a,c,b\n0,1,red,2\n", {}, fitting(schema)),
            "FILE:1: looks like a header line (y, a, c, b)"));
  ReadParams params;
  params.header = HeaderMode::yes;
  CHECK(load("y,a,c,b\n0,1,red,2\n", params, fitting(schema)).table.rows == 1);
}

TEST_CASE("without a header columns are found by position, with or without the label") {
  for (const char* label : {"0", "2", "3"}) {
    CAPTURE(label);
    const Schema schema = trained(kTrainPlain, labelled(label));
    const Table with = load("8,9,red,7\n", {}, fitting(schema)).table;
    CHECK(with.features.size() == 3);
    const std::string without = label[0] == '0'   ? "9,red,7\n"
                                : label[0] == '2' ? "8,9,7\n"
                                                  : "8,9,red\n";
    const Table table = load(without, {}, fitting(schema)).table;
    for (std::size_t i = 0; i < 3; ++i) {
      CHECK(table.features[i].numbers == with.features[i].numbers);
      CHECK(table.features[i].codes == with.features[i].codes);
    }
  }
}

TEST_CASE("without a header another number of fields is an error") {
  const Schema schema = trained(kTrainPlain, labelled("0"));
  CHECK(has(error_of("1,2\n", {}, fitting(schema)),
            "FILE:1: expected 4 fields as in the training file (or 3 without the label), found 2"));
  ReadRequest request = fitting(schema);
  request.need_label = true;
  CHECK(has(error_of("1,red,2\n", {}, request),
            "FILE: the label column (number 0 of the training file) is not in the file"));
  CHECK(load("9,1,red,2\n", {}, request).table.label.numbers == std::vector<double>{9});
}

TEST_CASE("one row fits a schema of texts, header or none") {
  const Schema schema = trained("red,x\nblue,y\nred,z\n", labelled("1"));
  CHECK(!schema.header);
  CHECK(load("red\n", {}, fitting(schema)).table.features[0].codes == Codes{0});
  CHECK(load("blue,x\n", {}, fitting(schema)).table.features[0].codes == Codes{1});
}

TEST_CASE("missing values are spelled as in training") {
  ReadParams params = labelled("y");
  params.missing = {"none at all"};
  const Schema schema = trained("y,a\n0,none at all\n1,2\n", params);
  CHECK(std::isnan(load("a\nnone at all\n", {}, fitting(schema)).table.features[0].numbers[0]));
  CHECK(has(error_of("a\n?\n", {}, fitting(schema)), "'?' is not a number"));
}

TEST_CASE("a file of the other format is an error") {
  const Schema dense = trained(kTrain, labelled("y")), sparse = trained("1 1:2 3:4\n", {});
  CHECK(has(error_of("1 1:2 3:4\n", {}, fitting(dense)),
            "FILE: a LibSVM file, and the model was trained on a CSV file"));
  CHECK(has(error_of("5,6,7\n", {}, fitting(sparse)),
            "FILE: a CSV file, and the model was trained on a LibSVM file"));
}

TEST_CASE("a reader gives the rows of the whole table, chunk by chunk") {
  std::string text = "y,a,c,b\n";
  for (int i = 0; i < 5000; ++i)
    text += fmt::format("0,{},{},{}\n", i, i % 3 == 0 ? "red" : "blue", -i);
  const Schema schema = trained(kTrain, labelled("y"));
  const Table whole = load(text, {}, fitting(schema)).table;
  const TempFile file(text);
  Observer observer;
  for (const int threads : {1, 2}) {
    const ThreadCountScope scope(threads);
    for (const bool known : {false, true}) {
      ReadRequest request = known ? fitting(schema) : ReadRequest{};
      request.chunk_bytes = 100;
      TableReader reader(file.path(), known ? ReadParams{} : labelled("y"), request, observer);
      CHECK(reader.schema().features.size() == 3);
      CHECK(reader.schema().features[1].kind == ColumnKind::categorical);
      std::vector<double> numbers;
      std::size_t chunks = 0;
      for (Table chunk; reader.next(chunk); ++chunks) {
        CHECK(chunk.first_line == numbers.size() + 2);
        CHECK(chunk.rows == chunk.features[1].codes.size());
        numbers.insert(numbers.end(), chunk.features[0].numbers.begin(),
                       chunk.features[0].numbers.end());
      }
      CHECK(chunks > 10);
      CHECK(numbers == whole.features[0].numbers);
    }
  }
}
