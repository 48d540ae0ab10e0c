#pragma once

#include <cstdint>
#include <deque>
#include <set>
#include <vector>

#include "grow/grow_params.hpp"
#include "grow/histogram.hpp"
#include "grow/row_store.hpp"
#include "grow/split.hpp"

namespace coppice {

/// A leaf of the tree that grows, with the best split found for it.
struct Node {
  RowRange rows;
  Sums sums;
  std::uint32_t depth = 0;
  std::uint64_t key = 1;  ///< names the node's place in the tree: seeds its random draws
  Split split;
  std::vector<std::uint32_t> present;  ///< exact splits: rows with a value, a column
  Histogram histogram;                 ///< kept for the subtraction at its split, if memory allows
  enum class State : std::uint8_t { waiting, expanding, expanded } state = State::waiting;
  Node* left = nullptr;  ///< once expanded
  Node* right = nullptr;
  std::uint32_t rank = 0;   ///< order in which it became a leaf: breaks ties of gain
  std::int32_t taken = -1;  ///< number of its split in the tree, once taken
};

/// The leaves of the tree, best first, and the order in which splits are taken.
///
/// Which split is taken next depends only on the gains. Finding a leaf's children (moving rows,
/// histograms, their best splits) is the work; it depends only on that leaf. So leaves that are
/// likely to be taken are expanded ahead, by any thread in any order, and the splits are then taken
/// strictly best first: the tree is the one that a single thread grows.
///
///     leaves by gain:   9.1 (expanded)  7.4 (expanding)  6.0 (waiting)  2.2 (waiting)
///                        `- taken now     `- then waited for             `- not if the budget ends
class Frontier {
 public:
  explicit Frontier(const GrowParams& params) : params_(&params) {}

  Node* start();
  Node* make_node() { return &nodes_.emplace_back(); }
  /// Takes expanded leaves in order, as far as they go.
  void advance();
  /// The best leaf that waits and that could still be taken, at least `least_rows` large; null if
  /// there is none. It is marked as expanding.
  Node* next_to_expand(std::size_t least_rows);
  /// True when no split will be taken any more.
  bool done() const;
  /// True where the children of the leaf that is expanded now can only be leaves.
  bool last_split() const { return remaining() == 1; }
  const std::vector<Node*>& taken() const { return taken_; }
  const Node& root() const { return nodes_.front(); }
  /// Gives the histograms of leaves that were not split back to the pool.
  void release_histograms(HistogramPool& pool);

 private:
  struct Better {
    const GrowParams* params;
    bool operator()(const Node* a, const Node* b) const;
  };
  std::size_t remaining() const {
    return static_cast<std::size_t>(params_->max_leaves) - 1 - taken_.size();
  }
  void add(Node* leaf);

  const GrowParams* params_;
  std::deque<Node> nodes_;  // stable addresses
  std::set<Node*, Better> leaves_{Better{params_}};
  std::vector<Node*> taken_;
  std::uint32_t ranks_ = 0;
};

}  // namespace coppice
