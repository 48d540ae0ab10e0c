#include <algorithm>
#include <limits>

#include "model/forest.hpp"

namespace coppice {

namespace {

/// The leaves of a tree from left to right, and the part of them below each split's left child.
struct LeafOrder {
  std::vector<std::uint32_t> leaves;                ///< leaf numbers
  std::vector<std::uint32_t> place;                 ///< of each leaf
  std::vector<std::uint32_t> left_begin, left_end;  ///< of each split: places below its left child
};

LeafOrder order_leaves(const Tree& tree) {
  LeafOrder order;
  order.leaves.reserve(tree.leaves());
  order.place.resize(tree.leaves());
  order.left_begin.resize(tree.splits());
  order.left_end.resize(tree.splits());
  struct Visit {
    std::int32_t node, left_sibling_of;  ///< the split whose right child this is, or -1
  };
  std::vector<Visit> open{{tree.splits() > 0 ? 0 : ~0, -1}};
  while (!open.empty()) {
    const auto [node, parent] = open.back();
    open.pop_back();
    const auto next = static_cast<std::uint32_t>(order.leaves.size());
    if (parent >= 0) order.left_end[static_cast<std::size_t>(parent)] = next;
    if (node < 0) {
      order.place[static_cast<std::size_t>(~node)] = next;
      order.leaves.push_back(static_cast<std::uint32_t>(~node));
      continue;
    }
    const auto split = static_cast<std::size_t>(node);
    order.left_begin[split] = next;
    open.push_back({tree.right[split], node});
    open.push_back({tree.left[split], -1});
  }
  return order;
}

}  // namespace

/// Compiles one tree onto the end of a forest.
template <class Code>
class Forest<Code>::Compiler {
 public:
  Compiler(Forest& forest, const Tree& tree, const Codebook& book, std::size_t block)
      : forest_(forest), tree_(tree), order_(order_leaves(tree)), coded_(tree.splits()) {
    for (std::size_t split = 0; split < tree.splits(); ++split) code_split(split, book, block);
  }

  void run() {
    head_.node_begin = forest_.nodes_.size();
    head_.split_begin = forest_.category_splits_.size();
    head_.value_begin = forest_.values_.size();
    head_.leaf_begin = forest_.leaf_numbers_.size();
    head_.row_begin = forest_.value_rows_.size();
    head_.shares_rows = !tree_.value_row.empty();
    head_.output = tree_.output;
    head_.width = tree_.width;
    head_.categorical = !sets_.empty();
    place_nodes();
    place_values();
    forest_.heads_.push_back(head_);
    forest_.scan_.add(coded_);
  }

 private:
  void code_split(std::size_t split, const Codebook& book, std::size_t block) {
    const CodedFeature& feature = *book.find(tree_.feature[split]);
    const bool left = tree_.default_left[split] && !feature.categorical;
    LeafScan::Split& coded = coded_[split];
    coded.slot = static_cast<std::uint32_t>(
        (left ? feature.slot_missing_left : feature.slot_missing_right) * block);
    coded.left_begin = order_.left_begin[split];
    coded.left_end = order_.left_end[split];
    if (!feature.categorical) {
      coded.code = feature.rank(tree_.threshold[split]);
      return;
    }
    if (sets_.empty()) sets_.resize(tree_.splits());  // once, so that pointers into it hold
    std::vector<std::uint32_t>& codes = sets_[split];
    if (tree_.default_left[split]) codes.push_back(CodedFeature::kMissing);
    for (const std::int32_t category : tree_.set(tree_.category_set[split])) {
      codes.push_back(feature.code_of_category(category));
    }
    coded.code = std::numeric_limits<Code>::max();
    coded.left_codes = &codes;
  }

  /// Breadth first: children are appended in pairs, and the queue of the walk is the nodes' order.
  void place_nodes() {
    std::vector<std::int32_t> queue{tree_.splits() > 0 ? 0 : ~0};
    queue.reserve(2 * tree_.splits() + 1);
    std::size_t level_end = 1;
    std::uint32_t depth = 0, shallowest = std::numeric_limits<std::uint32_t>::max();
    for (std::size_t i = 0; i < queue.size(); ++i) {
      if (i == level_end) {
        ++depth;
        level_end = queue.size();
      }
      if (queue[i] < 0) {
        place_leaf(static_cast<std::uint32_t>(i), static_cast<std::size_t>(~queue[i]));
        shallowest = std::min(shallowest, depth);
        continue;
      }
      const auto split = static_cast<std::size_t>(queue[i]);
      place_split(static_cast<std::uint32_t>(queue.size()), split);
      queue.push_back(tree_.left[split]);
      queue.push_back(tree_.right[split]);
    }
    head_.shallowest = shallowest;
  }

  void place_leaf(std::uint32_t node, std::size_t leaf) {
    forest_.nodes_.push_back({0, node, std::numeric_limits<Code>::max()});
    forest_.places_.push_back(order_.place[leaf]);
    if (head_.categorical) forest_.category_splits_.emplace_back();
  }

  void place_split(std::uint32_t left, std::size_t split) {
    const LeafScan::Split& coded = coded_[split];
    forest_.nodes_.push_back({coded.slot, left, static_cast<Code>(coded.code)});
    forest_.places_.push_back(0);
    if (!head_.categorical) return;
    forest_.category_splits_.push_back(
        coded.left_codes != nullptr ? forest_.sets_.add(*coded.left_codes) : CategorySplit{});
  }

  void place_values() {
    forest_.leaf_numbers_.insert(forest_.leaf_numbers_.end(), order_.leaves.begin(),
                                 order_.leaves.end());
    if (head_.shares_rows) {
      forest_.values_.insert(forest_.values_.end(), tree_.leaf_value.begin(),
                             tree_.leaf_value.end());
      for (const std::uint32_t leaf : order_.leaves)
        forest_.value_rows_.push_back(tree_.value_row[leaf]);
      return;
    }
    for (const std::uint32_t leaf : order_.leaves) {
      const std::span<const double> values = tree_.values(leaf);
      forest_.values_.insert(forest_.values_.end(), values.begin(), values.end());
    }
  }

  Forest& forest_;
  const Tree& tree_;
  LeafOrder order_;
  std::vector<LeafScan::Split> coded_;
  std::vector<std::vector<std::uint32_t>> sets_;  ///< categorical: codes that go left
  Head head_;
};

template <class Code>
Forest<Code>::Forest(const Model& model, const Codebook& book, std::size_t block,
                     LeafScan::Machine machine)
    : scan_(sizeof(Code) == 1 ? machine : LeafScan::Machine::portable) {
  std::size_t nodes = 0;
  for (const Tree& tree : model.ensemble.trees) nodes += 2 * tree.splits() + 1;
  nodes_.reserve(nodes);
  places_.reserve(nodes);
  for (const Tree& tree : model.ensemble.trees) Compiler(*this, tree, book, block).run();
}

template Forest<std::uint8_t>::Forest(const Model&, const Codebook&, std::size_t,
                                      LeafScan::Machine);
template Forest<std::uint16_t>::Forest(const Model&, const Codebook&, std::size_t,
                                       LeafScan::Machine);
template Forest<std::uint32_t>::Forest(const Model&, const Codebook&, std::size_t,
                                       LeafScan::Machine);

}  // namespace coppice
