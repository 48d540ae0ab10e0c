#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

#include "base/random.hpp"
#include "loss/objective.hpp"

/// Labels, weights and scores that fit an objective, drawn by seed.
struct RandomRows {
  std::vector<double> labels, weights, raw;

  coppice::Targets weighted() const { return {labels, weights}; }
  coppice::Targets unweighted() const { return {labels, {}}; }
};

inline double normal(const coppice::CounterRandom& random, std::uint64_t index) {
  const double u = 1 - random.uniform(2 * index), v = random.uniform(2 * index + 1);
  return std::sqrt(-2 * std::log(u)) * std::cos(6.283185307179586 * v);
}

inline RandomRows random_rows(const coppice::Objective& objective, std::size_t rows,
                              std::uint64_t seed = 1) {
  using namespace coppice;
  const CounterRandom label_bits(seed, RandomPurpose::search, 0);
  const CounterRandom weight_bits(seed, RandomPurpose::search, 1);
  const CounterRandom score_bits(seed, RandomPurpose::search, 2);
  const auto outputs = static_cast<std::size_t>(output_count(objective));
  RandomRows made;
  for (std::size_t i = 0; i < rows; ++i) {
    if (is_classification(objective)) {
      const std::uint64_t classes = std::max<std::uint64_t>(2, outputs);
      made.labels.push_back(static_cast<double>(label_bits.below(i, classes)));
    } else if (objective_kind(objective) == ObjectiveKind::poisson) {
      made.labels.push_back(static_cast<double>(label_bits.below(i, 6)));
    } else {
      made.labels.push_back(3 * normal(label_bits, i) + 1);
    }
    made.weights.push_back(0.25 + 2 * weight_bits.uniform(i));
  }
  for (std::size_t i = 0; i < rows * outputs; ++i) made.raw.push_back(2 * normal(score_bits, i));
  return made;
}

inline std::vector<coppice::Objective> all_objectives() {
  using namespace coppice;
  return {SquaredError{},  Logistic{},          Softmax{.outputs = 2},     Softmax{.outputs = 5},
          AbsoluteError{}, Huber{.delta = 1.5}, Quantile{.quantile = 0.3}, Poisson{}};
}
