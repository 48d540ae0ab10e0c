#include <doctest/doctest.h>

#include <vector>

#include "loss/objective.hpp"

using namespace coppice;

namespace {

std::vector<double> there_and_back(const Objective& objective, std::vector<double> predictions,
                                   double least) {
  untransform(objective, predictions, least);
  transform(objective, predictions);
  return predictions;
}

}  // namespace

TEST_CASE("untransform gives the raw scores that transform makes the predictions of") {
  const auto check = [](const Objective& objective, const std::vector<double>& predictions) {
    const std::vector<double> again = there_and_back(objective, predictions, 1e-15);
    for (std::size_t i = 0; i < predictions.size(); ++i) {
      CHECK(again[i] == doctest::Approx(predictions[i]).epsilon(1e-12));
    }
  };
  check(Logistic{}, {0.001, 0.25, 0.5, 0.999999});
  check(Softmax{3}, {0.1, 0.2, 0.3, 0.7, 0.6, 0.1});  // two rows, class by class
  check(Poisson{}, {1e-6, 1, 1000});
  check(SquaredError{}, {-3, 0, 1e9});
  check(Brier{}, {0, 0.5, 1});
}

TEST_CASE("probabilities are held away from 0 and 1, and rates from 0") {
  const std::vector<double> held = there_and_back(Logistic{}, {0, 1, 0.5}, 0.01);
  CHECK(held[0] == doctest::Approx(0.01));
  CHECK(held[1] == doctest::Approx(0.99));
  CHECK(held[2] == 0.5);
  std::vector<double> logs{0, 1};
  untransform(Softmax{2}, logs, 0.01);
  CHECK(logs[0] == doctest::Approx(-4.605170186));
  CHECK(logs[1] == 0);
  CHECK(there_and_back(Poisson{}, {-2}, 0.5)[0] == doctest::Approx(1e-9));
}
