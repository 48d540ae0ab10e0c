#include "boost/labels.hpp"

#include <doctest/doctest.h>

#include "base/error.hpp"

using namespace coppice;

namespace {

Column number_labels(std::vector<double> values) {
  Column label;
  label.name = std::string("y");
  label.numbers = std::move(values);
  return label;
}

Column text_labels(std::vector<std::string> categories, std::vector<std::int32_t> codes) {
  Column label;
  label.name = std::string("y");
  label.kind = ColumnKind::categorical;
  label.categories = std::move(categories);
  label.codes = std::move(codes);
  return label;
}

/// Keeps the notes of the engine.
struct Notes : Observer {
  void note(std::string_view text) override { texts.emplace_back(text); }
  std::vector<std::string> texts;
};

ObjectiveParams params_of(ObjectiveKind kind) {
  ObjectiveParams params;
  params.objective = kind;
  return params;
}

Task task_of(const Column& label, ObjectiveKind kind = ObjectiveKind::automatic) {
  Observer observer;
  return choose_task(label, params_of(kind), observer);
}

std::string error_of(const Column& label, ObjectiveKind kind) {
  try {
    task_of(label, kind);
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::input);
    return error.what();
  }
  return {};
}

std::vector<double> many_whole_numbers() {
  std::vector<double> values;
  for (std::size_t i = 0; i <= kFewClasses; ++i) values.push_back(static_cast<double>(i));
  return values;
}

}  // namespace

TEST_CASE("the objective is chosen from the label, and said") {
  const auto kind = [](const Column& label) { return objective_kind(task_of(label).objective); };
  CHECK(kind(number_labels({0, 1, 1})) == ObjectiveKind::logistic);
  CHECK(kind(number_labels({-1, 1})) == ObjectiveKind::logistic);
  CHECK(kind(number_labels({3, 1, 2})) == ObjectiveKind::softmax);
  CHECK(kind(number_labels({0, 0.5, 1})) == ObjectiveKind::squared_error);
  CHECK(kind(number_labels(many_whole_numbers())) == ObjectiveKind::squared_error);
  CHECK(kind(text_labels({"no", "yes"}, {0, 1})) == ObjectiveKind::logistic);
  CHECK(kind(text_labels({"c", "a", "b"}, {0, 1, 2})) == ObjectiveKind::softmax);
  Notes notes;
  choose_task(number_labels({0, 1}), {}, notes);
  CHECK(notes.texts == std::vector<std::string>{"objective logistic chosen from the label"});
  notes.texts.clear();
  choose_task(number_labels({0, 1}), params_of(ObjectiveKind::logistic), notes);
  CHECK(notes.texts.empty());
}

TEST_CASE("classes are sorted: numbers by value, texts by bytes") {
  CHECK(task_of(number_labels({10, 9, -1, 9})).classes ==
        std::vector<std::string>{"-1", "9", "10"});
  CHECK(task_of(number_labels({2, 5, 2}), ObjectiveKind::softmax).classes ==
        std::vector<std::string>{"2", "5"});
  CHECK_THROWS_WITH_AS(task_of(number_labels({0.5, 2, 0.5}), ObjectiveKind::softmax),
                       doctest::Contains("0.5 is no class number"), Error);
  CHECK(task_of(text_labels({"b", "a", "B"}, {0, 1, 2})).classes ==
        std::vector<std::string>{"B", "a", "b"});
  CHECK(task_of(number_labels({1, 2}), ObjectiveKind::squared_error).classes.empty());
}

TEST_CASE("labels become class numbers, whatever order they come in") {
  const Column label = text_labels({"z", "m", "a"}, {0, 2, 1, 2});
  const Task task = task_of(label);
  CHECK(task_labels(label, task.objective, task.classes, "f", {}) ==
        std::vector<double>{2, 0, 1, 0});
  // Another file may have them in another order, or lack some.
  const Column other = text_labels({"a", "z"}, {1, 0});
  CHECK(task_labels(other, task.objective, task.classes, "f", {}) == std::vector<double>{2, 0});
  const Column numbers = number_labels({9, 10, -1});
  const Task of_numbers = task_of(numbers);
  CHECK(task_labels(numbers, of_numbers.objective, of_numbers.classes, "f", {}) ==
        std::vector<double>{1, 2, 0});
}

TEST_CASE("regression takes numbers as they are") {
  const Column label = number_labels({1.5, -2e10, 7});
  CHECK(task_labels(label, SquaredError{}, {}, "f", {}) == label.numbers);
}

TEST_CASE("a label that is no class of the model is an error at its line") {
  const std::vector<std::string> classes{"no", "yes"};
  const auto error = [&](const Column& label, const RowLines& lines) {
    try {
      task_labels(label, Logistic{}, classes, "new.csv", lines);
    } catch (const Error& caught) {
      return std::string(caught.what());
    }
    return std::string();
  };
  CHECK(
      error(text_labels({"yes", "maybe"}, {0, 1, 1}), {2, 3, 5}).find("new.csv:3: label 'maybe'") ==
      0);
  CHECK(error(number_labels({1}), {}).find("new.csv: row 1: label '1'") == 0);
}

TEST_CASE("labels that an objective cannot learn are told apart") {
  CHECK(error_of(number_labels({1, 1, 1}), ObjectiveKind::logistic).find("one class only ('1')") !=
        std::string::npos);
  CHECK(error_of(text_labels({"a"}, {0, 0}), ObjectiveKind::automatic).find("one class only") !=
        std::string::npos);
  CHECK(
      error_of(number_labels({1, 2, 3}), ObjectiveKind::logistic).find("use --objective softmax") !=
      std::string::npos);
}
