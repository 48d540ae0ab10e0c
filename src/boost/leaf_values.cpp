#include "boost/leaf_values.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/parallel.hpp"

namespace coppice {

namespace {

struct RealSums {
  double gradient, hessian;
};

/// The power of two that spreads `rows` values of at most `largest` over 62 bits of an integer.
double fixed_point_scale(double largest, std::size_t rows) {
  if (!(largest > 0)) return 1;
  const auto row_bits = static_cast<int>(std::bit_width(rows));
  return std::ldexp(1.0, 61 - row_bits - std::ilogb(largest));
}

/// Sums of a leaf's gradients, each rounded once to a fine fixed-point grid: integer sums do not
/// depend on the order in which partitioning left the rows.
RealSums fine_sums(std::span<const std::uint32_t> rows, std::span<const GradientPair> gradients, double gradient_scale, double hessian_scale) {
  std::int64_t gradient = 0, hessian = 0;
  const auto add = [&](const GradientPair& pair) {
    gradient += static_cast<std::int64_t>(pair.gradient * gradient_scale);
    hessian += static_cast<std::int64_t>(pair.hessian * hessian_scale);
  };
  if (rows.empty()) {
    for (const GradientPair& pair : gradients) add(pair);
  } else {
    for (const std::uint32_t row : rows) add(gradients[row]);
  }
  return {static_cast<double>(gradient) / gradient_scale, static_cast<double>(hessian) / hessian_scale};
}

double best_value(RealSums sums, const GrowParams& params, double limit) {
  const double size = std::max(std::fabs(sums.gradient) - params.lambda_l1, 0.0);
  if (size == 0 || !(sums.hessian + params.lambda_l2 > 0)) return 0;
  const double value = std::copysign(size, -sums.gradient) / (sums.hessian + params.lambda_l2);
  return limit > 0 ? std::clamp(value, -limit, limit) : value;
}

}  // namespace

std::vector<double> leaf_values(const Grower& grower, const GrownTree& tree, const QuantizedGradients& quantized,
                                std::span<const GradientPair> gradients, const GrowParams& params, double limit) {
  const GradientFormat& format = quantized.format;
  std::vector<double> values(tree.leaves.size());
  if (format.kind != GradientFormat::Kind::packed) {
    // 30 bits and more: the sums of the splits are fine enough.
    for (std::size_t leaf = 0; leaf < values.size(); ++leaf) {
      const Sums& sums = tree.leaves[leaf].sums;
      values[leaf] = best_value({static_cast<double>(sums.gradient) * format.gradient_unit, static_cast<double>(sums.hessian) * format.hessian_unit}, params, limit);
    }
    return values;
  }
  constexpr double kPackedSteps = 4095;
  const double gradient_scale = fixed_point_scale(format.gradient_unit * kPackedSteps, gradients.size());
  const double hessian_scale = fixed_point_scale(format.hessian_unit * kPackedSteps, gradients.size());
  parallel_for(values.size(), [&](std::size_t leaf) {
    values[leaf] = best_value(fine_sums(grower.rows(tree.leaves[leaf]), gradients, gradient_scale, hessian_scale), params, limit);
  });
  return values;
}

}  // namespace coppice
