#include "boost/strata.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "boost/labels.hpp"

namespace coppice {

std::vector<std::uint32_t> label_strata(const Column& label) {
  std::vector<std::uint32_t> strata(label.size(), 0);
  if (label.kind == ColumnKind::categorical) {
    std::copy(label.codes.begin(), label.codes.end(), strata.begin());
    return strata;
  }
  std::unordered_map<double, std::uint32_t> numbers;
  for (std::size_t row = 0; row < strata.size(); ++row) {
    const double value = label.numbers[row];
    strata[row] =
        numbers.try_emplace(value, static_cast<std::uint32_t>(numbers.size())).first->second;
    if (numbers.size() > kFewClasses || value != std::floor(value))
      return std::vector<std::uint32_t>(label.size(), 0);
  }
  return 2 * numbers.size() > strata.size() ? std::vector<std::uint32_t>(label.size(), 0) : strata;
}

}  // namespace coppice
