#include "boost/leaf_values.hpp"

#include <algorithm>
#include <bit>
#include <cmath>

#include "base/parallel.hpp"

namespace coppice {

namespace {

/// The power of two that spreads `rows` values of at most `largest` over 62 bits of an integer.
double fixed_point_scale(double largest, std::size_t rows) {
  if (!(largest > 0)) return 1;
  const auto row_bits = static_cast<int>(std::bit_width(rows));
  return std::ldexp(1.0, 61 - row_bits - std::ilogb(largest));
}

/// Sums in fixed point: each gradient is rounded once to a fine grid, and integers add up to the
/// same bits in any order.
struct FineSums {
  std::int64_t gradient = 0, hessian = 0;
};

/// Adds rows [begin, end) to the sums of their `leaves` leaves, every other row to a second row of
/// sums: neighbours are often in one leaf, and would wait for each other's sum.
void add_rows(RowLeaves row_leaves, std::span<const GradientPair> gradients, double gradient_scale,
              double hessian_scale, std::size_t begin, std::size_t end, std::size_t leaves,
              FineSums* sums) {
  FineSums* const in_turn[2] = {sums, sums + leaves};
  for (std::size_t row = begin; row < end; ++row) {
    if (row_leaves[row] < 0) continue;
    FineSums& leaf = in_turn[row % 2][row_leaves[row]];
    leaf.gradient += static_cast<std::int64_t>(gradients[row].gradient * gradient_scale);
    leaf.hessian += static_cast<std::int64_t>(gradients[row].hessian * hessian_scale);
  }
}

double best_value(RealSums sums, const GrowParams& params, double limit) {
  const double size = std::max(std::fabs(sums.gradient) - params.lambda_l1, 0.0);
  if (size == 0 || !(sums.hessian + params.lambda_l2 > 0)) return 0;
  const double value = std::copysign(size, -sums.gradient) / (sums.hessian + params.lambda_l2);
  return limit > 0 ? std::clamp(value, -limit, limit) : value;
}

std::vector<double> best_values(std::span<const RealSums> sums, const GrowParams& params,
                                double limit) {
  std::vector<double> values;
  for (const RealSums& leaf : sums) values.push_back(best_value(leaf, params, limit));
  return values;
}

}  // namespace

void number_rows(std::span<const LeafRows> leaves, std::span<std::int32_t> row_leaves) {
  parallel_for(leaves.size(), [&](std::size_t leaf) {
    const auto number = static_cast<std::int32_t>(leaf);
    if (leaves[leaf].empty()) std::fill(row_leaves.begin(), row_leaves.end(), number);
    for (const std::uint32_t row : leaves[leaf]) row_leaves[row] = number;
  });
}

std::vector<RealSums> leaf_sums(std::size_t leaves, RowLeaves row_leaves,
                                std::span<const GradientPair> gradients, GradientPair largest) {
  const double gradient_scale = fixed_point_scale(largest.gradient, gradients.size());
  const double hessian_scale = fixed_point_scale(largest.hessian, gradients.size());
  // A cut of the rows has sums of its own; where leaves are many, cuts are large, to be worth it.
  const std::size_t block = std::max<std::size_t>(65536, 4 * leaves);
  std::vector<FineSums> parts((gradients.size() + block - 1) / block * 2 * leaves);
  parallel_blocks(gradients.size(), block, [&](std::size_t begin, std::size_t end) {
    add_rows(row_leaves, gradients, gradient_scale, hessian_scale, begin, end, leaves,
             parts.data() + begin / block * 2 * leaves);
  });
  std::vector<RealSums> sums(leaves);
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    FineSums all;
    for (std::size_t i = leaf; i < parts.size(); i += leaves) {
      all.gradient += parts[i].gradient;
      all.hessian += parts[i].hessian;
    }
    sums[leaf] = {static_cast<double>(all.gradient) / gradient_scale,
                  static_cast<double>(all.hessian) / hessian_scale};
  }
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

std::vector<double> leaf_values(const GrownTree& tree, RowLeaves row_leaves,
                                const QuantizedGradients& quantized,
                                std::span<const GradientPair> gradients, const GrowParams& params,
                                double limit) {
  const GradientFormat& format = quantized.format;
  if (format.kind != GradientFormat::Kind::packed) {
    // 30 bits and more: the sums of the splits are fine enough.
    std::vector<RealSums> sums;
    for (const GrownLeaf& leaf : tree.leaves) {
      sums.push_back({static_cast<double>(leaf.sums.gradient) * format.gradient_unit,
                      static_cast<double>(leaf.sums.hessian) * format.hessian_unit});
    }
    return best_values(sums, params, limit);
  }
  constexpr double kPackedSteps = 4095;
  const GradientPair largest{static_cast<float>(format.gradient_unit * kPackedSteps),
                             static_cast<float>(format.hessian_unit * kPackedSteps)};
  return best_values(leaf_sums(tree.leaves.size(), row_leaves, gradients, largest), params, limit);
}

std::vector<double> newton_values(std::size_t leaves, RowLeaves row_leaves,
                                  std::span<const GradientPair> gradients, const GrowParams& params,
                                  double limit) {
  return best_values(leaf_sums(leaves, row_leaves, gradients, largest_of(gradients)), params,
                     limit);
}

}  // namespace coppice
