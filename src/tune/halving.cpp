#include "tune/halving.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace coppice {

std::vector<int> halving_rungs(int first, double factor, int most) {
  std::vector<int> rungs;
  for (double rounds = first; rounds < most; rounds *= factor) {
    const int rung = static_cast<int>(std::ceil(rounds));
    if (rung < most && (rungs.empty() || rung > rungs.back())) rungs.push_back(rung);
  }
  return rungs;
}

double halving_threshold(std::span<const double> losses, double factor) {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  std::vector<double> sorted;
  for (const double loss : losses) sorted.push_back(std::isnan(loss) ? infinity : loss);
  if (sorted.empty()) return infinity;
  const auto keep =
      static_cast<std::ptrdiff_t>(std::ceil(static_cast<double>(sorted.size()) / factor));
  std::nth_element(sorted.begin(), sorted.begin() + keep - 1, sorted.end());
  return sorted[static_cast<std::size_t>(keep - 1)];
}

}  // namespace coppice
