#include "loss/simd.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "base/random.hpp"
#include "loss/exp_log.hpp"

using namespace coppice;

TEST_CASE("the wider version of a loop gives the bits of the plain one") {
  constexpr std::size_t count = 4099;
  const CounterRandom random(5, RandomPurpose::search);
  std::vector<double> x(count);
  for (std::size_t i = 0; i < count; ++i) x[i] = 100 * random.uniform(i) - 50;
  std::vector<double> out(count);
  const auto kernel = [&] {
    for (std::size_t i = 0; i < count; ++i) {
      out[i] = softplus(x[i]) + sigmoid(x[i]) * portable_log(portable_exp(x[i]) + 1.0 / 3);
    }
  };
  kernel();
  const std::vector<double> plain = out;
  out.assign(count, 0);
  run_vectorised(kernel);
  CHECK(plain == out);
}
