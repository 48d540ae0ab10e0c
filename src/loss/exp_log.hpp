#pragma once

#include <bit>
#include <cmath>
#include <cstdint>

// exp and log in plain IEEE arithmetic. The C library's own differ from version to version and
// with the processor (fused multiply-add), and a model must not: these give the same bits on
// every machine and at every SIMD width. They are free of branches and calls, so a loop over
// them vectorises. Accuracy: within 1 unit in the last place (tests/loss/exp_log_test.cpp).

namespace coppice {

namespace detail {

// ln 2 in two parts: a product of the high part with an integer below 2^11 is exact (fdlibm).
inline constexpr double kLn2High = 6.93147180369123816490e-01;
inline constexpr double kLn2Low = 1.90821492927058770002e-10;
// Adding 1.5 * 2^52 rounds a double to a whole number, left in the low bits of the sum.
inline constexpr double kRoundingShift = 0x1.8p52;

/// A closed range of numbers. The two below are not compile-time constants on purpose: at a
/// constant bound g++ splits the loop into cases, and then does not vectorise it.
struct Bounds {
  double low, high;
};
extern const Bounds kExpBounds;    ///< where exp neither vanishes nor overflows
extern const Bounds kFloatBounds;  ///< finite floats

/// x, or the nearer bound; NaN becomes the lower one.
inline double bounded(double x, Bounds bounds) {
  x = x > bounds.low ? x : bounds.low;
  return x < bounds.high ? x : bounds.high;
}

}  // namespace detail

/// e^x. Held at e^-708 = 3e-308 below and at 1.8e308 above, so it is never zero, denormal,
/// infinite or NaN.
///
///     x = k ln 2 + r, |r| <= ln(2) / 2        e^x = 2^k e^r        e^r = sum r^n / n!, n <= 13
inline double portable_exp(double x) {
  using namespace detail;
  x = bounded(x, kExpBounds);
  const double shifted = x * 0x1.71547652b82fep0 + kRoundingShift;
  const double k = shifted - kRoundingShift;
  const double r = (x - k * kLn2High) - k * kLn2Low;
  const double r2 = r * r;
  const double r4 = r2 * r2;
  // Estrin's scheme: three short sums that do not wait for each other.
  const double terms2 = (1.0 / 2 + 1.0 / 6 * r) + (1.0 / 24 + 1.0 / 120 * r) * r2;
  const double terms6 = (1.0 / 720 + 1.0 / 5040 * r) + (1.0 / 40320 + 1.0 / 362880 * r) * r2;
  const double terms10 =
      (1.0 / 3628800 + 1.0 / 39916800 * r) + (1.0 / 479001600 + 1.0 / 6227020800 * r) * r2;
  const double power = 1.0 + (r + r2 * (terms2 + r4 * (terms6 + r4 * terms10)));
  // 2^k by adding k to the exponent; the shift drops all of `shifted` but the low bits of k.
  return std::bit_cast<double>(std::bit_cast<std::uint64_t>(power) +
                               (std::bit_cast<std::uint64_t>(shifted) << 52));
}

/// Natural logarithm of a positive, finite, normal number.
///
/// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), and with s = f / (2 + f)
/// log(1 + f) = 2 s + 2/3 s^3 + 2/5 s^5 + ..., the series in s^2 by the minimax polynomial of
/// fdlibm's e_log.c (Sun Microsystems, 1993), whose order of operations this follows.
inline double portable_log(double x) {
  using namespace detail;
  constexpr std::uint64_t sqrt_half = 0x3fe6a09e667f3bcdULL;
  constexpr std::uint64_t mantissa = 0x000fffffffffffffULL;
  // Counted from sqrt(1/2), the exponent field holds k, and the mantissa the place in
  // [sqrt(1/2), sqrt(2)). 1024 keeps the field positive.
  const std::uint64_t from_sqrt_half =
      std::bit_cast<std::uint64_t>(x) - sqrt_half + (1024ULL << 52);
  const double f = std::bit_cast<double>((from_sqrt_half & mantissa) + sqrt_half) - 1.0;
  // A small integer becomes a double by standing in the mantissa of 2^52.
  const double k =
      std::bit_cast<double>((from_sqrt_half >> 52) | 0x4330000000000000ULL) - (0x1p52 + 1024);
  const double s = f / (2.0 + f);
  const double z = s * s;
  const double w = z * z;
  const double odd = z * (6.666666666666735130e-01 +
                          w * (2.857142874366239149e-01 +
                               w * (1.818357216161805012e-01 + w * 1.479819860511658591e-01)));
  const double even = w * (3.999999999940941908e-01 +
                           w * (2.222219843214978396e-01 + w * 1.531383769920937332e-01));
  const double half_square = 0.5 * f * f;
  return k * kLn2High - ((half_square - (s * (half_square + (odd + even)) + k * kLn2Low)) - f);
}

/// 1 / (1 + e^-x), in (0, 1].
inline double sigmoid(double x) {
  return 1.0 / (1.0 + portable_exp(-x));
}

/// log(1 + e^x).
inline double softplus(double x) {
  const double size = std::fabs(x);
  return 0.5 * (x + size) + portable_log(1.0 + portable_exp(-size));
}

}  // namespace coppice
