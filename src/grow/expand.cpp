#include "grow/expand.hpp"

#include <vector>

namespace coppice {

GrownTree harvest(const Frontier& frontier) {
  GrownTree tree;
  for (const Node* node : frontier.taken()) tree.splits.push_back({node->split, node->sums, 0, 0});
  // Depth first from the left, without recursion: a chain may be as deep as there are leaves.
  std::vector<const Node*> open{&frontier.root()};
  std::vector<std::int32_t*> link{nullptr};
  while (!open.empty()) {
    const Node* node = open.back();
    std::int32_t* from = link.back();
    open.pop_back();
    link.pop_back();
    if (node->taken < 0) {
      if (from != nullptr) *from = ~static_cast<std::int32_t>(tree.leaves.size());
      tree.leaves.push_back({node->sums, node->rows});
      continue;
    }
    if (from != nullptr) *from = node->taken;
    GrownSplit& split = tree.splits[static_cast<std::size_t>(node->taken)];
    open.insert(open.end(), {node->right, node->left});
    link.insert(link.end(), {&split.right, &split.left});
  }
  return tree;
}

}  // namespace coppice
