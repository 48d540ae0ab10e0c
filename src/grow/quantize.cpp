#include "grow/quantize.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <vector>

#include "base/dispatch.hpp"
#include "base/parallel.hpp"
#include "base/random.hpp"

namespace coppice {

namespace {

constexpr std::size_t kQuantizeBlock = 16384;
constexpr double kPackedLargest = 4095;  // 12 bits
constexpr double kCountedLargest = 0x1.0p30;
constexpr int kPreciseGradientBits = 38;
constexpr double kPreciseHessian = 0x1.0p30;

struct Spread {
  float largest_gradient = 0, largest_hessian = 0;
  double root_gradient = 0, root_hessian = 0;  // sums of square roots of a sample
  std::size_t sampled = 0;
};

void largest_of(const GradientPair* gradients, std::size_t begin, std::size_t end,
                float* largest_gradient, float* largest_hessian) {
  float g = 0, h = 0;
  for (std::size_t i = begin; i < end; ++i) {
    g = std::max(g, std::fabs(gradients[i].gradient));
    h = std::max(h, gradients[i].hessian);
  }
  *largest_gradient = g;
  *largest_hessian = h;
}

/// The largest of all rows, and the roots of a sample of them, every step-th.
Spread spread_of(std::span<const GradientPair> gradients) {
  constexpr std::size_t kSampled = 4096;
  std::vector<Spread> parts((gradients.size() + kQuantizeBlock - 1) / kQuantizeBlock);
  parallel_blocks(gradients.size(), kQuantizeBlock, [&](std::size_t begin, std::size_t end) {
    Spread& part = parts[begin / kQuantizeBlock];
    at_width<largest_of>(gradients.data(), begin, end, &part.largest_gradient,
                         &part.largest_hessian);
  });
  Spread all;
  for (const Spread& part : parts) {
    all.largest_gradient = std::max(all.largest_gradient, part.largest_gradient);
    all.largest_hessian = std::max(all.largest_hessian, part.largest_hessian);
  }
  const std::size_t step = std::max<std::size_t>(1, gradients.size() / kSampled);
  for (std::size_t i = 0; i < gradients.size(); i += step) {
    all.root_gradient += std::sqrt(std::fabs(gradients[i].gradient));
    all.root_hessian += std::sqrt(gradients[i].hessian);
    ++all.sampled;
  }
  return all;
}

/// Steps of the largest gradient in two words: sums over all rows stay within 62 bits.
double precise_steps(std::size_t rows) {
  return std::ldexp(1.0,
                    std::min(kPreciseGradientBits, 62 - static_cast<int>(std::bit_width(rows))));
}

double unit_for(double largest, double steps) {
  return largest > 0 ? largest / steps : 1;
}

/// True where 12 bits, scaled to the largest value, would blur the others: the square of the mean
/// root, which a few huge values hardly move, is under one unit.
bool is_heavy_tailed(double root_sum, double largest, std::size_t rows) {
  const double mean_root = root_sum / static_cast<double>(rows);
  return mean_root * mean_root < unit_for(largest, kPackedLargest);
}

/// A 32-bit hash (the finaliser of MurmurHash3): 16 random bits for each of the two roundings. Of
/// 32 bits, so that it vectorises.
inline std::uint32_t rounding_bits(std::uint32_t key, std::uint32_t row) {
  std::uint32_t h = key + row * 0x9e3779b9U;
  h = (h ^ (h >> 16)) * 0x85ebca6bU;
  h = (h ^ (h >> 13)) * 0xc2b2ae35U;
  return h ^ (h >> 16);
}

/// floor(x + u), u uniform in [0, 1): x on average.
void pack_rows(const GradientPair* gradients, std::size_t begin, std::size_t end,
               float per_gradient, float per_hessian, std::uint32_t key, std::int32_t* out) {
  for (std::size_t i = begin; i < end; ++i) {
    const std::uint32_t bits = rounding_bits(key, static_cast<std::uint32_t>(i));
    // Of u as many bits as the sums below have behind the point, or they would round up.
    const float g =
        gradients[i].gradient * per_gradient + static_cast<float>(bits & 0xffc0) * 0x1.0p-16F;
    const float h =
        gradients[i].hessian * per_hessian + static_cast<float>(bits >> 16 & 0xfff0) * 0x1.0p-16F;
    // The offset keeps the cast of a negative number a floor.
    const std::int32_t gradient = std::min(static_cast<std::int32_t>(g + 8192.0F) - 8192, 4095);
    const std::int32_t hessian = std::min(static_cast<std::int32_t>(h), 4095);
    out[i] = static_cast<std::int32_t>(static_cast<std::uint32_t>(gradient) << 16) | hessian;
  }
}

void quantize_packed(std::span<const GradientPair> gradients, std::uint64_t seed,
                     std::uint64_t round, QuantizedGradients& out) {
  const auto per_gradient = static_cast<float>(1 / out.format.gradient_unit),
             per_hessian = static_cast<float>(1 / out.format.hessian_unit);
  const auto key = static_cast<std::uint32_t>(
      CounterRandom(seed, RandomPurpose::gradient_rounding, round).bits(0));
  auto* rows = reinterpret_cast<std::int32_t*>(out.storage.data());
  parallel_blocks(gradients.size(), kQuantizeBlock, [&](std::size_t begin, std::size_t end) {
    at_width<pack_rows>(gradients.data(), begin, end, per_gradient, per_hessian, key, rows);
  });
}

void count_rows(const GradientPair* gradients, std::size_t begin, std::size_t end,
                double per_gradient, std::int32_t* out) {
  // To nearest: adding and taking away 1.5 * 2^52 leaves no fraction.
  constexpr double kRound = 0x1.8p52;
  for (std::size_t i = begin; i < end; ++i) {
    out[i] = static_cast<std::int32_t>((gradients[i].gradient * per_gradient + kRound) - kRound);
  }
}

void quantize_counted(std::span<const GradientPair> gradients, QuantizedGradients& out) {
  auto* rows = reinterpret_cast<std::int32_t*>(out.storage.data());
  parallel_blocks(gradients.size(), kQuantizeBlock, [&](std::size_t begin, std::size_t end) {
    at_width<count_rows>(gradients.data(), begin, end, 1 / out.format.gradient_unit, rows);
  });
}

void quantize_precise(std::span<const GradientPair> gradients, QuantizedGradients& out) {
  const double per_gradient = 1 / out.format.gradient_unit,
               per_hessian = 1 / out.format.hessian_unit;
  auto* rows = reinterpret_cast<PreciseWords::Stored*>(out.storage.data());
  parallel_blocks(gradients.size(), kQuantizeBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      rows[i] = {std::llrint(gradients[i].gradient * per_gradient),
                 std::llrint(gradients[i].hessian * per_hessian)};
    }
  });
}

}  // namespace

void quantize(std::span<const GradientPair> gradients, bool constant_hessian, std::uint64_t seed,
              std::uint64_t round, QuantizedGradients& out, bool never_packed) {
  using Kind = GradientFormat::Kind;
  const Spread spread = spread_of(gradients);
  GradientFormat& format = out.format;
  if (constant_hessian) {
    format = {Kind::counted, unit_for(spread.largest_gradient, kCountedLargest),
              spread.largest_hessian};
  } else if (never_packed ||
             is_heavy_tailed(spread.root_gradient, spread.largest_gradient, spread.sampled) ||
             is_heavy_tailed(spread.root_hessian, spread.largest_hessian, spread.sampled)) {
    format = {Kind::precise, unit_for(spread.largest_gradient, precise_steps(gradients.size())),
              unit_for(spread.largest_hessian, kPreciseHessian)};
  } else {
    format = {Kind::packed, unit_for(spread.largest_gradient, kPackedLargest),
              unit_for(spread.largest_hessian, kPackedLargest)};
  }
  const std::size_t row_bytes =
      format.kind == Kind::precise ? sizeof(PreciseWords::Stored) : sizeof(std::int32_t);
  out.storage.reserve_discarding((gradients.size() * row_bytes + 7) / 8);
  switch (format.kind) {
    case Kind::counted:
      return quantize_counted(gradients, out);
    case Kind::packed:
      return quantize_packed(gradients, seed, round, out);
    case Kind::precise:
      return quantize_precise(gradients, out);
  }
}

}  // namespace coppice
