#include "boost/class_weights.hpp"

#include "boost/booster_params.hpp"
#include "support.hpp"

namespace {

PreparedSet set_of(std::vector<double> labels, std::vector<double> weights = {}) {
  PreparedSet set;
  set.labels = std::move(labels);
  set.weights = std::move(weights);
  return set;
}

std::string error_of(const std::vector<std::string>& entries, const Task& task,
                     const std::vector<double>& labels) {
  PreparedSet set = set_of(labels);
  try {
    weigh_classes(entries, task, set);
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
    return error.what();
  }
  return "no error";
}

const Task kTask{Softmax{3}, {"ant", "bee, wild", "cow"}};

}  // namespace

TEST_CASE("balanced classes weigh alike in sum, and all rows as much as before") {
  const std::vector<double> labels{0, 0, 0, 1, 2, 2};
  CHECK(class_weights({"balanced"}, kTask, {labels, {}}) == std::vector<double>{6.0 / 9, 2, 1});
  const std::vector<double> weights{1, 0, 3, 5, 0.5, 0.5};
  PreparedSet set = set_of(labels, weights);
  weigh_classes({"balanced"}, kTask, set);
  std::vector<double> sums(3);
  for (std::size_t row = 0; row < labels.size(); ++row) {
    sums[static_cast<std::size_t>(labels[row])] += set.weights[row];
  }
  for (const double sum : sums) CHECK(sum == doctest::Approx(10.0 / 3));
  CHECK(class_weights({"balanced"}, kTask, {std::vector<double>{0, 0}, {}})[2] == 1);
}

TEST_CASE("weights are given by class name, also one with commas") {
  const std::vector<double> labels{0, 1, 2};
  using Entries = std::vector<std::string>;
  for (const Entries& entries : {Entries{"ant=2,cow=0.5"}, Entries{"ant=2", "cow=0.5"}}) {
    CHECK(class_weights(entries, kTask, {labels, {}}) == std::vector<double>{2, 1, 0.5});
  }
  CHECK(class_weights({"bee, wild=3"}, kTask, {labels, {}}) == std::vector<double>{1, 3, 1});
}

TEST_CASE("a class weight that cannot be used is told") {
  const auto error = [](const std::string& entry) { return error_of({entry}, kTask, {0, 1, 2}); };
  CHECK(error("ants=2") == "class-weight: there is no class 'ants'; did you mean 'ant'?");
  CHECK(error("elephant=2") == "class-weight: there is no class 'elephant'; one is 'ant'");
  CHECK(error("2").find("neither balanced nor CLASS=W") != std::string::npos);
  CHECK(error("ant=x").find("class-weight: 'x' is not a number") != std::string::npos);
  CHECK(error("ant=-1").find("out of range") != std::string::npos);
  CHECK(error_of({"ant=0"}, kTask, {0, 0}).find("no row has a class") != std::string::npos);
  CHECK(error_of({"balanced"}, {SquaredError{}, {}}, {0, 1}).find("has no classes") !=
        std::string::npos);
}

TEST_CASE("class weights give every booster the trees of the same weights by row") {
  for (const Booster booster : {Booster::gbdt, Booster::rf, Booster::adaboost, Booster::linear}) {
    CAPTURE(enum_name(booster));
    TrainParams params = default_params(booster);
    params.boost.trees = 4;
    params.objective.objective =
        booster == Booster::rf ? ObjectiveKind::brier : ObjectiveKind::softmax;
    LoadedTable by_row = mixed_data(400, 3, 5);
    for (const double label : by_row.table.label.numbers) {
      by_row.table.weights.push_back(label == 1 ? 4.0 : label == 2 ? 0.5 : 1.0);
    }
    const Model expected = trained(std::move(by_row), params);
    const Model unweighted = trained(mixed_data(400, 3, 5), params);
    params.objective.class_weight = {"1=4,2=0.5"};
    const Model model = trained(mixed_data(400, 3, 5), params);
    CHECK(model_checksum(model) == model_checksum(expected));
    CHECK(model_checksum(model) != model_checksum(unweighted));
  }
}
