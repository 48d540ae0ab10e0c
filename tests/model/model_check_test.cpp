#include <doctest/doctest.h>

#include "base/error.hpp"
#include "model/model_check.hpp"
#include "model/model_text.hpp"
#include "reference/small_model.hpp"

using namespace coppice;

// Each edit is made in the text of the small model and sealed again with the right checksum: what
// refuses it is the check of the thing itself.

namespace {

/// The error that the model gives with `from` (which must stand in it) replaced by `to`.
std::string error_after(const std::string& from, const std::string& to,
                        Model model = small_model::make()) {
  std::string text = model_to_json(model);
  const std::size_t at = text.find(from);
  REQUIRE(at != std::string::npos);
  text.replace(at, from.size(), to);
  try {
    model_from_json(small_model::resealed(text), "model.json");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::model);
    CHECK(std::string(error.what()).find('\n') == std::string::npos);
    return error.what();
  }
  return "read without an error";
}

void refuses(const std::string& from, const std::string& to, const std::string& message) {
  CAPTURE(from);
  CAPTURE(to);
  const std::string error = error_after(from, to);
  CAPTURE(error);
  CHECK(error.find(message) != std::string::npos);
}

}  // namespace

TEST_CASE("a resealed model without an edit is read") {
  CHECK(error_after("\"age\"", "\"age\"") == "read without an error");
}

TEST_CASE("a tree whose arrays differ in length is refused") {
  for (const std::string name : {"threshold", "category_set", "default_left", "left", "right",
                                 "gain", "split_cover", "split_rows", "leaf_rows"}) {
    refuses("\"" + name + "\":[", "\"" + name + "\":[0,", "field '" + name + "' has");
  }
  refuses("\"feature\":[0,1]", "\"feature\":[0,1,1]", "tree 0: 3 leaves for 3 splits");
  refuses("\"leaf_cover\":[4,2,4]", "\"leaf_cover\":[]", "0 leaves for 2 splits");
  refuses("\"leaf_value\":[-0.5,0.125,2]", "\"leaf_value\":[-0.5,0.125]",
          "'leaf_value' has 2 items");
  refuses("\"leaf_value\":[-0.5,0.125,2]", "\"leaf_value\":[1,2,3,4,5,6]",
          "'leaf_value' has 2 items where 1");
}

TEST_CASE("cycles, shared children, orphans and children out of range are refused") {
  refuses("\"left\":[1,-1]", "\"left\":[0,-1]", "tree 0: split 0 is reached twice");
  refuses("\"left\":[1,-1]", "\"left\":[1,1]", "split 1 is reached twice");
  refuses("\"left\":[1,-1]", "\"left\":[1,-2]", "leaf 1 is reached twice");
  refuses("\"left\":[1,-1]", "\"left\":[-1,1]", "2 of 5 splits and leaves are not reached");
  refuses("\"left\":[1,-1]", "\"left\":[2,-1]", "split 0: its child is split 2 of 2");
  refuses("\"left\":[1,-1]", "\"left\":[1,-4]", "split 1: its child is leaf 3 of 3");
  refuses("\"left\":[1,-1]", "\"left\":[1,-2147483648]", "its child is leaf 2147483647 of 3");
  refuses("\"left\":[1,-1]", "\"left\":[1,2147483648]", "is out of range");
}

TEST_CASE("a split that does not fit its feature is refused") {
  refuses("\"feature\":[0,1]", "\"feature\":[0,2]", "split 1: feature 2 of 2");
  refuses("\"feature\":[0,1]", "\"feature\":[1,1]", "split 0: category set -1 of 1");
  refuses("\"feature\":[0,1]", "\"feature\":[0,0]", "split 1: feature 0 is numeric");
  refuses("\"category_set\":[-1,0]", "\"category_set\":[-1,1]", "split 1: category set 1 of 1");
  refuses("\"category_set\":[-1,0]", "\"category_set\":[]", "split 1: category set -1 of 1");
  refuses("\"threshold\":[1.5,0]", "\"threshold\":[1.5,1]",
          "split 1: a categorical split has a threshold");
  refuses("\"default_left\":[1,0]", "\"default_left\":[2,0]", "split 0: default_left 2");
  refuses("\"default_left\":[1,0]", "\"default_left\":[256,0]", "is out of range");
}

TEST_CASE("category sets that do not ascend or leave the schema are refused") {
  refuses("\"sets\":[[1]]", "\"sets\":[[2]]", "the categories of set 0 are not all from 0 to 1");
  refuses("\"sets\":[[1]]", "\"sets\":[[-1]]", "the categories of set 0 are not all from 0 to 1");
  refuses("\"sets\":[[1]]", "\"sets\":[[1,0]]", "the categories of set 0 do not ascend");
  refuses("\"sets\":[[1]]", "\"sets\":[[1,1]]", "the categories of set 0 do not ascend");
  refuses("\"sets\":[[1]]", "\"sets\":[]", "split 1: category set 0 of 0");
}

TEST_CASE("numbers that are no finite numbers are refused") {
  refuses("\"threshold\":[1.5,0]", "\"threshold\":[1e999,0]", "is out of range");
  refuses("\"threshold\":[1.5,0]", "\"threshold\":[inf,0]", "is not a number");
  refuses("\"threshold\":[1.5,0]", "\"threshold\":[nan,0]", "is not a number");
  refuses("\"threshold\":[1.5,0]", "\"threshold\":[null,0]", "is not a number");
  refuses("\"leaf_value\":[-0.5,", "\"leaf_value\":[-inf,", "is not a number");
  refuses("\"leaf_value\":[-0.5,", "\"leaf_value\":[\"1\",", "tree 0, field 'leaf_value', byte");
  refuses("\"base_scores\":[0.25]", "\"base_scores\":[1e400]", "is out of range");
  refuses("\"feature\":[0,1]", "\"feature\":[0,-1]", "is out of range");
  refuses("\"feature\":[0,1]", "\"feature\":[0,1.0]", "stands where ',' should be");
}

TEST_CASE("outputs, classes and base scores must agree") {
  refuses("\"base_scores\":[0.25]", "\"base_scores\":[0.25,0.5]",
          "base_scores: 2 numbers for 1 outputs");
  refuses("\"base_scores\":[0.25]", "\"base_scores\":[]", "base_scores: 0 numbers for 1 outputs");
  refuses("\"output\":0", "\"output\":1", "output 1 and width 1 in a model of 1 outputs");
  refuses("\"width\":1", "\"width\":2", "output 0 and width 2 in a model of 1 outputs");
  refuses("\"width\":1", "\"width\":0", "output 0 and width 0 in a model of 1 outputs");
  refuses("\"width\":1", "\"width\":4294967295", "in a model of 1 outputs");
  refuses("\"classes\":[]", "\"classes\":[\"a\"]", "classes: 1 names in a regression model");
  refuses("\"squared_error\"", "\"logistic\"", "classes: 0 names for 2 classes");
  refuses("\"squared_error\"", "\"softmax\"", "softmax needs two classes or more; there are 0");
}

TEST_CASE("an objective that is not known or out of range is refused") {
  refuses("\"squared_error\"", "\"cubed_error\"", "'cubed_error' is no objective");
  refuses("\"squared_error\"", "\"auto\"", "'auto' is no objective");
  refuses("\"squared_error\"", "\"huber\"", "the field 'delta' should be");
  refuses("\"squared_error\"", "\"huber\",\"delta\":-1", "-1 is out of range");
  refuses("\"squared_error\"", "\"quantile\",\"quantile\":1", ": 1 is out of range");
}

TEST_CASE("a schema that does not hang together is refused") {
  refuses("\"header\":true", "\"header\":false", "schema: 0 positions for 2 features");
  refuses("\"header\":true,\"file_columns\":0,\"positions\":[]",
          "\"header\":false,\"file_columns\":2,\"positions\":[0,2]",
          "schema: position 2 in a file of 2 columns");
  refuses("\"label_position\":-1", "\"label_position\":-2", "schema: label_position -2");
  refuses("\"sparse_base\":1", "\"sparse_base\":2", "schema: sparse_base 2");
  refuses("\"sparse\":false", "\"sparse\":true", "a sparse model lists no features");
  refuses("\"numeric\"", "\"number\"", "'number' is no kind of column");
  refuses("\"categories\":[]", "\"categories\":[\"a\"]",
          "the numeric feature 'age' has categories");
  refuses("\"categories\":[],\"range\":[]", "\"categories\":[],\"range\":[2,1]",
          "the range ends before it begins");
  refuses("\"Oslo\"],\"range\":[]", "\"Oslo\"],\"range\":[1,2]",
          "the categorical feature 'town' has a range");
  refuses("\"Oslo\"", "\"Bern\"", "'Bern' stands twice");
}

TEST_CASE("a history whose rows differ from its names is refused") {
  refuses("[1,0.5]", "[1]", "history: round 1 has 0 values for 1 names");
  refuses("[1,0.5]", "[1,\"fast\"]", "'fast' is not a number");
  refuses("\"best_round\":1", "\"best_round\":-1", "best_round: -1 is negative");
}

TEST_CASE("fields that are missing, unknown or repeated are refused by name") {
  refuses("\"booster\":\"gbdt\",", "", "the field 'booster' should be");
  refuses("\"booster\":\"gbdt\",", "\"booster\":\"gbdt\",\"booster\":\"gbdt\",",
          "the field 'schema' should be");
  refuses("\"booster\":\"gbdt\",", "\"booster\":\"gbdt\",\"colour\":1,",
          "the field 'schema' should be");
  refuses("\"seed\":", "\"trees\":", "'trees' stands twice");
  refuses("\"sum\"", "\"product\"", "'product' is no way to combine trees");
}

TEST_CASE("trees that are not those of their checksum are refused") {
  refuses("\"leaf_value\":[-0.5", "\"leaf_value\":[-0.25", "this is not the checksum of the trees");
  refuses("\"sum\"", "\"average\"", "this is not the checksum of the trees");
}

TEST_CASE("text in quotes follows the rules of JSON") {
  refuses("\"age\"", "\"a\\qe\"", "begins an unknown escape");
  refuses("\"age\"", "\"a\\u12g4e\"", "four hexadecimal digits");
  refuses("\"age\"", "\"a\ne\"", "is not allowed in a text");
  refuses("\"age\"", "\"\xFF\"", "is not allowed in a text");
  refuses("\"age\"", "\"\\ud800x\"", "half a surrogate pair");
  refuses("\"age\"", "\"\\ud800\\u0041\"", "half a surrogate pair");
  refuses("\"age\"", "\"\\udc00\"", "half a surrogate pair");
  CHECK(error_after("\"age\"", "\"\\u0041\\ud83c\\udf32\\/\\b\\f\\r\"") == "read without an error");
}

TEST_CASE("deep nesting is refused where it begins") {
  refuses("\"ids\":[]", "\"ids\":" + std::string(200000, '['), "field 'ids'");
  refuses("\"feature\":[0,1]", "\"feature\":" + std::string(200000, '['),
          "tree 0, field 'feature'");
}

TEST_CASE("a category set that leaves the codes and comes back is refused before it is read") {
  Model model = small_model::make();
  Tree& tree = model.ensemble.trees[0];
  tree.set_codes = {0, 1};
  tree.set_begin = {0, 1000000, 2};  // the address sanitizer sees who looks first
  CHECK_THROWS_WITH_AS(check_model(model), "tree 0: category set 1 ends before it begins",
                       ModelFault);
}

TEST_CASE("linear leaves that do not fit their tree are refused") {
  Model model = small_model::make();
  model.schema.features.push_back({"height", ColumnKind::numeric, {}});
  model.ensemble.trees[0].leaf_terms = {{0, 2, 2, 3}, {0, 2, 0}, {-1, -2, -3},
                                        {7, 8, 9},    {1, 2, 3}, {4, 5, 6}};
  const auto linear = [&](const std::string& from, const std::string& to,
                          const std::string& message) {
    CAPTURE(to);
    const std::string error = error_after(from, to, model);
    CAPTURE(error);
    CHECK(error.find(message) != std::string::npos);
  };
  linear("\"weight\":[4,", "\"weight\":[4,", "read without an error");
  linear("\"begin\":[0,2,2,3]", "\"begin\":[0,2,3]", "3 begins for 3 terms of 3 leaves");
  linear("\"begin\":[0,2,2,3]", "\"begin\":[1,2,2,3]", "do not part the terms");
  linear("\"begin\":[0,2,2,3]", "\"begin\":[0,2,2,2]", "do not part the terms");
  linear("\"begin\":[0,2,2,3]", "\"begin\":[0,4000000000,2,3]", "do not part the terms");
  linear("\"begin\":[0,2,2,3]", "\"begin\":[0,-1,2,3]", "field 'begin', byte");
  linear("\"feature\":[0,2,0]", "\"feature\":[0,1,0]", "leaf 0: feature 1 is no numeric one");
  linear("\"feature\":[0,2,0]", "\"feature\":[0,2,9]", "leaf 2: feature 9 is no numeric one");
  linear("\"feature\":[0,2,0]", "\"feature\":[2,2,0]", "leaf 0: features do not ascend");
  linear("\"feature\":[0,2,0]", "\"feature\":[0,2]", "3 numbers for 2 features");
  linear("\"center\":[1,2,3]", "\"center\":[1,2]", "2 numbers for 3 features");
  linear("\"center\":[1,2,3]", "\"center\":[1,2,1e400]", "field 'center', byte");
  linear("\"low\":[-1,-2,-3]", "\"low\":[-1,-2,10]", "leaf 2: values from 10 to 9");
  linear("\"high\":[7,8,9]", "\"high\":[7,8]", "2 numbers for 3 features");
  linear("\"high\":[7,8,9]", "\"high\":[7,8,\"inf\"]", "field 'high', byte");
  linear("\"weight\":[4,5,6]", "\"weight\":[4,5,nan]", "field 'weight', byte");
  linear("\"weight\":[4,5,6]", "\"weights\":[4,5,6]", "tree 0");
  linear("\"combine\":\"sum\"", "\"combine\":\"average\"", "linear leaves are for");
  model.ensemble.trees[0].leaf_terms.weight[1] = INFINITY;
  CHECK_THROWS_AS(save_model(model, "never.json"), Error);
}

TEST_CASE("rows of values that leaves share are refused where they are not there") {
  Model model = small_model::make();
  model.objective = Softmax{2};
  model.classes = {"a", "b"};
  model.ensemble.base_scores = {0, 0};
  Tree& tree = model.ensemble.trees[0];
  tree.width = 2;
  tree.leaf_value = {0, 1, 1, 0};
  tree.value_row = {1, 0, 1};
  const auto shared = [&](const std::string& from, const std::string& to,
                          const std::string& message) {
    CAPTURE(to);
    const std::string error = error_after(from, to, model);
    CAPTURE(error);
    CHECK(error.find(message) != std::string::npos);
  };
  shared("\"value_row\":[1,0,1]", "\"value_row\":[1,0,1]", "read without an error");
  shared("\"value_row\":[1,0,1]", "\"value_row\":[1,0,2]", "leaf 2: its values are row 2 of 2");
  shared("\"value_row\":[1,0,1]", "\"value_row\":[1,0]",
         "field 'value_row' has 2 items where 3 should be");
  shared("\"leaf_value\":[0,1,1,0]", "\"leaf_value\":[0,1,1]",
         "field 'leaf_value' has 3 items for a width of 2");
  shared("\"leaf_value\":[0,1,1,0]", "\"leaf_value\":[]", "leaf 0: its values are row 1 of 0");
  shared(",\"value_row\":[1,0,1]", "", "'leaf_value' has 4 items for 3 leaves");
  shared("\"width\":2", "\"width\":1", "leaves of one value do not share it");
}
