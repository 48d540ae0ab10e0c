#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <set>
#include <vector>

#include "bins/bin_edges.hpp"
#include "grow/grow_params.hpp"
#include "grow/quantize.hpp"
#include "reference/tree_walk.hpp"

// The naive twins of coppice::Grower and what it is made of: a histogram goes row by row, a split
// search tries each candidate on its own, a tree is a list of row lists. They read the raw table;
// of the engine they use the bin edges and the integers of one row's gradients.

namespace coppice::reference {

using coppice::BinEdges;
using coppice::FeatureBins;
using coppice::Sums;

/// Bin of one row, by counting thresholds or looking for the category.
inline std::uint32_t bin_of(const coppice::Table& table, const BinEdges& edges,
                            std::uint32_t feature, std::size_t row) {
  const FeatureBins& bins = edges.features[feature];
  if (bins.kind == coppice::ColumnKind::categorical) {
    const auto& order = bins.category_of;
    const auto found = std::find(order.begin(), order.end(), table.features[feature].codes[row]);
    return static_cast<std::uint32_t>(found - order.begin());
  }
  const double value = table.is_sparse ? sparse_value(table.sparse, row, feature)
                                       : table.features[feature].numbers[row];
  if (std::isnan(value)) return bins.missing_bin();
  return static_cast<std::uint32_t>(std::count_if(bins.thresholds.begin(), bins.thresholds.end(),
                                                  [&](double t) { return t < value; }));
}

inline Sums row_sums(const coppice::QuantizedGradients& gradients, std::size_t row) {
  return coppice::visit_words(gradients.format.kind, [&](auto word) {
    using Words = decltype(word);
    std::uint64_t words[2] = {0, 0};
    Words::expand(gradients.rows<Words>()[row], words);
    return Words::decode(words);
  });
}

using Rows = std::vector<std::uint32_t>;

/// What a search looks at.
struct Problem {
  const coppice::Table* table;
  const BinEdges* edges;
  const coppice::QuantizedGradients* gradients;
  const coppice::GrowParams* params;
};

inline Sums total(const Problem& problem, const Rows& rows) {
  Sums sums;
  for (const std::uint32_t row : rows) sums += row_sums(*problem.gradients, row);
  return sums;
}

inline std::vector<Sums> histogram(const Problem& problem, std::uint32_t feature,
                                   const Rows& rows) {
  std::vector<Sums> sums(problem.edges->features[feature].bins());
  for (const std::uint32_t row : rows) {
    sums[bin_of(*problem.table, *problem.edges, feature, row)] += row_sums(*problem.gradients, row);
  }
  return sums;
}

/// A split is the set of bins that go left, the missing bin among them.
struct Candidate {
  double gain = -1;
  std::uint32_t feature = 0;
  std::set<std::uint32_t> left_bins;
  Sums left;
};

inline double score(const Problem& problem, const Sums& sums, double extra_l2) {
  const double gradient =
      static_cast<double>(sums.gradient) * problem.gradients->format.gradient_unit;
  const double hessian = static_cast<double>(sums.hessian) * problem.gradients->format.hessian_unit;
  const double size = std::max(std::fabs(gradient) - problem.params->lambda_l1, 0.0);
  return size * size / (hessian + problem.params->lambda_l2 + extra_l2);
}

inline bool may_be_leaf(const Problem& problem, const Sums& sums) {
  const double hessian = static_cast<double>(sums.hessian) * problem.gradients->format.hessian_unit;
  return sums.rows >= problem.params->min_rows_in_leaf &&
         hessian >= problem.params->min_child_weight && hessian > 0;
}

/// Gain of these bins against the rest; -1 where a side is too small.
inline Candidate judge(const Problem& problem, std::uint32_t feature, const std::vector<Sums>& bins,
                       const std::set<std::uint32_t>& left_bins, double extra_l2) {
  Candidate candidate{-1, feature, left_bins, {}};
  Sums all, left;
  for (std::uint32_t bin = 0; bin < bins.size(); ++bin) {
    all += bins[bin];
    if (left_bins.count(bin) > 0) left += bins[bin];
  }
  candidate.left = left;
  const Sums right = all - left;
  if (may_be_leaf(problem, left) && may_be_leaf(problem, right)) {
    candidate.gain =
        score(problem, left, extra_l2) + score(problem, right, extra_l2) - score(problem, all, 0);
  }
  return candidate;
}

/// Numeric: each threshold, missing values right and left; and missing values against all others.
inline std::vector<Candidate> numeric_candidates(const Problem& problem, std::uint32_t feature,
                                                 const std::vector<Sums>& sums) {
  const FeatureBins& bins = problem.edges->features[feature];
  const bool missing = bins.has_missing && sums[bins.missing_bin()].rows > 0;
  std::vector<Candidate> candidates;
  for (const bool missing_left : {false, true}) {
    if (missing_left && !missing) continue;
    std::set<std::uint32_t> left;
    if (missing_left) left.insert(bins.missing_bin());
    const bool set_apart = missing && !missing_left && !bins.has_positive_infinity;
    const std::uint32_t ends = bins.value_bins() - (set_apart ? 0 : 1);
    for (std::uint32_t bin = 0; bin < ends; ++bin) {
      left.insert(bin);
      candidates.push_back(judge(problem, feature, sums, left, 0));
    }
  }
  return candidates;
}

/// Many categories: those with rows enough are sorted by gradient over smoothed hessian; the
/// first 1, 2, ... of that order, and the last, against the rest.
inline std::vector<Candidate> sorted_candidates(const Problem& problem, std::uint32_t feature,
                                                const std::vector<Sums>& sums) {
  const coppice::GrowParams& params = *problem.params;
  const coppice::GradientFormat& format = problem.gradients->format;
  std::vector<std::pair<double, std::uint32_t>> order;
  std::int64_t all_rows = 0;
  for (std::uint32_t bin = 0; bin < sums.size(); ++bin) {
    all_rows += sums[bin].rows;
    if (static_cast<double>(sums[bin].rows) < std::max(1.0, params.category_smoothing)) continue;
    order.emplace_back(static_cast<double>(sums[bin].gradient) * format.gradient_unit /
                           (static_cast<double>(sums[bin].hessian) * format.hessian_unit +
                            params.category_smoothing),
                       bin);
  }
  std::sort(order.begin(), order.end());
  const std::size_t most = std::min<std::size_t>(
      static_cast<std::size_t>(params.max_category_threshold), (order.size() + 1) / 2);
  std::vector<Candidate> candidates;
  for (int direction = 0; direction < 2; ++direction) {
    std::set<std::uint32_t> left;
    std::int64_t left_rows = 0, since_candidate = 0;
    for (std::size_t i = 0; i < most; ++i) {
      left.insert(order[i].second);
      left_rows += sums[order[i].second].rows;
      since_candidate += sums[order[i].second].rows;
      if (all_rows - left_rows < params.min_rows_in_category) break;
      if (since_candidate < params.min_rows_in_category) continue;
      candidates.push_back(judge(problem, feature, sums, left, params.category_l2));
      if (candidates.back().gain >= 0) since_candidate = 0;
    }
    std::reverse(order.begin(), order.end());
  }
  return candidates;
}

inline std::vector<Candidate> candidates_of(const Problem& problem, std::uint32_t feature,
                                            const Rows& rows) {
  const FeatureBins& bins = problem.edges->features[feature];
  const std::vector<Sums> sums = histogram(problem, feature, rows);
  if (bins.kind == coppice::ColumnKind::numeric) {
    return numeric_candidates(problem, feature, sums);
  }
  if (bins.bins() > static_cast<std::uint32_t>(problem.params->one_hot_categories)) {
    return sorted_candidates(problem, feature, sums);
  }
  std::vector<Candidate> candidates;
  for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
    candidates.push_back(judge(problem, feature, sums, {bin}, 0));
  }
  return candidates;
}

/// The first of the best candidates of all features.
inline Candidate best_split(const Problem& problem, const Rows& rows) {
  const double least =
      problem.params->min_split_gain + 1e-10 * score(problem, total(problem, rows), 0);
  Candidate best;
  for (std::uint32_t f = 0; f < problem.edges->features.size(); ++f) {
    if (problem.edges->features[f].is_constant()) continue;
    for (Candidate& candidate : candidates_of(problem, f, rows)) {
      if (candidate.gain > least && candidate.gain > best.gain) best = std::move(candidate);
    }
  }
  return best;
}

struct NaiveLeaf {
  Rows rows;
  int depth = 0;
  Candidate split;
};

/// The splits in the order they are taken, and the leaves in no particular order.
struct NaiveTree {
  std::vector<Candidate> splits;
  std::vector<NaiveLeaf> leaves;
};

inline NaiveTree grow(const Problem& problem, const Rows& rows) {
  const coppice::GrowParams& params = *problem.params;
  NaiveTree tree;
  const auto add = [&](Rows leaf_rows, int depth) {
    NaiveLeaf leaf{std::move(leaf_rows), depth, {}};
    const bool deep = params.max_depth > 0 && depth >= params.max_depth;
    if (!deep) leaf.split = best_split(problem, leaf.rows);
    tree.leaves.push_back(std::move(leaf));
  };
  const auto better = [&](const NaiveLeaf& a, const NaiveLeaf& b) {
    if (a.split.gain < 0 || b.split.gain < 0) return a.split.gain >= 0 && b.split.gain < 0;
    const bool by_level = params.growth == coppice::Growth::depth_wise;
    if (by_level && a.depth != b.depth) return a.depth < b.depth;
    return a.split.gain > b.split.gain;
  };
  add(rows, 0);
  while (tree.leaves.size() < static_cast<std::size_t>(params.max_leaves)) {
    const auto best = std::min_element(tree.leaves.begin(), tree.leaves.end(), better);
    if (best->split.gain < 0) break;
    const NaiveLeaf leaf = *best;
    tree.leaves.erase(best);
    tree.splits.push_back(leaf.split);
    Rows left, right;
    for (const std::uint32_t row : leaf.rows) {
      const auto bin = bin_of(*problem.table, *problem.edges, leaf.split.feature, row);
      (leaf.split.left_bins.count(bin) > 0 ? left : right).push_back(row);
    }
    add(std::move(left), leaf.depth + 1);
    add(std::move(right), leaf.depth + 1);
  }
  return tree;
}

}  // namespace coppice::reference
