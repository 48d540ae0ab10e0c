#include "loss/objective.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>

#include "base/error.hpp"

using namespace coppice;

namespace {

/// The message and exit code that `action` fails with.
template <class Action>
std::pair<ExitCode, std::string> failure(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    return {error.code(), error.what()};
  }
  return {ExitCode::ok, ""};
}

std::string label_failure(const Objective& objective, const std::vector<double>& labels) {
  const auto [code, text] = failure([&] { check_labels(objective, {labels, {}}); });
  CHECK((text.empty() || code == ExitCode::input));
  return text;
}

ObjectiveParams params_of(ObjectiveKind kind) {
  ObjectiveParams params;
  params.objective = kind;
  return params;
}

}  // namespace

TEST_CASE("make_objective makes each objective by name, with its parameters") {
  for (const auto& [kind, name] : EnumNames<ObjectiveKind>::names) {
    if (kind == ObjectiveKind::automatic) continue;
    ObjectiveParams params = params_of(kind);
    params.huber_delta = 3;
    params.quantile = 0.2;
    const Objective made = make_objective(params, 2);
    CHECK(objective_kind(made) == kind);
    CHECK(objective_name(made) == name);
    if (const auto* huber = std::get_if<Huber>(&made)) CHECK(huber->delta == 3);
    if (const auto* quantile = std::get_if<Quantile>(&made)) CHECK(quantile->quantile == 0.2);
  }
  CHECK(output_count(make_objective(params_of(ObjectiveKind::softmax), 7)) == 7);
  CHECK(output_count(make_objective(params_of(ObjectiveKind::logistic), 2)) == 1);
}

TEST_CASE("make_objective refuses auto and a class count that does not fit") {
  const auto made = [](ObjectiveKind kind, int classes) {
    return failure([&] { make_objective(params_of(kind), classes); });
  };
  CHECK(made(ObjectiveKind::automatic, 2).first == ExitCode::usage);
  CHECK(made(ObjectiveKind::logistic, 3).first == ExitCode::usage);
  CHECK(made(ObjectiveKind::logistic, 3).second.find("softmax") != std::string::npos);
  CHECK(made(ObjectiveKind::softmax, 1).first == ExitCode::usage);
}

TEST_CASE("labels that an objective cannot learn are named with their row") {
  const double nan = std::nan(""), infinity = std::numeric_limits<double>::infinity();
  CHECK(label_failure(Logistic{}, {0, 1, 1}) == "");
  CHECK(label_failure(Logistic{}, {0, 1, 2}) ==
        "row 2: label 2 cannot be learnt by objective logistic, which wants 0 or 1");
  CHECK(label_failure(Softmax{.outputs = 3}, {0, 1, 2}) == "");
  for (const double bad : {3.0, -1.0, 0.5, nan, infinity}) {
    CHECK(label_failure(Softmax{.outputs = 3}, {0, bad}).starts_with("row 1: "));
  }
  CHECK(label_failure(Poisson{}, {0, 2.5}) == "");
  CHECK(label_failure(Poisson{}, {0, -0.5}).find("label -0.5") != std::string::npos);
  for (const Objective& objective :
       {Objective{SquaredError{}}, Objective{Huber{}}, Objective{Quantile{}}, Objective{Poisson{}},
        Objective{AbsoluteError{}}, Objective{Logistic{}}}) {
    CHECK(label_failure(objective, {1, nan}).find("missing label") != std::string::npos);
    CHECK(label_failure(objective, {1, infinity}).find("label inf") != std::string::npos);
    CHECK(label_failure(objective, {1, 1e26}).starts_with("row 1: "));
  }
}

TEST_CASE("the caller says where a row stands") {
  const std::vector<double> labels{0, 5};
  const auto [code, text] = failure([&] {
    check_labels(Logistic{}, {labels, {}},
                 [](std::size_t row) { return "train.csv: line " + std::to_string(row + 2); });
  });
  CHECK(code == ExitCode::input);
  CHECK(text.starts_with("train.csv: line 3: label 5"));
}

TEST_CASE("weights that are negative, not finite or all zero are refused") {
  const std::vector<double> labels{0, 1};
  const auto with = [&](std::vector<double> weights) {
    return failure([&] { check_labels(Logistic{}, {labels, weights}); });
  };
  CHECK(with({0, 1}).second == "");
  CHECK(with({1, -1}).second.starts_with("row 1: weight -1"));
  CHECK(with({std::nan(""), 1}).second.starts_with("row 0: weight nan"));
  CHECK(with({1, std::numeric_limits<double>::infinity()}).first == ExitCode::input);
  CHECK(with({0, 0}).second.find("weight 0") != std::string::npos);
}
