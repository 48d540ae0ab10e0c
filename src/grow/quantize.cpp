#include "grow/quantize.hpp"

#include <algorithm>
#include <cmath>
#include <vector>

#include "base/parallel.hpp"
#include "base/random.hpp"

namespace coppice {

namespace {

constexpr std::size_t kBlock = 16384;
constexpr double kPackedLargest = 4095;  // 12 bits
constexpr double kCountedLargest = 0x1.0p30;
constexpr double kPreciseGradient = 0x1.0p38;
constexpr double kPreciseHessian = 0x1.0p30;

struct Spread {
  float largest_gradient = 0, largest_hessian = 0;
  double root_gradient = 0, root_hessian = 0;  // sums of square roots
};

Spread spread_of(std::span<const GradientPair> gradients) {
  const std::size_t blocks = (gradients.size() + kBlock - 1) / kBlock;
  std::vector<Spread> parts(blocks);
  parallel_blocks(gradients.size(), kBlock, [&](std::size_t begin, std::size_t end) {
    Spread part;
    float root_gradient = 0, root_hessian = 0;
    for (std::size_t i = begin; i < end; ++i) {
      const float g = std::fabs(gradients[i].gradient), h = gradients[i].hessian;
      part.largest_gradient = std::max(part.largest_gradient, g);
      part.largest_hessian = std::max(part.largest_hessian, h);
      root_gradient += std::sqrt(g);
      root_hessian += std::sqrt(h);
    }
    part.root_gradient = root_gradient;
    part.root_hessian = root_hessian;
    parts[begin / kBlock] = part;
  });
  Spread all;
  for (const Spread& part : parts) {
    all.largest_gradient = std::max(all.largest_gradient, part.largest_gradient);
    all.largest_hessian = std::max(all.largest_hessian, part.largest_hessian);
    all.root_gradient += part.root_gradient;
    all.root_hessian += part.root_hessian;
  }
  return all;
}

double unit_for(double largest, double steps) { return largest > 0 ? largest / steps : 1; }

/// True where 12 bits, scaled to the largest value, would blur the others: the square of the mean
/// root, which a few huge values hardly move, is under one unit.
bool is_heavy_tailed(double root_sum, double largest, std::size_t rows) {
  const double mean_root = root_sum / static_cast<double>(rows);
  return mean_root * mean_root < unit_for(largest, kPackedLargest);
}

template <class Encode>
void for_rows(std::span<const GradientPair> gradients, Encode&& encode_row) {
  parallel_blocks(gradients.size(), kBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) encode_row(i, gradients[i]);
  });
}

void quantize_packed(std::span<const GradientPair> gradients, std::uint64_t seed, std::uint64_t round, QuantizedGradients& out) {
  const double per_gradient = 1 / out.format.gradient_unit, per_hessian = 1 / out.format.hessian_unit;
  const CounterRandom random(seed, RandomPurpose::gradient_rounding, round);
  std::uint64_t* words = out.words.data();
  for_rows(gradients, [=](std::size_t i, GradientPair row) {
    const std::uint64_t bits = random.bits(i);
    // floor(x + u), u uniform in [0, 1): x on average. The offset keeps the cast a floor.
    const double g = row.gradient * per_gradient + static_cast<double>(bits & 0xffffffff) * 0x1.0p-32;
    const double h = row.hessian * per_hessian + static_cast<double>(bits >> 32) * 0x1.0p-32;
    const auto gradient = std::min<std::int64_t>(static_cast<std::int64_t>(g + 8192) - 8192, 4095);
    const auto hessian = std::min<std::int64_t>(static_cast<std::int64_t>(h), 4095);
    encode(GradientFormat::Kind::packed, {gradient, hessian, 1}, words + i);
  });
}

void quantize_counted(std::span<const GradientPair> gradients, QuantizedGradients& out) {
  const double per_gradient = 1 / out.format.gradient_unit;
  std::uint64_t* words = out.words.data();
  for_rows(gradients, [=](std::size_t i, GradientPair row) {
    encode(GradientFormat::Kind::counted, {std::llrint(row.gradient * per_gradient), 1, 1}, words + i);
  });
}

void quantize_precise(std::span<const GradientPair> gradients, QuantizedGradients& out) {
  const double per_gradient = 1 / out.format.gradient_unit, per_hessian = 1 / out.format.hessian_unit;
  std::uint64_t* words = out.words.data();
  for_rows(gradients, [=](std::size_t i, GradientPair row) {
    const Sums sums{std::llrint(row.gradient * per_gradient), std::llrint(row.hessian * per_hessian), 1};
    encode(GradientFormat::Kind::precise, sums, words + 2 * i);
  });
}

}  // namespace

void quantize(std::span<const GradientPair> gradients, bool constant_hessian, std::uint64_t seed,
              std::uint64_t round, QuantizedGradients& out) {
  using Kind = GradientFormat::Kind;
  const Spread spread = spread_of(gradients);
  GradientFormat& format = out.format;
  if (constant_hessian) {
    format = {Kind::counted, unit_for(spread.largest_gradient, kCountedLargest), spread.largest_hessian};
  } else if (is_heavy_tailed(spread.root_gradient, spread.largest_gradient, gradients.size()) ||
             is_heavy_tailed(spread.root_hessian, spread.largest_hessian, gradients.size())) {
    format = {Kind::precise, unit_for(spread.largest_gradient, kPreciseGradient), unit_for(spread.largest_hessian, kPreciseHessian)};
  } else {
    format = {Kind::packed, unit_for(spread.largest_gradient, kPackedLargest), unit_for(spread.largest_hessian, kPackedLargest)};
  }
  out.words.reserve_discarding(gradients.size() * static_cast<std::size_t>(format.words()));
  switch (format.kind) {
    case Kind::counted: return quantize_counted(gradients, out);
    case Kind::packed: return quantize_packed(gradients, seed, round, out);
    case Kind::precise: return quantize_precise(gradients, out);
  }
}

}  // namespace coppice
