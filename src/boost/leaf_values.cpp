#include "boost/leaf_values.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/look_up.hpp"
#include "base/parallel.hpp"

namespace coppice {

namespace {

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
    look_up(rows, [&](std::uint32_t row) { return &gradients[row]; }, [&](std::uint32_t row) { add(gradients[row]); });
  }
  return {static_cast<double>(gradient) / gradient_scale, static_cast<double>(hessian) / hessian_scale};
}

double best_value(RealSums sums, const GrowParams& params, double limit) {
  const double size = std::max(std::fabs(sums.gradient) - params.lambda_l1, 0.0);
  if (size == 0 || !(sums.hessian + params.lambda_l2 > 0)) return 0;
  const double value = std::copysign(size, -sums.gradient) / (sums.hessian + params.lambda_l2);
  return limit > 0 ? std::clamp(value, -limit, limit) : value;
}

std::vector<double> best_values(std::span<const RealSums> sums, const GrowParams& params, double limit) {
  std::vector<double> values;
  for (const RealSums& leaf : sums) values.push_back(best_value(leaf, params, limit));
  return values;
}

}  // namespace

std::vector<RealSums> leaf_sums(std::span<const LeafRows> rows, std::span<const GradientPair> gradients, GradientPair largest) {
  const double gradient_scale = fixed_point_scale(largest.gradient, gradients.size());
  const double hessian_scale = fixed_point_scale(largest.hessian, gradients.size());
  std::vector<RealSums> sums(rows.size());
  parallel_for(rows.size(), [&](std::size_t leaf) { sums[leaf] = fine_sums(rows[leaf], gradients, gradient_scale, hessian_scale); });
  return sums;
}

GradientPair largest_of(std::span<const GradientPair> gradients) {
  constexpr std::size_t kBlock = 16384;
  std::vector<GradientPair> parts((gradients.size() + kBlock - 1) / kBlock);
  parallel_blocks(gradients.size(), kBlock, [&](std::size_t begin, std::size_t end) {
    GradientPair part{0, 0};
    for (std::size_t i = begin; i < end; ++i) {
      part.gradient = std::max(part.gradient, std::fabs(gradients[i].gradient));
      part.hessian = std::max(part.hessian, gradients[i].hessian);
    }
    parts[begin / kBlock] = part;
  });
  GradientPair largest{0, 0};
  for (const GradientPair& part : parts) {
    largest.gradient = std::max(largest.gradient, part.gradient);
    largest.hessian = std::max(largest.hessian, part.hessian);
  }
  return largest;
}

std::vector<double> leaf_values(const GrownTree& tree, std::span<const LeafRows> rows,
                                const QuantizedGradients& quantized,
                                std::span<const GradientPair> gradients, const GrowParams& params,
                                double limit) {
  const GradientFormat& format = quantized.format;
  if (format.kind != GradientFormat::Kind::packed) {
    // 30 bits and more: the sums of the splits are fine enough.
    std::vector<RealSums> sums;
    for (const GrownLeaf& leaf : tree.leaves) {
      sums.push_back({static_cast<double>(leaf.sums.gradient) * format.gradient_unit, static_cast<double>(leaf.sums.hessian) * format.hessian_unit});
    }
    return best_values(sums, params, limit);
  }
  constexpr double kPackedSteps = 4095;
  const GradientPair largest{static_cast<float>(format.gradient_unit * kPackedSteps), static_cast<float>(format.hessian_unit * kPackedSteps)};
  return best_values(leaf_sums(rows, gradients, largest), params, limit);
}

std::vector<double> newton_values(std::span<const LeafRows> rows, std::span<const GradientPair> gradients, const GrowParams& params, double limit) {
  return best_values(leaf_sums(rows, gradients, largest_of(gradients)), params, limit);
}

}  // namespace coppice
