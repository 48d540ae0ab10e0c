#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "model/codebook.hpp"
#include "model/leaf_scan.hpp"

namespace coppice {

/// One split or leaf of a compiled tree. The children of a split lie side by side, so that the
/// next node is `left` plus the answer of the comparison; a leaf is its own left child and never
/// answers "right", so that a walk may go on past it.
template <class Code>
struct Node {
  std::uint32_t slot;  ///< where its feature's codes begin in a block of codes
  std::uint32_t left;  ///< left child in its tree
  Code code;           ///< a higher code goes right; of a categorical split: none does
};

/// The codes that a categorical split sends right, as bits in CategorySets::words. A code beyond
/// the last word goes right. Of a numeric split and a leaf: one word without a bit.
struct CategorySplit {
  std::uint32_t begin = 0;
  std::uint32_t last_word = 0;
};

/// The sets of all categorical splits.
class CategorySets {
 public:
  /// The split that sends `left_codes` (ascending) left and all others right.
  CategorySplit add(const std::vector<std::uint32_t>& left_codes);

  bool goes_right(CategorySplit split, std::uint32_t code) const {
    if (split.last_word == kList) [[unlikely]]
      return !listed(split, code);
    const std::uint32_t word = std::min(code / 32, split.last_word);
    return words_[split.begin + word] >> (code % 32) & 1;
  }

 private:
  /// Marks a set of few codes, far apart: its bits would take far more room than the model's file.
  /// words[begin] is then the number of codes, which follow.
  static constexpr std::uint32_t kList = 0xFFFFFFFF;

  bool listed(CategorySplit split, std::uint32_t code) const;

  std::vector<std::uint32_t> words_ = {0};
};

/// The trees of a model over codes of one width: nodes and leaf values of all trees in a row.
/// Leaves are known by their place from left to right in the tree.
template <class Code>
class Forest {
 public:
  /// `block` is the number of rows in a block of codes; slots are multiplied by it.
  Forest(const Model& model, const Codebook& book, std::size_t block,
         LeafScan::Machine machine = LeafScan::machine());

  std::size_t trees() const { return heads_.size(); }
  std::uint32_t output(std::size_t tree) const { return heads_[tree].output; }
  std::uint32_t width(std::size_t tree) const { return heads_[tree].width; }
  /// Places of the leaves that `rows` rows of a block reach. Writes to `out` as many more places as
  /// fill up a multiple of LeafScan::kRows.
  void find_leaves(std::size_t tree, const Code* codes, std::size_t rows, std::uint32_t* out) const;
  /// Values of the leaves, `width` for each, in the order of their places; where leaves share rows
  /// of values, those rows.
  const double* values(std::size_t tree) const { return values_.data() + heads_[tree].value_begin; }
  /// The row of values of each place; nullptr: that of its own.
  const std::uint32_t* value_rows(std::size_t tree) const {
    return heads_[tree].shares_rows ? value_rows_.data() + heads_[tree].row_begin : nullptr;
  }
  /// The leaves' numbers in the model's tree, in the order of their places.
  const std::uint32_t* leaf_numbers(std::size_t tree) const {
    return leaf_numbers_.data() + heads_[tree].leaf_begin;
  }

 private:
  struct Head {
    std::size_t node_begin = 0;
    std::size_t split_begin = 0;  ///< in category_splits_; of trees with a categorical split
    std::size_t value_begin = 0, leaf_begin = 0, row_begin = 0;
    std::uint32_t output = 0, width = 1;
    std::uint32_t shallowest = 0;  ///< depth of the leaf nearest to the root
    bool categorical = false;      ///< has a categorical split
    bool shares_rows = false;      ///< leaves share rows of values
  };
  class Compiler;

  void walk(const Head& head, const Code* codes, std::size_t rows, std::uint32_t* out) const;

  std::vector<Head> heads_;
  std::vector<Node<Code>> nodes_;
  std::vector<std::uint32_t> places_;  ///< of each node that is a leaf
  std::vector<CategorySplit> category_splits_;
  CategorySets sets_;
  std::vector<double> values_;
  std::vector<std::uint32_t> value_rows_;  ///< of trees whose leaves share them
  std::vector<std::uint32_t> leaf_numbers_;
  LeafScan scan_;
};

}  // namespace coppice
