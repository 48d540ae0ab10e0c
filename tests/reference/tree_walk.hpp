#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "data/table.hpp"
#include "model/model.hpp"

// The naive twin of coppice::Predictor: one row, one tree, one comparison in float64 at a time.

namespace coppice::reference {

inline double sparse_value(const coppice::SparseMatrix& matrix, std::size_t row,
                           std::uint32_t column) {
  for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
    if (matrix.column[i] == column) return matrix.value[i];
  }
  return 0.0;
}

inline bool goes_left(const coppice::Tree& tree, std::size_t split, const coppice::Table& table,
                      std::size_t row) {
  const std::uint32_t feature = tree.feature[split];
  const bool default_left = tree.default_left[split] != 0;
  if (!table.is_sparse && table.features[feature].kind == coppice::ColumnKind::categorical) {
    const std::int32_t code = table.features[feature].codes[row];
    if (code < 0) return default_left;
    const auto set = tree.set(tree.category_set[split]);
    return std::find(set.begin(), set.end(), code) != set.end();
  }
  const double value = table.is_sparse ? sparse_value(table.sparse, row, feature)
                                       : table.features[feature].numbers[row];
  return std::isnan(value) ? default_left : value <= tree.threshold[split];
}

inline std::int32_t leaf_of(const coppice::Tree& tree, const coppice::Table& table,
                            std::size_t row) {
  std::int32_t at = tree.splits() > 0 ? 0 : ~0;
  while (at >= 0) {
    const auto split = static_cast<std::size_t>(at);
    at = goes_left(tree, split, table, row) ? tree.left[split] : tree.right[split];
  }
  return ~at;
}

/// What the linear terms of a leaf make of its value.
inline double with_terms(const coppice::LeafTerms& terms, std::size_t leaf, double value,
                         const coppice::Table& table, std::size_t row) {
  for (std::size_t term = 0; term < terms.terms(); ++term) {
    if (term < terms.begin[leaf] || term >= terms.begin[leaf + 1]) continue;
    double x = table.features[terms.feature[term]].numbers[row];
    if (std::isnan(x)) continue;
    if (x < terms.low[term]) x = terms.low[term];
    if (x > terms.high[term]) x = terms.high[term];
    value += terms.weight[term] * (x - terms.center[term]);
  }
  return value;
}

/// Raw scores of one row, one an output.
inline std::vector<double> raw_scores(const coppice::Model& model, const coppice::Table& table,
                                      std::size_t row, std::size_t trees) {
  const coppice::Ensemble& ensemble = model.ensemble;
  const bool average = ensemble.combine == coppice::Combine::average;
  std::vector<double> scores = ensemble.base_scores;
  if (average) std::fill(scores.begin(), scores.end(), 0.0);
  std::vector<int> counts(scores.size());
  for (std::size_t t = 0; t < std::min(trees, ensemble.trees.size()); ++t) {
    const coppice::Tree& tree = ensemble.trees[t];
    const auto leaf = static_cast<std::size_t>(leaf_of(tree, table, row));
    for (std::size_t k = 0; k < tree.width; ++k) {
      const double value = tree.values(leaf)[k];
      scores[tree.output + k] += with_terms(tree.leaf_terms, leaf, value, table, row);
      ++counts[tree.output + k];
    }
  }
  if (!average) return scores;
  for (std::size_t k = 0; k < scores.size(); ++k) {
    scores[k] = ensemble.base_scores[k] + (counts[k] > 0 ? scores[k] / counts[k] : 0.0);
  }
  return scores;
}

}  // namespace coppice::reference
