#include "boost/forest_votes.hpp"

#include <doctest/doctest.h>

#include "base/parallel.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

/// A tree without splits of some leaves, whose values are shares; some of one class alone.
Tree leaves_of(Dice& dice, std::uint32_t classes, std::size_t leaves, bool shared) {
  Tree tree;
  tree.width = classes;
  for (std::size_t leaf = 0; leaf < leaves; ++leaf) {
    std::vector<double> values(classes, 0.0);
    if (dice.below(3) > 0) {
      values[dice.below(classes)] = 1.0;
    } else {
      for (int share = 0; share < 4; ++share) values[dice.below(classes)] += 0.25;
    }
    if (classes == 1) values[0] = static_cast<double>(dice.below(5)) / 4;
    tree.leaf_value.insert(tree.leaf_value.end(), values.begin(), values.end());
    if (shared) tree.value_row.push_back(static_cast<std::uint32_t>(leaves - 1 - leaf));
  }
  tree.leaf_cover.assign(leaves, 1.0);
  tree.leaf_rows.assign(leaves, 1);
  return tree;
}

}  // namespace

TEST_CASE("votes are means over the trees that vote, and answers the classes of the highest") {
  constexpr std::size_t kRows = 6000;
  for (const std::uint32_t classes : {1U, 2U, 7U}) {
    CAPTURE(classes);
    const ThreadCountScope scope(3);
    Dice dice(classes);
    ForestVotes votes(kRows, classes, true), scores_only(kRows, classes, false);
    std::vector<std::vector<double>> sums(kRows, std::vector<double>(classes, 0.0));
    std::vector<std::uint32_t> counts(kRows, 0);
    for (std::size_t number = 0; number < 12; ++number) {
      const Tree tree = leaves_of(dice, classes, 9, number % 2 == 0 && classes > 1);
      std::vector<std::uint32_t> rows, leaf_of;
      for (std::uint32_t row = 0; row < kRows; ++row) {
        if (number > 0 && dice.below(3) > 0) continue;
        rows.push_back(row);
        leaf_of.push_back(static_cast<std::uint32_t>(dice.below(9)));
        for (std::uint32_t k = 0; k < classes; ++k) sums[row][k] += tree.values(leaf_of.back())[k];
        ++counts[row];
      }
      const std::span<const std::uint32_t> named =
          number == 0 ? std::span<const std::uint32_t>() : std::span<const std::uint32_t>(rows);
      votes.add(tree, named, leaf_of);
      scores_only.add(tree, named, leaf_of);
    }
    CHECK(votes.counts() == counts);
    CHECK(scores_only.answers().empty());
    std::vector<double> means(kRows * classes), others(kRows * classes);
    votes.write_means(means);
    scores_only.write_means(others);
    CHECK(means == others);
    for (std::size_t row = 0; row < kRows; ++row) {
      std::uint32_t best = 0;
      for (std::uint32_t k = 0; k < classes; ++k) {
        REQUIRE(means[k * kRows + row] == sums[row][k] / counts[row]);
        if (sums[row][k] > sums[row][best]) best = k;
      }
      if (classes == 1) best = sums[row][0] / counts[row] > 0.5 ? 1 : 0;
      REQUIRE(votes.answers()[row] == best);
    }
  }
}
