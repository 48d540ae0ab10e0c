#pragma once

#include <cstddef>
#include <span>

#include "loss/objective.hpp"
#include "loss/pointwise_losses.hpp"

// The pure maths of the Brier score (Brier, "Verification of forecasts expressed in terms of
// probability", 1950): sum_k (p_k - y_k)^2 / 2 with y_k = 1 for the label's class, else 0. With two
// classes the score is of class 1 alone.

namespace coppice {

/// y_k of a label: of two classes, k is the only output and stands for class 1.
inline double indicator(const Brier& brier, double label, int k) {
  return brier.outputs == 1 ? label : static_cast<double>(label == k);
}

/// Derivatives in the probability of output k.
inline Derivatives derivatives(const Brier& brier, double raw, double label, int k) {
  return {raw - indicator(brier, label, k), 1.0};
}

/// Makes `outputs` raw scores, `stride` apart, probabilities. Of two classes, the score is held in
/// [0, 1]; of more, negative ones are 0 and all are divided by their sum (all alike where none is
/// positive). So the class of the highest probability is that of the highest score above 0.
inline void make_probabilities(const Brier& brier, double* raw, std::size_t stride) {
  if (brier.outputs == 1) {
    const double positive = *raw > 0 ? *raw : 0;
    *raw = positive < 1 ? positive : 1;
    return;
  }
  const auto outputs = static_cast<std::size_t>(brier.outputs);
  double sum = 0;
  for (std::size_t k = 0; k < outputs; ++k) sum += raw[k * stride] > 0 ? raw[k * stride] : 0;
  for (std::size_t k = 0; k < outputs; ++k) {
    const double positive = raw[k * stride] > 0 ? raw[k * stride] : 0;
    raw[k * stride] = sum > 0 ? positive / sum : 1.0 / brier.outputs;
  }
}

}  // namespace coppice
