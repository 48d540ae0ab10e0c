#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// The linear models in the leaves of a tree: to a row in leaf l each of the terms begin[l] to
/// begin[l + 1] - 1 adds
///
///   weight * (value held between low and high - center)     0 where the value is missing
///
/// Low, high and center are the least, greatest and mean value of the leaf's rows in training: so a
/// line ends where its data end, a missing value counts as the mean, and the leaf's value is what
/// it would say without its terms.
struct LeafTerms {
  std::vector<std::uint32_t> begin;    ///< leaves + 1 offsets into the terms (empty: no terms)
  std::vector<std::uint32_t> feature;  ///< numeric features of the schema; ascending in a leaf
  std::vector<double> low, high, center;
  std::vector<double> weight;

  std::size_t terms() const { return feature.size(); }

  /// What a row gets from its leaf, whose value is `value`.
  double answer(std::size_t leaf, double value, std::span<const Column> columns,
                std::size_t row) const {
    for (std::size_t term = begin[leaf]; term < begin[leaf + 1]; ++term) {
      const double x = columns[feature[term]].numbers[row];
      const double held = std::min(std::max(x, low[term]), high[term]);
      if (!std::isnan(x)) value += weight[term] * (held - center[term]);
    }
    return value;
  }
};

/// What is wrong with the terms of so many leaves, which come from a file; empty: nothing.
std::string leaf_terms_fault(const LeafTerms& terms, std::size_t leaves,
                             const std::function<bool(std::uint32_t)>& is_numeric_feature);

}  // namespace coppice
