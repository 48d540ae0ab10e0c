#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "bins/bin_edges.hpp"
#include "data/table.hpp"
#include "grow/grower.hpp"

namespace coppice::reference {

/// A node of a tree that was grown by trying every split.
struct NaiveNode {
  std::vector<std::uint32_t> rows;
  Split split;  // not found: a leaf
  std::vector<NaiveNode> children;
};

/// Sums of the rows for which `take` says so.
template <class Take>
Sums sums_where(const std::vector<Sums>& gradients, const std::vector<std::uint32_t>& rows,
                const Take& take) {
  Sums sums;
  for (const std::uint32_t row : rows) {
    if (take(row)) sums += gradients[row];
  }
  return sums;
}

/// The best of all columns, thresholds between two values and sides of the missing rows.
inline Split best_exact_split(const std::vector<Column>& columns,
                              const std::vector<Sums>& gradients,
                              const std::vector<std::uint32_t>& rows, const SplitRules& rules) {
  const Sums totals = sums_where(gradients, rows, [](std::uint32_t) { return true; });
  const double leaf_score = rules.score(rules.gradient(totals), rules.hessian(totals));
  Split best;
  for (std::uint32_t c = 0; c < columns.size(); ++c) {
    const std::vector<double>& x = columns[c].numbers;
    std::vector<double> values;
    for (const std::uint32_t row : rows) {
      if (!std::isnan(x[row])) values.push_back(x[row]);
    }
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    const bool missing =
        sums_where(gradients, rows, [&](std::uint32_t row) { return std::isnan(x[row]); }).rows > 0;
    for (const bool default_left : {false, true}) {
      if (default_left && !missing) continue;
      for (std::size_t i = 0; i + (missing && !default_left ? 0 : 1) < values.size(); ++i) {
        const Sums left = sums_where(gradients, rows, [&](std::uint32_t row) {
          return std::isnan(x[row]) ? default_left : x[row] <= values[i];
        });
        const Sums right = totals - left;
        if (!rules.allows(rules.hessian(left), static_cast<double>(left.rows)) ||
            !rules.allows(rules.hessian(right), static_cast<double>(right.rows)))
          continue;
        const double gain = rules.score(rules.gradient(left), rules.hessian(left)) +
                            rules.score(rules.gradient(right), rules.hessian(right)) - leaf_score;
        if (!(gain > rules.least_gain(leaf_score)) || !(gain > best.gain)) continue;
        best.gain = gain;
        best.place = c;
        best.threshold = i + 1 < values.size() ? split_point(values[i], values[i + 1])
                                               : std::numeric_limits<double>::max();
        best.default_left = missing ? default_left : 2 * left.rows >= totals.rows;
        best.left = left;
      }
    }
  }
  return best;
}

inline NaiveNode grow_exactly(const std::vector<Column>& columns,
                              const std::vector<Sums>& gradients, std::vector<std::uint32_t> rows,
                              const SplitRules& rules, int depth) {
  NaiveNode node{std::move(rows), {}, {}};
  if (depth == 0) return node;
  node.split = best_exact_split(columns, gradients, node.rows, rules);
  if (!node.split.found()) return node;
  std::vector<std::uint32_t> left, right;
  for (const std::uint32_t row : node.rows) {
    const double value = columns[node.split.place].numbers[row];
    (std::isnan(value) ? node.split.default_left : value <= node.split.threshold)
        ? left.push_back(row)
        : right.push_back(row);
  }
  node.children.push_back(grow_exactly(columns, gradients, std::move(left), rules, depth - 1));
  node.children.push_back(grow_exactly(columns, gradients, std::move(right), rules, depth - 1));
  return node;
}

}  // namespace coppice::reference
