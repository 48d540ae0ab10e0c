#include "grow/frontier.hpp"

#include <utility>

namespace coppice {

bool Frontier::Better::operator()(const Node* a, const Node* b) const {
  if (params->growth == Growth::depth_wise && a->depth != b->depth) return a->depth < b->depth;
  if (a->split.gain != b->split.gain) return a->split.gain > b->split.gain;
  return a->rank < b->rank;
}

Node* Frontier::start() {
  return make_node();
}

void Frontier::add(Node* leaf) {
  leaf->rank = ranks_++;
  if (leaf->split.found()) leaves_.insert(leaf);
}

void Frontier::advance() {
  if (taken_.empty() && leaves_.empty() && !nodes_.empty() && ranks_ == 0) add(&nodes_.front());
  while (!done() && (*leaves_.begin())->state == Node::State::expanded) {
    Node* node = *leaves_.begin();
    leaves_.erase(leaves_.begin());
    node->taken = static_cast<std::int32_t>(taken_.size());
    taken_.push_back(node);
    add(node->left);
    add(node->right);
  }
}

Node* Frontier::next_to_expand(std::size_t least_rows) {
  std::size_t ahead = remaining();
  for (Node* leaf : leaves_) {
    if (ahead-- == 0) break;
    if (leaf->state == Node::State::waiting && leaf->rows.size() >= least_rows) {
      leaf->state = Node::State::expanding;
      return leaf;
    }
  }
  return nullptr;
}

void Frontier::release_histograms(HistogramPool& pool) {
  for (Node& node : nodes_) pool.give_back(std::exchange(node.histogram, {}));
}

bool Frontier::done() const {
  return leaves_.empty() || remaining() == 0;
}

}  // namespace coppice
