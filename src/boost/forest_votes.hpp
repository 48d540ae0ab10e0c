#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "model/tree.hpp"

namespace coppice {

/// What the trees of a forest answer for a set of rows: sums over trees, row by row, so that a tree
/// adds a row of its leaf's values to each row that votes.
class ForestVotes {
 public:
  /// `with_answers`: keeps the class that each row is taken for, too.
  ForestVotes(std::size_t rows, std::size_t outputs, bool with_answers);

  /// Adds a tree's values: those of leaf_of[i] to row rows[i], or, where `rows` is empty, to row i.
  /// Rows are named at most once.
  void add(const Tree& tree, std::span<const std::uint32_t> rows,
           std::span<const std::uint32_t> leaf_of);

  /// Trees that voted on each row.
  const std::vector<std::uint32_t>& counts() const { return counts_; }
  /// The class of the highest mean of each row, of equal ones the lowest; of one output, which is
  /// the second class's, at one half.
  std::span<const std::uint32_t> answers() const { return answers_; }
  /// The means, outputs x rows, output by output; 0 where there was no vote.
  void write_means(std::vector<double>& means) const;

  template <class Archive>
  void archive(Archive& state) {
    state.fixed(sums_);
    state.fixed(counts_);
    if constexpr (Archive::kReads) answer_all();
  }

 private:
  void answer(std::size_t row);
  void answer_all();

  std::size_t outputs_;
  std::vector<double> sums_;  ///< rows x outputs, row by row
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint32_t> answers_;  ///< or empty
};

}  // namespace coppice
