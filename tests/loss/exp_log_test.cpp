#include "loss/exp_log.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <initializer_list>
#include <limits>
#include <string>

#include "base/hash.hpp"
#include "base/random.hpp"

using namespace coppice;

namespace {

const CounterRandom kRandom(7, RandomPurpose::search);

/// Distance in units of the last place of the expected double.
double ulps(double value, long double expected) {
  const double near = std::fabs(static_cast<double>(expected));
  const double unit = std::nextafter(near, std::numeric_limits<double>::infinity()) - near;
  return static_cast<double>(std::fabs((value - expected) / unit));
}

}  // namespace

TEST_CASE("exp is within 1 unit in the last place over its whole range") {
  double worst = 0;
  for (std::uint64_t i = 0; i < 200000; ++i) {
    const double wide = -708 + 1417.5 * kRandom.uniform(i);
    const double narrow = wide / 1000;
    worst = std::max(worst, ulps(portable_exp(wide), std::exp(static_cast<long double>(wide))));
    worst = std::max(worst, ulps(portable_exp(narrow), std::exp(static_cast<long double>(narrow))));
  }
  CHECK(worst <= 1.0);
  CHECK(portable_exp(0.0) == 1.0);
}

TEST_CASE("exp is never zero, infinite or NaN") {
  const double infinity = std::numeric_limits<double>::infinity();
  for (const double x : {-infinity, -1e6, -709.0, 709.9, 1e6, infinity, std::nan("")}) {
    CHECK(std::isnormal(portable_exp(x)));
    CHECK(portable_exp(x) > 0);
  }
}

TEST_CASE("log is within 1 unit in the last place, near 1 too") {
  double worst = 0;
  for (std::uint64_t i = 0; i < 200000; ++i) {
    const double wide = std::exp(-700 + 1400 * kRandom.uniform(i));
    const double near_one = 0.5 + 1.5 * kRandom.uniform(i);
    const double very_near = 1 + (kRandom.uniform(i) - 0.5) * 1e-6;
    for (const double x : {wide, near_one, very_near}) {
      worst = std::max(worst, ulps(portable_log(x), std::log(static_cast<long double>(x))));
    }
  }
  CHECK(worst <= 1.0);
  CHECK(portable_log(1.0) == 0.0);
}

TEST_CASE("log covers every positive normal number") {
  for (const double x : {std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
                         std::sqrt(0.5), std::nextafter(std::sqrt(0.5), 0.0), std::sqrt(2.0)}) {
    CHECK(ulps(portable_log(x), std::log(static_cast<long double>(x))) <= 1.0);
  }
}

TEST_CASE("the bits of exp and log are those of every machine") {
  // A difference means contraction, another rounding or other coefficients.
  std::string bytes;
  for (std::uint64_t i = 0; i < 10000; ++i) {
    const double x = 1400 * kRandom.uniform(i) - 700;
    const double values[] = {portable_exp(x), portable_exp(x / 1000), portable_log(x * x)};
    bytes.append(reinterpret_cast<const char*>(values), sizeof values);
  }
  CHECK(hash_text(hash_bytes(bytes)) == "5384cf7599d98af8");
}

TEST_CASE("sigmoid and softplus agree with their definitions and saturate") {
  for (double x = -30; x <= 30; x += 0.37) {
    CHECK(sigmoid(x) == doctest::Approx(1 / (1 + std::exp(-x))).epsilon(1e-14));
    CHECK(softplus(x) == doctest::Approx(std::log1p(std::exp(x))).epsilon(1e-12));
  }
  CHECK(sigmoid(0.0) == 0.5);
  CHECK(sigmoid(1e6) == 1.0);
  CHECK(sigmoid(-1e6) > 0.0);
  CHECK(softplus(1e6) == 1e6);
  CHECK(softplus(-1e6) >= 0.0);
}
