#include "model/leaf_terms.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coppice {

std::string leaf_terms_fault(const LeafTerms& terms, std::size_t leaves,
                             const std::function<bool(std::uint32_t)>& is_numeric_feature) {
  const std::size_t count = terms.terms();
  for (const std::vector<double>* numbers :
       {&terms.low, &terms.high, &terms.center, &terms.weight}) {
    if (numbers->size() == count) continue;
    return fmt::format("{} numbers for {} features", numbers->size(), count);
  }
  if (terms.begin.size() != (count > 0 ? leaves + 1 : 0)) {
    return fmt::format("{} begins for {} terms of {} leaves", terms.begin.size(), count, leaves);
  }
  if (count == 0) return {};
  if (terms.begin.front() != 0 || terms.begin.back() != count ||
      !std::ranges::is_sorted(terms.begin)) {
    return "the leaves' begins do not part the terms";
  }
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    for (std::size_t term = terms.begin[leaf]; term < terms.begin[leaf + 1]; ++term) {
      if (!is_numeric_feature(terms.feature[term])) {
        return fmt::format("leaf {}: feature {} is no numeric one", leaf, terms.feature[term]);
      }
      if (term > terms.begin[leaf] && terms.feature[term] <= terms.feature[term - 1]) {
        return fmt::format("leaf {}: features do not ascend", leaf);
      }
      const double low = terms.low[term], high = terms.high[term];
      if (!std::isfinite(low) || !std::isfinite(high) || low > high) {
        return fmt::format("leaf {}: values from {} to {}", leaf, low, high);
      }
      if (!std::isfinite(terms.center[term]) || !std::isfinite(terms.weight[term])) {
        return fmt::format("leaf {}: center {} or weight {} is not finite", leaf,
                           terms.center[term], terms.weight[term]);
      }
    }
  }
  return {};
}

}  // namespace coppice
