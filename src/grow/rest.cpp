#include "grow/rest.hpp"

#include <algorithm>
#include <limits>

namespace coppice {

namespace {

/// Codes that go left: those of the left bins and, where missing values go left, those that
/// training counted as missing.
std::vector<std::int32_t> left_codes(const FeatureBins& bins, const Split& split) {
  std::vector<std::int32_t> codes;
  for (const std::uint32_t bin : split.left_bins) codes.push_back(bins.category_of[bin]);
  if (split.default_left) {
    for (std::size_t code = 0; code < bins.bin_of.size(); ++code) {
      if (bins.bin_of[code] < 0) codes.push_back(static_cast<std::int32_t>(code));
    }
  }
  std::sort(codes.begin(), codes.end());
  return codes;
}

}  // namespace

void add_split(Tree& tree, const Split& split, const BinnedTable& table, std::int32_t left,
               std::int32_t right) {
  const BinnedFeature& feature = table.features[split.place];
  const FeatureBins& bins = table.bins(feature);
  tree.feature.push_back(feature.feature);
  tree.default_left.push_back(split.default_left);
  tree.left.push_back(left);
  tree.right.push_back(right);
  tree.gain.push_back(static_cast<float>(split.gain));
  if (bins.kind == ColumnKind::numeric) {
    // Past the last threshold lies only "missing against all values".
    const bool all_values = split.bin >= bins.thresholds.size();
    tree.threshold.push_back(all_values ? std::numeric_limits<double>::max()
                                        : bins.thresholds[split.bin]);
    tree.category_set.push_back(-1);
    return;
  }
  if (tree.set_begin.empty()) tree.set_begin.push_back(0);
  tree.threshold.push_back(0);
  tree.category_set.push_back(static_cast<std::int32_t>(tree.set_begin.size() - 1));
  const std::vector<std::int32_t> codes = left_codes(bins, split);
  tree.set_codes.insert(tree.set_codes.end(), codes.begin(), codes.end());
  tree.set_begin.push_back(static_cast<std::uint32_t>(tree.set_codes.size()));
}

Tree rest(const GrownTree& grown, const BinnedTable& table, const GradientFormat& format,
          std::span<const double> values) {
  Tree tree;
  for (const GrownSplit& split : grown.splits) {
    add_split(tree, split.split, table, split.left, split.right);
    tree.split_cover.push_back(static_cast<double>(split.sums.hessian) * format.hessian_unit);
    tree.split_rows.push_back(static_cast<std::uint64_t>(split.sums.rows));
  }
  tree.leaf_value.assign(values.begin(), values.end());
  for (const GrownLeaf& leaf : grown.leaves) {
    tree.leaf_cover.push_back(static_cast<double>(leaf.sums.hessian) * format.hessian_unit);
    tree.leaf_rows.push_back(static_cast<std::uint64_t>(leaf.sums.rows));
  }
  return tree;
}

}  // namespace coppice
