#include <doctest/doctest.h>
#include <unistd.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "model/model.hpp"
#include "model/predictor.hpp"
#include "reference/random_model.hpp"
#include "reference/small_model.hpp"

using namespace coppice;
using random_model::make_model;

namespace {

std::string error_of(const std::string& text) {
  try {
    model_from_json(text, "model.json");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::model);
    return error.what();
  }
  return "read without an error";
}

/// A file of a folder that goes when the test ends.
class TemporaryFile {
 public:
  explicit TemporaryFile(const std::string& content = "") {
    char pattern[] = "/tmp/coppice_model_XXXXXX";
    folder_ = mkdtemp(pattern);
    std::ofstream(path(), std::ios::binary) << content;
  }
  ~TemporaryFile() { std::filesystem::remove_all(folder_); }
  std::string path() const { return folder_ + "/model.json"; }
  std::string folder() const { return folder_; }

 private:
  std::string folder_;
};

Error load_error(const std::string& path) {
  try {
    load_model(path);
  } catch (const Error& error) {
    return error;
  }
  return {ExitCode::ok, "loaded without an error"};
}

}  // namespace

TEST_CASE("a model that is written and read is the same model, byte for byte") {
  for (std::uint64_t seed = 1; seed <= 10; ++seed) {
    const Model model =
        make_model({.seed = seed, .outputs = seed % 2 ? 1 : 3, .linear_leaves = seed % 3 == 0});
    const std::string text = model_to_json(model);
    const Model read = model_from_json(text, "model.json");
    CHECK(model_to_json(read) == text);
    CHECK(model_checksum(read) == model_checksum(model));
  }
  const Model shared = make_model({.outputs = 3, .width = 3, .shared_values = true});
  CHECK(model_to_json(model_from_json(model_to_json(shared), "m")) == model_to_json(shared));
  const Model sparse = make_model({.sparse = true});
  CHECK(model_to_json(model_from_json(model_to_json(sparse), "m")) == model_to_json(sparse));
}

TEST_CASE("a model is written in pieces that join to the same text, on any number of threads") {
  Model model = make_model({.seed = 4});
  const std::vector<Tree> trees = model.ensemble.trees;
  while (model.ensemble.trees.size() < 4000)
    model.ensemble.trees.insert(model.ensemble.trees.end(), trees.begin(), trees.end());
  const std::string text = model_to_json(model);
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    std::string joined;
    std::size_t pieces = 0;
    write_model(model, [&](std::string_view piece) {
      joined += piece;
      ++pieces;
    });
    CHECK(pieces > 2);
    CHECK(joined == text);
  }
  CHECK(model_checksum(model_from_json(text, "m")) == model_checksum(model));
}

TEST_CASE("every field comes back") {
  Model model = small_model::make();
  model.booster = "forest";
  model.ensemble.combine = Combine::average;
  model.schema.header = false;
  model.schema.file_columns = 7;
  model.schema.positions = {3, 5};
  model.schema.label_position = 6;
  model.schema.weight = "w";
  model.schema.ids = {"id", "key"};
  model.schema.ignored = {"note"};
  model.schema.missing = {"", "NA"};
  model.schema.features[0].range = {-1.5, std::numeric_limits<double>::infinity()};
  const Model read = model_from_json(model_to_json(model), "model.json");
  CHECK(read.tool_version == "0.1.0");
  CHECK(read.booster == "forest");
  CHECK(read.ensemble.combine == Combine::average);
  CHECK_FALSE(read.schema.header);
  CHECK(read.schema.file_columns == 7);
  CHECK(read.schema.positions == model.schema.positions);
  CHECK(read.schema.label == "y");
  CHECK(read.schema.label_position == 6);
  CHECK(read.schema.weight == "w");
  CHECK(read.schema.ids == model.schema.ids);
  CHECK(read.schema.ignored == model.schema.ignored);
  CHECK(read.schema.missing == model.schema.missing);
  REQUIRE(read.schema.features.size() == 2);
  CHECK(read.schema.features[1].kind == ColumnKind::categorical);
  CHECK(read.schema.features[1].categories == model.schema.features[1].categories);
  CHECK(read.schema.features[0].range.low == -1.5);
  CHECK(std::isinf(read.schema.features[0].range.high));
  CHECK(read.schema.features[1].range.empty());
  CHECK(read.parameters == model.parameters);
  CHECK(read.best_round == 1);
  CHECK(read.history_names == model.history_names);
  CHECK(read.history[0].round == 1);
  CHECK(read.history[0].values == std::vector<double>{0.5});
  const Tree &tree = read.ensemble.trees[0], &expected = model.ensemble.trees[0];
  CHECK(tree.feature == expected.feature);
  CHECK(tree.threshold == expected.threshold);
  CHECK(tree.category_set == expected.category_set);
  CHECK(tree.default_left == expected.default_left);
  CHECK(tree.left == expected.left);
  CHECK(tree.right == expected.right);
  CHECK(tree.gain == expected.gain);
  CHECK(tree.split_cover == expected.split_cover);
  CHECK(tree.split_rows == expected.split_rows);
  CHECK(tree.leaf_value == expected.leaf_value);
  CHECK(tree.leaf_cover == expected.leaf_cover);
  CHECK(tree.leaf_rows == expected.leaf_rows);
  CHECK(tree.set_begin == expected.set_begin);
  CHECK(tree.set_codes == expected.set_codes);
}

TEST_CASE("every objective comes back with its parameters") {
  const std::vector<Objective> objectives = {SquaredError{}, Logistic{},           AbsoluteError{},
                                             Huber{1, 0.1},  Quantile{1, 1.0 / 3}, Poisson{}};
  for (const Objective& objective : objectives) {
    Model model = small_model::make();
    model.objective = objective;
    if (is_classification(objective)) model.classes = {"no", "yes"};
    const Model read = model_from_json(model_to_json(model), "model.json");
    CHECK(read.objective.index() == objective.index());
    CHECK(read.classes == model.classes);
    if (const auto* huber = std::get_if<Huber>(&read.objective)) CHECK(huber->delta == 0.1);
    if (const auto* quantile = std::get_if<Quantile>(&read.objective))
      CHECK(quantile->quantile == 1.0 / 3);
  }
  const Model model = make_model({.outputs = 4});
  CHECK(output_count(model_from_json(model_to_json(model), "m").objective) == 4);
}

TEST_CASE("names, categories and classes of any bytes come back") {
  const std::vector<std::string> odd = {"",
                                        std::string("nul\0in", 6),
                                        "\"quoted\" \\ back",
                                        "tab\tnew\nline",
                                        "Zürich",
                                        "\xF0\x9F\x8C\xB2",
                                        "\xFF\xFE",
                                        "caf\xE9",
                                        "\xED\xB2\x80",
                                        "\xC3",
                                        "\x7F",
                                        "\\udc80"};
  Model model = small_model::make();
  model.schema.features[1].categories = odd;
  model.schema.features[0].name = odd[3];
  model.schema.label = odd[6];
  model.objective = Logistic{};
  model.classes = {odd[7], odd[8]};
  const Model read = model_from_json(model_to_json(model), "model.json");
  CHECK(read.schema.features[1].categories == odd);
  CHECK(read.schema.features[0].name == odd[3]);
  CHECK(read.schema.label == odd[6]);
  CHECK(read.classes == model.classes);
}

TEST_CASE("numbers at the ends of their range come back exactly") {
  Model model = small_model::make();
  Tree& tree = model.ensemble.trees[0];
  tree.threshold[0] = std::numeric_limits<double>::denorm_min();
  tree.leaf_value = {std::numeric_limits<double>::max(), -0.0, 0.1 + 0.2};
  tree.leaf_rows = {0, 1, std::numeric_limits<std::uint64_t>::max()};
  tree.gain = {std::numeric_limits<float>::max(), 0.1F};
  model.history = {{1, {NAN}}, {2, {INFINITY}}, {3, {-INFINITY}}};
  const Model read = model_from_json(model_to_json(model), "model.json");
  CHECK(read.ensemble.trees[0].threshold == tree.threshold);
  CHECK(read.ensemble.trees[0].leaf_value == tree.leaf_value);
  CHECK(std::signbit(read.ensemble.trees[0].leaf_value[1]));
  CHECK(read.ensemble.trees[0].leaf_rows == tree.leaf_rows);
  CHECK(read.ensemble.trees[0].gain == tree.gain);
  CHECK(std::isnan(read.history[0].values[0]));
  CHECK(read.history[1].values[0] == INFINITY);
  CHECK(read.history[2].values[0] == -INFINITY);
}

TEST_CASE("every cut of a model file is refused") {
  const std::string text = model_to_json(small_model::make());
  std::size_t read = 0;
  for (std::size_t size = 0; size < text.size(); ++size) {
    read += error_of(text.substr(0, size)) == "read without an error";
  }
  CHECK(read == 0);
  CHECK(error_of(text.substr(0, text.size() - 1)).find("cut short") != std::string::npos);
}

TEST_CASE("every flipped bit of a model file is noticed") {
  std::string text = model_to_json(small_model::make());
  std::size_t read = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    for (int bit = 0; bit < 8; ++bit) {
      text[i] = static_cast<char>(text[i] ^ (1 << bit));
      read += error_of(text) == "read without an error";
      text[i] = static_cast<char>(text[i] ^ (1 << bit));
    }
  }
  CHECK(read == 0);
  CHECK(error_of(text) == "read without an error");
}

TEST_CASE("whatever one byte is changed to, a resealed file is refused or predicts without harm") {
  const std::string text = model_to_json(small_model::make());
  const std::string bytes = "0-9\"\\{}[],:.eE \n\x01\x80\xFF";
  int read = 0;
  const auto try_text = [&](const std::string& edited) {
    try {
      const Model model = model_from_json(small_model::resealed(edited), "model.json");
      const Table table = random_model::make_table(model, 20, 1);
      std::vector<double> scores(model.outputs() * table.rows);
      Predictor(model).raw_scores(table, scores);
      ++read;
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::model);
    }
  };
  for (std::size_t i = 0; i < text.rfind("\"checksum\""); ++i) {
    for (const char byte : bytes) {
      std::string edited = text;
      edited[i] = byte;
      try_text(edited);
    }
    try_text(text.substr(0, i) + text.substr(i + 1));
  }
  CHECK(read > 100);  // edits of names and parameters, which the seal alone protects
}

TEST_CASE("files of other programs are told apart") {
  const auto says = [](const std::string& text, const char* part) {
    const std::string message = error_of(text);
    CAPTURE(message);
    CHECK(message.starts_with("model.json: "));
    CHECK(message.find('\n') == std::string::npos);
    CHECK(message.find(part) != std::string::npos);
  };
  says("", "the file is empty");
  says("tree\nversion=v4\nnum_class=1\n", "LightGBM");
  says(R"({"learner":{"attributes":{},"feature_names":[]}})", "XGBoost");
  says(R"({"version":[2,0,3],"learner":{}})", "XGBoost");
  says("\x89PNG\r\n\x1a\n", "not a Coppice model");
  says("a,b,c\n1,2,3\n", "not a Coppice model");
  says(std::string(100000, '['), "not a Coppice model");
  says("{}", "not a Coppice model");
  says(R"({"format":"coppice-model","version":2,"trees":[]})", "its format is version 2");
  says(R"({"format":"coppice-model","version":1.5})", "");
}

TEST_CASE("a model goes to a file and comes back") {
  const TemporaryFile file;
  const Model model = make_model({.seed = 3});
  save_model(model, file.path());
  CHECK(model_to_json(load_model(file.path())) == model_to_json(model));
}

TEST_CASE("a model file that cannot be opened is an io error with the reason") {
  const TemporaryFile file;
  const Error missing = load_error(file.folder() + "/none.json");
  CHECK(missing.code() == ExitCode::io);
  CHECK(std::string(missing.what()).find("No such file") != std::string::npos);
  const Error folder = load_error(file.folder());
  CHECK(folder.code() == ExitCode::io);
  CHECK(std::string(folder.what()).find("directory") != std::string::npos);
}

TEST_CASE("an endless file that is no model is not read to its end") {
  CHECK(load_error("/dev/zero").code() == ExitCode::model);
}

TEST_CASE("a model that could not be read back is not written") {
  const TemporaryFile file("old");
  Model model = small_model::make();
  model.ensemble.trees[0].leaf_value[2] = INFINITY;
  CHECK_THROWS_WITH_AS(save_model(model, file.path()),
                       doctest::Contains("tree 0: leaf 2: value inf is not finite"), Error);
  std::string content;
  std::ifstream(file.path()) >> content;
  CHECK(content == "old");
}
