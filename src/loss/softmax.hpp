#pragma once

#include <cmath>
#include <cstddef>
#include <limits>

#include "loss/exp_log.hpp"
#include "loss/objective.hpp"
#include "loss/pointwise_losses.hpp"
#include "loss/rows.hpp"

// The pure maths of softmax: p_k = e^raw_k / sum_j e^raw_j, loss -log p_label. Scores stand
// output by output, so a chunk of rows is worked class by class and each loop runs along rows.

namespace coppice {

/// What the probabilities of a chunk of rows share: p_k = e^(raw_k - top) / sum.
struct SoftmaxChunk {
  double top[kRowChunk];  ///< a row's largest score; taken off, so that no power overflows
  double sum[kRowChunk];  ///< sum over its classes of e^(raw - top), at least 1

  /// Of rows begin .. begin + count of scores that hold `rows` rows.
  SoftmaxChunk(const Softmax& softmax, const double* raw, std::size_t rows, std::size_t begin,
               std::size_t count) {
    std::fill_n(top, count, -std::numeric_limits<double>::max());
    std::fill_n(sum, count, 0.0);
    const double* const end = raw + static_cast<std::size_t>(softmax.outputs) * rows;
    for (const double* x = raw + begin; x < end; x += rows) {
      for (std::size_t i = 0; i < count; ++i) top[i] = x[i] > top[i] ? x[i] : top[i];
    }
    for (const double* x = raw + begin; x < end; x += rows) {
      for (std::size_t i = 0; i < count; ++i) sum[i] += portable_exp(x[i] - top[i]);
    }
  }

  /// Probability of a class with this score, for row `i` of the chunk.
  double probability(std::size_t i, double raw) const {
    return portable_exp(raw - top[i]) / sum[i];
  }

  /// -log of the probability of a class with this score.
  double loss(std::size_t i, double raw) const { return portable_log(sum[i]) + top[i] - raw; }
};

/// Derivatives in the score of class k, given its probability.
///
/// The hessian is the diagonal p (1 - p) times K / (K - 1): the K scores of a row move together,
/// and the diagonal alone understates their curvature (Friedman 2001, "Greedy function
/// approximation: a gradient boosting machine", eq. 34 and algorithm 6; LightGBM does the same).
inline Derivatives derivatives(const Softmax& softmax, double probability, double label, int k) {
  const double classes = softmax.outputs;
  // label == k without a branch, which would keep g++ from vectorising: 1 - |difference| of two
  // whole numbers, or 0 where that is negative.
  const double overlap = 1.0 - std::fabs(label - k);
  const double is_label = 0.5 * (overlap + std::fabs(overlap));
  const double hessian = classes / (classes - 1.0) * probability * (1.0 - probability);
  return {probability - is_label, hessian + kHessianFloor};
}

}  // namespace coppice
