#include "boost/strata.hpp"

#include <algorithm>
#include <cmath>
#include <unordered_map>

#include "boost/labels.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

std::vector<std::uint32_t> label_strata(const Column& label) {
  std::vector<std::uint32_t> strata(label.size(), 0);
  if (label.kind == ColumnKind::categorical) {
    std::copy(label.codes.begin(), label.codes.end(), strata.begin());
    return strata;
  }
  std::unordered_map<double, std::uint32_t> numbers;
  bool are_classes = true;
  for_number_blocks(label, 0, label.size(), [&](std::size_t row, std::span<const double> block) {
    for (std::size_t i = 0; i < block.size() && are_classes; ++i) {
      strata[row + i] =
          numbers.try_emplace(block[i], static_cast<std::uint32_t>(numbers.size())).first->second;
      are_classes = numbers.size() <= kFewClasses && block[i] == std::floor(block[i]);
    }
  });
  if (!are_classes || 2 * numbers.size() > strata.size()) std::ranges::fill(strata, 0U);
  return strata;
}

}  // namespace coppice
