#include "grow/exact_grower.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

#include "base/buffer.hpp"
#include "base/parallel.hpp"
#include "base/random.hpp"
#include "bins/bin_edges.hpp"
#include "grow/exact_scan.hpp"
#include "grow/expand.hpp"
#include "grow/frontier.hpp"

namespace coppice {

namespace {

using scan::GradientUnits;

constexpr std::uint32_t kNewValue = SortedColumns::kNewValue, kRow = SortedColumns::kRow;

/// Nodes of at least this many cells are expanded by all threads together.
constexpr std::size_t kSharedCells = std::size_t{1} << 17;

/// Splits a column's entries: those of rows that are numbered below `middle` from now on go to
/// `left`, the others to `spare`, both in order. `left` may be where the entries stand. Returns how
/// many went left. An entry's mark says whether the value changed since the last entry that went
/// the same way.
std::size_t part_entries(std::span<const std::uint32_t> entries, const std::uint32_t* number_of,
                         std::uint32_t middle, std::uint32_t* left, std::uint32_t* spare) {
  std::size_t lefts = 0, rights = 0;
  std::uint32_t left_mark = 0, right_mark = 0;
  for (const std::uint32_t entry : entries) {
    const std::uint32_t number = number_of[entry & kRow], mark = entry & kNewValue;
    const bool to_left = number < middle;
    left_mark |= mark;
    right_mark |= mark;
    left[lefts] = number | left_mark;
    spare[rights] = number | right_mark;
    lefts += to_left ? 1 : 0;
    rights += to_left ? 0 : 1;
    left_mark = to_left ? 0 : left_mark;
    right_mark = to_left ? right_mark : 0;
  }
  return lefts;
}

}  // namespace

struct ExactGrower::State {
  State(std::span<const Column> table_columns, const SortedColumns& sorted_columns,
        const GrowParams& grow_params)
      : columns(table_columns),
        sorted(sorted_columns),
        params(grow_params),
        lists(sorted_columns.columns()) {}

  /// Rows of a tree, node by node, ascending within each.
  struct Rows {
    Buffer<std::uint32_t> in_table;
    Buffer<GradientUnits> gradients;
  };

  void start(Node& root);
  void start_lists(Node& root);
  void find_root_split(Node& root);
  void expand(Node& node, Node& left, Node& right, bool children_are_leaves);
  std::size_t number_rows(const Node& node);
  void move_rows(const Node& node);
  void part_column(std::size_t column, const Node& node, Node& left, Node& right);
  void set_threshold(Node& node) const;

  bool can_split(const Node& node) const;
  std::span<const std::uint32_t> list_of(std::size_t column, const Node& node) const;
  Split split_on(std::size_t column, const Node& node) const;
  void keep_best(Node& node, std::span<const Split> splits) const;

  std::span<const Column> columns;
  const SortedColumns& sorted;
  GrowParams params;
  const GrowRequest* request = nullptr;
  std::vector<std::uint32_t> places;         // columns of this tree
  std::vector<Buffer<std::uint32_t>> lists;  // a column: entries, node by node
  Buffer<std::uint32_t> numbers;             // a row's number after its node's split
  Rows rows, scratch;
};

std::span<const std::uint32_t> ExactGrower::State::list_of(std::size_t column,
                                                           const Node& node) const {
  const std::size_t size = node.present.empty() ? node.rows.size() : node.present[column];
  if (node.rows.all) return sorted.entries(column);
  return lists[column].span().subspan(node.rows.begin, size);
}

bool ExactGrower::State::can_split(const Node& node) const {
  const bool deep =
      params.max_depth > 0 && node.depth >= static_cast<std::uint32_t>(params.max_depth);
  return !deep && SplitRules(params, request->gradients->format).can_split(node.sums);
}

/// Of all rows, the root's lists are the sorted columns themselves.
void ExactGrower::State::start(Node& root) {
  const std::size_t size = request->sample.empty() ? sorted.rows() : request->sample.size();
  for (Rows* side : {&rows, &scratch}) {
    side->in_table.reserve_discarding(size);
    side->gradients.reserve_discarding(size);
  }
  numbers.reserve_discarding(sorted.rows());
  for (const std::uint32_t column : places) lists[column].reserve_discarding(size);
  const QuantizedGradients& gradients = *request->gradients;
  visit_words(gradients.format.kind, [&](auto word_type) {
    using Words = decltype(word_type);
    parallel_blocks(size, 16384, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const std::size_t row = request->sample.empty() ? i : request->sample[i];
        std::uint64_t words[Words::words];
        Words::expand(gradients.rows<Words>()[row], words);
        const Sums sums = Words::decode(words);
        rows.in_table[i] = static_cast<std::uint32_t>(row);
        rows.gradients[i] = {sums.gradient, sums.hessian};
      }
    });
  });
  for (std::size_t i = 0; i < size; ++i) {
    root.sums += Sums{rows.gradients[i].gradient, rows.gradients[i].hessian, 1};
  }
  root.rows = {0, static_cast<std::uint32_t>(size), request->sample.empty()};
  start_lists(root);
}

/// Lists of the drawn rows, whose numbers are their places in the sample.
void ExactGrower::State::start_lists(Node& root) {
  if (!sorted.is_complete()) root.present.resize(columns.size());
  if (root.rows.all) {
    for (std::size_t c = 0; c < root.present.size(); ++c)
      root.present[c] = static_cast<std::uint32_t>(sorted.entries(c).size());
    return;
  }
  const auto drawn = static_cast<std::uint32_t>(root.rows.size());
  std::fill_n(numbers.data(), sorted.rows(), drawn);
  for (std::uint32_t i = 0; i < drawn; ++i) numbers[request->sample[i]] = i;
  parallel_for(places.size(), [&](std::size_t i) {
    const std::size_t column = places[i];
    std::size_t size = 0;
    std::uint32_t mark = 0;
    for (const std::uint32_t entry : sorted.entries(column)) {
      const std::uint32_t number = numbers[entry & kRow];
      mark |= entry & kNewValue;
      if (number == drawn) continue;
      lists[column][size++] = number | mark;
      mark = 0;
    }
    if (!root.present.empty()) root.present[column] = static_cast<std::uint32_t>(size);
  });
}

Split ExactGrower::State::split_on(std::size_t column, const Node& node) const {
  const SplitRules rules(params, request->gradients->format);
  const scan::SortedList list{static_cast<std::uint32_t>(column), list_of(column, node),
                              sorted.has_infinity(column)};
  return scan::find_exact_split(list, rows.gradients.data(), node.sums, rules);
}

/// Ties go to the column that comes first.
void ExactGrower::State::keep_best(Node& node, std::span<const Split> splits) const {
  for (const Split& split : splits) {
    if (split.gain > node.split.gain) node.split = split;
  }
  if (node.split.found()) set_threshold(node);
}

/// The middle of the values on both sides; the largest number where only missing rows go right.
void ExactGrower::State::set_threshold(Node& node) const {
  Split& split = node.split;
  const std::span<const std::uint32_t> list = list_of(split.place, node);
  const auto value_at = [&](std::size_t i) {
    return columns[split.place].numbers[rows.in_table[list[i] & kRow]];
  };
  split.threshold = split.bin == list.size()
                        ? std::numeric_limits<double>::max()
                        : split_point(value_at(split.bin - 1), value_at(split.bin));
}

void ExactGrower::State::find_root_split(Node& root) {
  const std::vector<std::uint32_t> scanned = draw_node_columns(*request, places, root.key);
  std::vector<Split> splits(scanned.size());
  parallel_for(scanned.size(), [&](std::size_t i) { splits[i] = split_on(scanned[i], root); });
  keep_best(root, splits);
}

/// Numbers a node's rows anew, left before right, each side in order. Returns how many go left.
std::size_t ExactGrower::State::number_rows(const Node& node) {
  const std::uint32_t begin = node.rows.begin, end = node.rows.end;
  const std::span<const std::uint32_t> list = list_of(node.split.place, node);
  std::uint32_t* const number = numbers.data();
  std::fill(number + begin, number + end, node.split.default_left ? 1U : 0U);
  for (std::size_t i = 0; i < list.size(); ++i) number[list[i] & kRow] = i < node.split.bin ? 1 : 0;
  const auto lefts = static_cast<std::uint32_t>(node.split.left.rows);
  std::uint32_t left = begin, right = begin + lefts;
  for (std::uint32_t row = begin; row < end; ++row)
    number[row] = number[row] != 0 ? left++ : right++;
  return lefts;
}

void ExactGrower::State::move_rows(const Node& node) {
  const std::uint32_t begin = node.rows.begin;
  for (std::uint32_t row = begin; row < node.rows.end; ++row) {
    scratch.in_table[numbers[row]] = rows.in_table[row];
    scratch.gradients[numbers[row]] = rows.gradients[row];
  }
  std::copy_n(scratch.in_table.data() + begin, node.rows.size(), rows.in_table.data() + begin);
  std::copy_n(scratch.gradients.data() + begin, node.rows.size(), rows.gradients.data() + begin);
}

void ExactGrower::State::part_column(std::size_t column, const Node& node, Node& left,
                                     Node& right) {
  thread_local std::vector<std::uint32_t> spare;
  const std::span<const std::uint32_t> entries = list_of(column, node);
  spare.resize(std::max(spare.size(), entries.size()));
  std::uint32_t* const to = lists[column].data() + node.rows.begin;
  const std::size_t lefts =
      part_entries(entries, numbers.data(), right.rows.begin, to, spare.data());
  std::copy_n(spare.data(), entries.size() - lefts, lists[column].data() + right.rows.begin);
  if (node.present.empty()) return;
  left.present[column] = static_cast<std::uint32_t>(lefts);
  right.present[column] = static_cast<std::uint32_t>(entries.size() - lefts);
}

void ExactGrower::State::expand(Node& node, Node& left, Node& right, bool children_are_leaves) {
  const std::size_t lefts = number_rows(node);
  const auto middle = static_cast<std::uint32_t>(node.rows.begin + lefts);
  left.rows = {node.rows.begin, middle};
  right.rows = {middle, node.rows.end};
  left.sums = node.split.left;
  right.sums = node.sums - node.split.left;
  left.depth = right.depth = node.depth + 1;
  left.key = mix64(2 * node.key);
  right.key = mix64(2 * node.key + 1);
  move_rows(node);
  std::vector<Node*> split_on_columns;
  for (Node* child : {&left, &right}) {
    if (!node.present.empty()) child->present.resize(columns.size());
    if (!children_are_leaves && can_split(*child)) split_on_columns.push_back(child);
  }
  if (split_on_columns.empty()) return;
  std::vector<std::vector<std::uint32_t>> scanned;
  for (const Node* child : split_on_columns)
    scanned.push_back(draw_node_columns(*request, places, child->key));
  std::vector<std::vector<Split>> splits(split_on_columns.size(),
                                         std::vector<Split>(places.size()));
  // A column's lists are scanned while they are in the cache.
  parallel_for(places.size(), [&](std::size_t i) {
    part_column(places[i], node, left, right);
    for (std::size_t k = 0; k < split_on_columns.size(); ++k) {
      if (std::binary_search(scanned[k].begin(), scanned[k].end(), places[i]))
        splits[k][i] = split_on(places[i], *split_on_columns[k]);
    }
  });
  for (std::size_t k = 0; k < split_on_columns.size(); ++k)
    keep_best(*split_on_columns[k], splits[k]);
  node.present = {};
}

ExactGrower::ExactGrower(std::span<const Column> columns, const SortedColumns& sorted,
                         const GrowParams& params)
    : state_(std::make_unique<State>(columns, sorted, params)) {}
ExactGrower::~ExactGrower() = default;

GrownTree ExactGrower::grow(const GrowRequest& request) {
  State& state = *state_;
  state.request = &request;
  state.places.assign(request.columns.begin(), request.columns.end());
  if (request.columns.empty()) {
    state.places.resize(state.columns.size());
    std::iota(state.places.begin(), state.places.end(), 0U);
  }
  Frontier frontier(state.params);
  Node& root = *frontier.start();
  state.start(root);
  if (state.can_split(root)) state.find_root_split(root);
  frontier.advance();
  const auto expand = [&](Node& node, Node& left, Node& right, bool children_are_leaves) {
    state.expand(node, left, right, children_are_leaves);
  };
  const std::size_t shared = kSharedCells / std::max<std::size_t>(1, state.places.size());
  expand_shared(frontier, thread_count() > 1 && !inside_team() ? shared : 0, expand);
  expand_apart(frontier, expand);
  return harvest(frontier);
}

std::span<const std::uint32_t> ExactGrower::rows(const GrownLeaf& leaf) const {
  if (leaf.rows.all) return {};
  return state_->rows.in_table.span().subspan(leaf.rows.begin, leaf.rows.size());
}

void exact_leaf_numbers(std::span<const Column> columns, const GrownTree& tree,
                        std::span<const std::uint32_t> rows, std::span<std::int32_t> leaf) {
  parallel_blocks(leaf.size(), 4096, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = rows.empty() ? i : rows[i];
      std::int32_t at = tree.splits.empty() ? ~0 : 0;
      while (at >= 0) {
        const GrownSplit& split = tree.splits[static_cast<std::size_t>(at)];
        const double value = columns[split.split.place].numbers[row];
        const bool left =
            std::isnan(value) ? split.split.default_left : value <= split.split.threshold;
        at = left ? split.left : split.right;
      }
      leaf[i] = ~at;
    }
  });
}

Tree exact_rest(const GrownTree& grown, const GradientFormat& format,
                std::span<const double> values) {
  Tree tree;
  for (const GrownSplit& split : grown.splits) {
    tree.feature.push_back(split.split.place);
    tree.threshold.push_back(split.split.threshold);
    tree.category_set.push_back(-1);
    tree.default_left.push_back(split.split.default_left);
    tree.left.push_back(split.left);
    tree.right.push_back(split.right);
    tree.gain.push_back(static_cast<float>(split.split.gain));
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
