#include "boost/forest_votes.hpp"

#include <algorithm>
#include <limits>

#include "base/parallel.hpp"

namespace coppice {

namespace {

constexpr std::size_t kVoteBlock = 4096;
constexpr std::uint32_t kSeveral = std::numeric_limits<std::uint32_t>::max();

/// Of each row of a tree's values the one class whose share is not 0, as in most leaves of a tree
/// grown full, or kSeveral.
std::vector<std::uint32_t> only_classes(const Tree& tree) {
  std::vector<std::uint32_t> only(tree.leaf_value.size() / tree.width, kSeveral);
  for (std::size_t row = 0; row < only.size(); ++row) {
    const auto values = std::span(tree.leaf_value).subspan(row * tree.width, tree.width);
    const auto first = std::ranges::find(values, 1.0);
    if (first != values.end() && std::ranges::count(values, 0.0) + 1 == std::ssize(values))
      only[row] = static_cast<std::uint32_t>(first - values.begin());
  }
  return only;
}

}  // namespace

ForestVotes::ForestVotes(std::size_t rows, std::size_t outputs, bool with_answers)
    : outputs_(outputs),
      sums_(rows * outputs, 0.0),
      counts_(rows, 0),
      answers_(with_answers ? rows : 0, 0) {}

void ForestVotes::add(const Tree& tree, std::span<const std::uint32_t> rows,
                      std::span<const std::uint32_t> leaf_of) {
  std::vector<std::uint32_t> only;
  if (!answers_.empty() && outputs_ > 1) only = only_classes(tree);
  parallel_blocks(leaf_of.size(), kVoteBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = rows.empty() ? i : rows[i];
      double* const sums = sums_.data() + row * outputs_;
      ++counts_[row];
      const std::uint32_t leaf = leaf_of[i];
      const std::size_t place = tree.value_row.empty() ? leaf : tree.value_row[leaf];
      const std::uint32_t voted = only.empty() ? kSeveral : only[place];
      if (voted != kSeveral) {
        sums[voted] += 1.0;
        std::uint32_t& best = answers_[row];
        if (sums[voted] > sums[best] || (sums[voted] == sums[best] && voted < best)) best = voted;
        continue;
      }
      const auto values = tree.values(leaf);
      for (std::size_t k = 0; k < outputs_; ++k) sums[k] += values[k];
      if (!answers_.empty()) answer(row);
    }
  });
}

void ForestVotes::answer(std::size_t row) {
  const double* const sums = sums_.data() + row * outputs_;
  if (outputs_ == 1) {
    answers_[row] = 2 * sums[0] > counts_[row] ? 1 : 0;
    return;
  }
  double top = sums[0];
  for (std::size_t k = 1; k < outputs_; ++k) top = sums[k] > top ? sums[k] : top;
  std::uint32_t best = 0;
  while (sums[best] != top) ++best;
  answers_[row] = best;
}

void ForestVotes::answer_all() {
  for (std::size_t row = 0; row < answers_.size(); ++row) answer(row);
}

void ForestVotes::write_means(std::vector<double>& means) const {
  const std::size_t rows = counts_.size();
  parallel_blocks(rows, kVoteBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = 0; k < outputs_; ++k) {
      for (std::size_t row = begin; row < end; ++row) {
        const double sum = sums_[row * outputs_ + k];
        means[k * rows + row] = counts_[row] > 0 ? sum / counts_[row] : 0.0;
      }
    }
  });
}

}  // namespace coppice
