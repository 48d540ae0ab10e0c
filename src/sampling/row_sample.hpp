#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/gradient.hpp"
#include "sampling/sampling.hpp"

namespace coppice {

/// Rows of a round, and what each stands for: its gradients count `factors` times.
struct RowSample {
  std::vector<std::uint32_t> rows;  ///< ascending; empty: all rows
  std::vector<float> factors;       ///< one for each of `rows`; empty: all 1
};

/// What rows may be drawn by.
struct RowsToSample {
  std::size_t rows = 0;
  std::span<const GradientPair> gradients;  ///< outputs x rows, output by output
  std::span<const double> classes;          ///< class number of each row; stratified and balanced
};

/// Draws a round's rows as params.row_sampling says. The same for any number of threads.
///
///   uniform      sample_rows
///   stratified   the same share of each class (two classes: each times its own fraction)
///   balanced     row_fraction of the rarest class's rows, from every class
///   goss         gradient-based one-side sampling (Ke et al., "LightGBM", NIPS 2017, algorithm 2):
///                the rows of largest |gradient|, and a draw of the others, amplified
///   mvs          minimal variance sampling (Ibragimov & Gusev, NeurIPS 2019, theorem 2): a row is
///                taken with probability min(1, size / mu), its size the square root of
///                gradient^2 + lambda hessian^2, and counts 1 / probability; row_fraction of the
///                rows on average
RowSample draw_rows(const SampleParams& params, const RowsToSample& source, std::uint64_t seed,
                    std::uint64_t round);

/// The mu with sum of min(1, size / mu) = wanted; where fewer sizes than that are above 0, one that
/// none of them is below; 0 where none is.
double mvs_threshold(std::span<const double> sizes, double wanted);

}  // namespace coppice
