#include "model/parts.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "model/blend.hpp"
#include "model/json_reader.hpp"
#include "model/model_check.hpp"
#include "reference/random_model.hpp"
#include "reference/small_model.hpp"

using namespace coppice;
using random_model::make_model;
using random_model::make_table;

namespace {

/// A stack of two random models that a third, drawn over their answers, joins.
Model make_stack(int outputs, bool sparse, bool passthrough) {
  Model stack;
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    const std::string name = seed == 1 ? "first" : "second";
    stack.parts.push_back(
        {name, 0, make_model({.seed = seed, .outputs = outputs, .sparse = sparse})});
  }
  const Model& part = stack.parts.front().model;
  stack.joining = Joining::stack;
  stack.booster = "stack";
  stack.schema = part.schema;
  stack.objective = part.objective;
  stack.classes = part.classes;
  stack.passthrough = passthrough;
  // Of the features of the joining model the random one uses the last: what the parts say.
  const auto columns = 2 * static_cast<std::uint32_t>(outputs);
  const Schema schema = stack_schema(stack);
  const auto features =
      schema.sparse ? schema.sparse_columns : static_cast<std::uint32_t>(schema.features.size());
  Model meta = make_model(
      {.seed = 3, .numeric = static_cast<int>(columns), .categorical = 0, .outputs = outputs});
  for (Tree& tree : meta.ensemble.trees) {
    for (std::uint32_t& feature : tree.feature) feature += features - columns;
  }
  stack.ensemble = meta.ensemble;
  stack.ensemble.linear.feature = {features - 1};
  stack.ensemble.linear.category = {-1};
  stack.ensemble.linear.center = {0};
  stack.ensemble.linear.weight.assign(static_cast<std::size_t>(outputs), 0.25);
  return stack;
}

std::vector<double> raw_of(const Model& model, const Table& table) {
  std::vector<double> scores(model.outputs() * table.rows);
  Predictor(model).raw_scores(table, scores);
  return scores;
}

std::vector<Predictions> predictions_of(const Model& joint, const Table& table) {
  std::vector<Predictions> all;
  for (const Part& part : joint.parts) {
    all.push_back(raw_of(part.model, table));
    transform(part.model.objective, all.back());
  }
  return all;
}

std::string fault_of(const Model& model) {
  try {
    check_model(model);
  } catch (const ModelFault& fault) {
    return fault.what();
  }
  return "no fault";
}

}  // namespace

TEST_CASE("a stack shows its ensemble what its parts predict, from a file too") {
  for (const int outputs : {1, 3}) {
    for (const bool sparse : {false, true}) {
      for (const bool passthrough : {false, true}) {
        const Model stack = make_stack(outputs, sparse, passthrough);
        CHECK(fault_of(stack) == "no fault");
        const Table table = make_table(stack, 300, 9);
        const Table rows = stack_rows(stack, table, predictions_of(stack, table));
        const std::vector<double> expected = raw_of(stack_ensemble(stack), rows);
        const Model read = model_from_json(model_to_json(stack), "stack.json");
        for (const int threads : {1, 2, 3, 8}) {
          set_thread_count(threads);
          CHECK(raw_of(read, table) == expected);
        }
        set_thread_count(0);
        CHECK(model_to_json(read) == model_to_json(stack));
        CHECK(model_checksum(read) == model_checksum(stack));
        Model other = stack;
        other.parts[1].model.ensemble.base_scores[0] += 1;
        CHECK(model_checksum(other) != model_checksum(stack));
        CHECK(raw_of(other, table) != expected);
      }
    }
  }
}

TEST_CASE("what the parts say stands on the scale of the stack's scores, not too sure") {
  Model stack = make_stack(1, false, false);
  stack.objective = Logistic{};
  stack.classes = {"no", "yes"};
  Table two;
  two.rows = 2;
  const Table rows = stack_rows(stack, two, {{0.5, 1}, {0, 0.731058578630005}});
  REQUIRE(rows.features.size() == 2);
  CHECK(rows.features[0].name == "first");
  CHECK(rows.features[0].numbers[0] == 0);
  CHECK(rows.features[0].numbers[1] == doctest::Approx(std::log(999)));
  CHECK(rows.features[1].numbers[0] == doctest::Approx(-std::log(999)));
  CHECK(rows.features[1].numbers[1] == doctest::Approx(1));
  stack.objective = SquaredError{};
  stack.classes = {};
  CHECK(stack_rows(stack, two, {{0.5, -7}, {0, 1}}).features[0].numbers ==
        std::vector<double>{0.5, -7});
}

TEST_CASE("a blend predicts the weighted mean of its parts' predictions") {
  for (const int outputs : {1, 3}) {
    std::vector<Part> parts;
    for (std::uint64_t seed = 1; seed <= 3; ++seed) {
      parts.push_back({fmt::format("part {}", seed), static_cast<double>(seed),
                       make_model({.seed = seed, .outputs = outputs})});
    }
    const Model joint = model_from_json(model_to_json(blend(parts)), "blend.json");
    const Table table = make_table(joint, 200, 4);
    const std::vector<Predictions> of_parts = predictions_of(joint, table);
    std::vector<double> mean = raw_of(joint, table);
    transform(joint.objective, mean);
    for (std::size_t i = 0; i < mean.size(); ++i) {
      const double expected = (of_parts[0][i] + 2 * of_parts[1][i] + 3 * of_parts[2][i]) / 6;
      CHECK(mean[i] == doctest::Approx(expected).epsilon(1e-9));
    }
  }
}

TEST_CASE("parts find their columns by name, and what they have not seen is missing to them") {
  const Model first = small_model::make();
  Model second = small_model::make();
  second.schema.features = {{"town", ColumnKind::categorical, {"Oslo", "Rome"}},
                            {"wage", ColumnKind::numeric, {}},
                            {"age", ColumnKind::numeric, {}}};
  Tree& tree = second.ensemble.trees[0];
  tree.feature = {2, 0};
  const Model joint = blend({{"first", 1, first}, {"second", 1, second}});
  REQUIRE(joint.schema.features.size() == 3);
  CHECK(joint.schema.features[1].categories == std::vector<std::string>{"Bern", "Oslo", "Rome"});
  Table table;
  table.rows = 4;
  table.features = {{"age", ColumnKind::numeric, {1, 1, 1, 2}, {}, {}},
                    {"town", ColumnKind::categorical, {}, {0, 1, 2, 0}, {}},
                    {"wage", ColumnKind::numeric, {0, 0, 0, 0}, {}, {}}};
  Table own = table;
  own.features = {table.features[1], table.features[2], table.features[0]};
  own.features[0].codes = {-1, 0, 1, -1};
  Table of_first = table;
  of_first.features.pop_back();
  of_first.features[1].codes = {0, 1, -1, 0};
  const std::vector<double> a = raw_of(first, of_first), b = raw_of(second, own);
  const std::vector<double> mean = raw_of(joint, table);
  for (std::size_t row = 0; row < table.rows; ++row) CHECK(mean[row] == (a[row] + b[row]) / 2);
}

TEST_CASE("models that do not learn the same are not blended") {
  const auto error_of = [](const Model& a, const Model& b) -> std::string {
    try {
      blend({{"a", 1, a}, {"b", 1, b}});
    } catch (const Error& error) {
      CHECK(error.code() == ExitCode::model);
      return error.what();
    }
    return "no error";
  };
  const Model model = small_model::make();
  Model other = model;
  CHECK(error_of(model, other) == "no error");
  other.objective = Poisson{};
  CHECK(error_of(model, other).find("b: its objective is poisson") == 0);
  other = model;
  other.schema.label = "z";
  CHECK(error_of(model, other).find("b: its label is 'z'") == 0);
  other = model;
  other.schema.features[0].kind = ColumnKind::categorical;
  CHECK(error_of(model, other).find("b: its column 'age' is of another kind") == 0);
  other = model;
  other.schema.missing = {"-"};
  CHECK(error_of(model, other).find("b: it spells missing values") == 0);
  CHECK(error_of(make_model({.outputs = 3}), make_model({.outputs = 4})).find("b: its classes") ==
        0);
  CHECK(error_of(model, make_model({.sparse = true})).find("b: it was trained on a file") == 0);
  CHECK(error_of(model, blend({{"a", 1, model}, {"c", 1, model}})).find("b: it is a blend") == 0);
}

TEST_CASE("a joint model that does not hang together is refused") {
  const Model stack = make_stack(3, false, true);
  const auto fault = [&](auto edit) {
    Model model = stack;
    edit(model);
    return fault_of(model);
  };
  using M = Model;
  CHECK(fault([](M& m) { m.parts.clear(); }) == "joining stack of 0 parts");
  CHECK(fault([](M& m) { m.joining = Joining::none; }) == "joining none of 2 parts");
  CHECK(fault([](M& m) { m.joining = Joining::blend; }) == "passthrough without a stack");
  CHECK(fault([](M& m) { m.parts[1].name = "first"; }) == "parts: 'first' stands twice");
  CHECK(fault([](M& m) { m.parts[1].weight = 1; }) == "part 1: weight 1");
  CHECK(fault([](M& m) { m.parts[1].name = ""; }) == "part 1: it has no name");
  CHECK(fault([&](M& m) { m.parts[0].model = stack; }) == "part 0: it has parts of its own");
  CHECK(fault([](M& m) { m.parts[1].model.classes[0] = "x"; }) ==
        "part 1: its classes are not the model's");
  CHECK(fault([](M& m) { m.parts[1].model.schema.features[0].name = "x"; }) ==
        "part 1: its column 'x' is not one of the model's");
  CHECK(fault([](M& m) {
          m.parts[1].model.ensemble.trees[2].leaf_cover[0] = NAN;
        }).find("part 1: tree 2: leaf 0: cover") == 0);
  CHECK(fault([](M& m) { m.ensemble.linear.feature[0] += 1; }).find("linear: term 0: feature") ==
        0);
  CHECK(fault([](M& m) { m.passthrough = false; }).find("linear: term 0: feature") == 0);
  Model mean = blend({{"a", 1, small_model::make()}, {"b", 1, small_model::make()}});
  CHECK(fault_of(mean) == "no fault");
  mean.parts[0].weight = 0.75;
  CHECK(fault_of(mean) == "the weights of the parts add up to 1.25, not to 1");
}
