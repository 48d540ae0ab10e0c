#include "model/tree.hpp"

#include <algorithm>
#include <utility>

namespace coppice {

int tree_depth(const Tree& tree) {
  if (tree.splits() == 0) return 0;
  int deepest = 0;
  std::vector<std::pair<std::int32_t, int>> open{{0, 0}};  // a split and its depth
  while (!open.empty()) {
    const auto [split, depth] = open.back();
    open.pop_back();
    deepest = std::max(deepest, depth + 1);
    const auto index = static_cast<std::size_t>(split);
    for (const std::int32_t child : {tree.left[index], tree.right[index]}) {
      if (child >= 0) open.emplace_back(child, depth + 1);
    }
  }
  return deepest;
}

}  // namespace coppice
