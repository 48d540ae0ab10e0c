#include "grow/grown_check.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace coppice {

namespace {

bool fits(const Split& split, const BinnedTable& table) {
  if (split.place >= table.features.size()) return false;
  const std::uint32_t bins = table.bins(table.features[split.place]).value_bins();
  const auto& left = split.left_bins;
  return split.bin <= bins && (left.empty() || left.back() < bins) &&
         std::adjacent_find(left.begin(), left.end(), std::greater_equal<>()) == left.end();
}

}  // namespace

bool is_sound(const GrownTree& tree, const BinnedTable& table) {
  if (tree.leaves.size() != tree.splits.size() + 1) return false;
  std::vector<bool> split_seen(tree.splits.size()), leaf_seen(tree.leaves.size());
  std::vector<std::int32_t> open{tree.splits.empty() ? ~0 : 0};
  while (!open.empty()) {
    const std::int32_t node = open.back();
    open.pop_back();
    std::vector<bool>& seen = node < 0 ? leaf_seen : split_seen;
    const auto index = static_cast<std::size_t>(node < 0 ? ~node : node);
    if (index >= seen.size() || seen[index]) return false;
    seen[index] = true;
    if (node < 0) continue;
    if (!fits(tree.splits[index].split, table)) return false;
    open.push_back(tree.splits[index].left);
    open.push_back(tree.splits[index].right);
  }
  return std::count(leaf_seen.begin(), leaf_seen.end(), false) == 0;
}

}  // namespace coppice
