#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/leaf_terms.hpp"

namespace coppice {

/// The resting tree: structure of arrays over splits and leaves. Split 0 is the root; a tree of
/// one leaf has no split. Children that are >= 0 name a split, those < 0 leaf ~child.
///
///        split 0: x3 <= 1.5              left[0] = 1, right[0] = ~2 = -3
///        /             \ .
///   split 1: x0 in set   leaf 2          left[1] = ~0 = -1, right[1] = ~1 = -2
///    /      \ .
///  leaf 0  leaf 1
///
/// A numeric row goes left where value <= threshold; a categorical one where its category is in
/// the split's set; a missing value (or a category that training did not see) goes the default way.
struct Tree {
  std::vector<std::uint32_t> feature;      ///< number of the feature in the schema (sparse: column)
  std::vector<double> threshold;           ///< numeric: finite; categorical: 0
  std::vector<std::int32_t> category_set;  ///< index into set_begin, or -1 for a numeric split
  std::vector<std::uint8_t> default_left;  ///< where a missing value goes
  std::vector<std::int32_t> left, right;
  std::vector<float> gain;                ///< loss reduction of the split
  std::vector<double> split_cover;        ///< sum of hessians of the rows that reach the split
  std::vector<std::uint64_t> split_rows;  ///< rows that reach it

  std::vector<double> leaf_value;        ///< rows of `width`; leaf i has row i, or value_row[i]
  std::vector<std::uint32_t> value_row;  ///< where leaves share rows (width above 1), else empty
  std::vector<double> leaf_cover;
  std::vector<std::uint64_t> leaf_rows;

  std::vector<std::uint32_t> set_begin;  ///< sets + 1 offsets into set_codes (empty: no sets)
  std::vector<std::int32_t> set_codes;   ///< category codes (schema order) that go left, ascending

  LeafTerms leaf_terms;  ///< of linear leaves, which have one value

  std::uint32_t output = 0;  ///< first output that the leaf values add to
  std::uint32_t width = 1;   ///< values a leaf

  std::size_t splits() const { return feature.size(); }
  std::size_t leaves() const { return leaf_cover.size(); }
  std::span<const double> values(std::size_t leaf) const {
    return std::span(leaf_value)
        .subspan((value_row.empty() ? leaf : value_row[leaf]) * width, width);
  }
  std::span<const std::int32_t> set(std::int32_t index) const {
    return std::span(set_codes).subspan(set_begin[static_cast<std::size_t>(index)],
                                        set_begin[static_cast<std::size_t>(index) + 1] -
                                            set_begin[static_cast<std::size_t>(index)]);
  }
};

/// Depth of the deepest leaf (a tree of one leaf: 0). Iterative: safe for any depth.
int tree_depth(const Tree& tree);

}  // namespace coppice
