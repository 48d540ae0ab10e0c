#include "grow/forest_tree.hpp"

#include "grow/rest.hpp"

namespace coppice {

namespace {

/// What a row asks at a split: all but categorical splits are two comparisons.
struct Step {
  const std::uint8_t* narrow;
  const std::uint16_t* wide;
  std::uint32_t bin, missing;
  std::int32_t left, right, set;
  bool missing_left;
};

std::vector<Step> steps_of(const ForestTree& tree, const BinColumns& columns) {
  std::vector<Step> steps;
  steps.reserve(tree.splits.size());
  for (const ForestSplit& split : tree.splits) {
    Step& step = steps.emplace_back();
    columns.visit(split.place, [&]<class Bin>(const Bin* bins) {
      if constexpr (sizeof(Bin) == 1) {
        step.narrow = bins, step.wide = nullptr;
      } else {
        step.narrow = nullptr, step.wide = bins;
      }
    });
    step.bin = split.bin;
    step.missing = columns.bins(split.place).missing_bin();
    step.left = split.left;
    step.right = split.right;
    step.missing_left = split.missing_left;
    step.set = split.set;
  }
  return steps;
}

}  // namespace

void find_leaves(const ForestTree& tree, const BinColumns& columns,
                 std::span<const std::uint32_t> rows, std::span<std::uint32_t> leaf) {
  const std::vector<Step> steps = steps_of(tree, columns);
  for (std::size_t i = 0; i < leaf.size(); ++i) {
    const std::size_t row = rows.empty() ? i : rows[i];
    std::int32_t node = steps.empty() ? ~0 : 0;
    while (node >= 0) {
      const Step& step = steps[static_cast<std::size_t>(node)];
      const std::uint32_t bin = step.narrow != nullptr ? step.narrow[row] : step.wide[row];
      bool left = bin <= step.bin;
      if (step.set >= 0 || bin >= step.missing) [[unlikely]] {
        left = bin >= step.missing ? step.missing_left : tree.in_set(step.set, bin);
      }
      node = left ? step.left : step.right;
    }
    leaf[i] = static_cast<std::uint32_t>(~node);
  }
}

Tree rest(const ForestTree& grown, const BinnedTable& table) {
  if (grown.width == 1) return rest(grown, table, grown.leaf_value, 1);
  Tree tree = rest(grown, table, grown.leaf_value, grown.width);
  tree.value_row = grown.value_row;
  return tree;
}

Tree rest(const ForestTree& grown, const BinnedTable& table, std::vector<double> values,
          std::uint32_t width) {
  Tree tree;
  for (const ForestSplit& split : grown.splits) {
    Split bins;
    bins.gain = static_cast<double>(split.gain);
    bins.place = split.place;
    bins.bin = split.bin;
    bins.default_left = split.missing_left;
    if (split.set >= 0) {
      const std::uint32_t categories = table.bins(table.features[split.place]).value_bins();
      for (std::uint32_t bin = 0; bin < categories; ++bin) {
        if (grown.in_set(split.set, bin)) bins.left_bins.push_back(bin);
      }
    }
    add_split(tree, bins, table, split.left, split.right);
    tree.split_cover.push_back(split.weight);
    tree.split_rows.push_back(split.rows);
  }
  tree.leaf_cover = grown.leaf_weight;
  tree.leaf_rows = grown.leaf_rows;
  tree.leaf_value = std::move(values);
  tree.width = width;
  return tree;
}

}  // namespace coppice
