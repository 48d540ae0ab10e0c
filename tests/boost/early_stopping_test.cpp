#include "boost/early_stopping.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <vector>

using namespace coppice;

namespace {

/// The round after which training ends, or 0; and the best round.
std::pair<int, int> run(int patience, bool larger_is_better, const std::vector<double>& values) {
  EarlyStopping stopping(patience, larger_is_better);
  for (std::size_t i = 0; i < values.size(); ++i) {
    const int round = static_cast<int>(i) + 1;
    if (stopping.should_stop(round, values[i])) return {round, stopping.best_round()};
  }
  return {0, stopping.best_round()};
}

const double kNan = std::nan("");

}  // namespace

TEST_CASE("training stops when the metric has not improved for that many rounds") {
  CHECK(run(3, false, {5, 4, 3, 3.5, 3.2, 3.1, 1}) == std::pair{6, 3});
  CHECK(run(3, true, {5, 6, 5, 5, 7, 1, 2, 3, 4}) == std::pair{8, 5});
  CHECK(run(1, false, {1, 2}) == std::pair{2, 1});
}

TEST_CASE("an equal value is no improvement: of equal rounds the first is best") {
  CHECK(run(2, true, {0.5, 0.5, 0.5}) == std::pair{3, 1});
}

TEST_CASE("patience 0 never stops, but knows the best round") {
  CHECK(run(0, false, {3, 1, 2, 2, 2, 2}) == std::pair{0, 2});
}

TEST_CASE("an undefined value is not better, and any number is better than it") {
  CHECK(run(3, false, {kNan, 2, kNan, 1, kNan, kNan, kNan}) == std::pair{7, 4});
  CHECK(run(0, true, {kNan, kNan}) == std::pair{0, 0});
  CHECK(run(2, true, {kNan, kNan, 1}) == std::pair{2, 0});
}
