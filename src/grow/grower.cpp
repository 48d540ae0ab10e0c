#include "grow/grower.hpp"

#include <algorithm>
#include <numeric>

#include "base/memory.hpp"
#include "base/parallel.hpp"
#include "base/random.hpp"
#include "grow/expand.hpp"
#include "grow/frontier.hpp"

namespace coppice {

namespace {

/// Leaves of at least this many rows are expanded one at a time by all threads together, smaller
/// ones each by one thread.
constexpr std::size_t kSharedRows = 65536;

constexpr std::size_t kMebibyte = std::size_t{1} << 20;

/// In proportion to the data, which histograms of many sparse columns would dwarf, and of what is
/// left half at most: results do not depend on it.
std::size_t histogram_budget(const BinnedTable& table, const GrowParams& params) {
  constexpr std::size_t kLeast = 256 * kMebibyte, kMost = 2048 * kMebibyte, kTimes = 4;
  if (params.histogram_memory > 0)
    return static_cast<std::size_t>(params.histogram_memory) * kMebibyte;
  return std::min(std::clamp(kTimes * bytes_of_cells(table), kLeast, kMost), memory_left() / 2);
}

}  // namespace

struct Grower::State {
  State(const BinnedTable& binned, const GrowParams& grow_params)
      : table(binned),
        params(grow_params),
        store(binned),
        pool(binned.slots, histogram_budget(binned, grow_params)) {}

  // Work on one leaf; distinct leaves at the same time from different threads.
  void expand(Node& node, Node& left, Node& right, bool children_are_leaves);
  void find_split_of(Node& node);
  Histogram histogram_of(const Node& node) {
    return build_histogram(table, store.view(node.rows), pool, drawn);
  }
  bool can_split(const Node& node) const;

  // The order of the work.
  void grow_root(Frontier& frontier);

  const BinnedTable& table;
  GrowParams params;
  RowStore store;
  HistogramPool pool;
  const QuantizedGradients* gradients = nullptr;
  const GrowRequest* request = nullptr;
  std::vector<std::uint32_t> places;  // features of this tree
  DrawnColumns drawn;                 // and where they are stored
};

namespace {

/// Features that this tree may split on.
std::vector<std::uint32_t> tree_places(const BinnedTable& table,
                                       std::span<const std::uint32_t> columns,
                                       std::int64_t min_rows) {
  std::vector<std::uint32_t> places;
  for (std::uint32_t place = 0; place < table.features.size(); ++place) {
    if (table.features[place].most_apart < static_cast<std::size_t>(min_rows)) continue;
    if (columns.empty() ||
        std::binary_search(columns.begin(), columns.end(), table.features[place].feature))
      places.push_back(place);
  }
  return places;
}

}  // namespace

bool Grower::State::can_split(const Node& node) const {
  const bool deep =
      params.max_depth > 0 && node.depth >= static_cast<std::uint32_t>(params.max_depth);
  return !deep && SplitRules(params, gradients->format).can_split(node.sums);
}

std::vector<std::uint32_t> draw_node_columns(const GrowRequest& request,
                                             const std::vector<std::uint32_t>& places,
                                             std::uint64_t node_key) {
  if (request.node_column_fraction >= 1 || places.size() <= 1) return places;
  const CounterRandom random(mix64(request.seed + node_key), RandomPurpose::node_columns,
                             request.round);
  const auto wanted = std::max<std::size_t>(
      1, static_cast<std::size_t>(
             request.node_column_fraction * static_cast<double>(places.size()) + 0.5));
  std::vector<std::uint32_t> drawn = places;
  for (std::size_t i = 0; i < wanted; ++i)
    std::swap(drawn[i], drawn[i + random.below(i, drawn.size() - i)]);
  drawn.resize(wanted);
  std::sort(drawn.begin(), drawn.end());
  return drawn;
}

void Grower::State::find_split_of(Node& node) {
  node.split =
      find_split(table, node.histogram, node.sums, draw_node_columns(*request, places, node.key),
                 SplitRules(params, gradients->format));
  // Without room to keep it, or use for it, the histogram is dropped; a split whose parent has
  // none builds both children from their rows.
  if (!node.split.found() || pool.over_budget()) pool.give_back(std::exchange(node.histogram, {}));
}

void Grower::State::expand(Node& node, Node& left, Node& right, bool children_are_leaves) {
  const auto [left_rows, right_rows] = store.partition(node.rows, node.split);
  left.rows = left_rows;
  right.rows = right_rows;
  left.sums = node.split.left;
  right.sums = node.sums - node.split.left;
  left.depth = right.depth = node.depth + 1;
  left.key = mix64(2 * node.key);
  right.key = mix64(2 * node.key + 1);
  Node& small = left.rows.size() <= right.rows.size() ? left : right;
  Node& large = &small == &left ? right : left;
  const bool split_large = !children_are_leaves && can_split(large),
             split_small = !children_are_leaves && can_split(small);
  Histogram parent = std::exchange(node.histogram, {});
  if (split_large && parent) {
    small.histogram = histogram_of(small);
    large.histogram = subtract(gradients->format, std::move(parent), small.histogram,
                               large.rows.size(), table.slots, pool);
  } else {
    pool.give_back(std::move(parent));
    if (split_large) large.histogram = histogram_of(large);
    if (split_small) small.histogram = histogram_of(small);
  }
  if (split_large) find_split_of(large);
  if (split_small) {
    find_split_of(small);
  } else {
    pool.give_back(std::exchange(small.histogram, {}));
  }
}

void Grower::State::grow_root(Frontier& frontier) {
  Node& root = *frontier.start();
  root.rows = store.start(*gradients, request->sample);
  root.sums = total(store.view(root.rows));
  if (can_split(root)) {
    root.histogram = histogram_of(root);
    find_split_of(root);
  }
  frontier.advance();
}

Grower::Grower(const BinnedTable& table, const GrowParams& params)
    : state_(std::make_unique<State>(table, params)) {}
Grower::~Grower() = default;

GrownTree Grower::grow(const GrowRequest& request) {
  State& state = *state_;
  state.request = &request;
  state.gradients = request.gradients;
  state.places = tree_places(state.table, request.columns, state.params.min_rows_in_leaf);
  state.drawn = request.columns.empty() ? DrawnColumns() : DrawnColumns(state.table, state.places);
  Frontier frontier(state.params);
  state.grow_root(frontier);
  const auto expand = [&](Node& node, Node& left, Node& right, bool children_are_leaves) {
    state.expand(node, left, right, children_are_leaves);
  };
  expand_shared(frontier, thread_count() > 1 && !inside_team() ? kSharedRows : 0, expand);
  expand_apart(frontier, expand);
  GrownTree tree = harvest(frontier);
  frontier.release_histograms(state.pool);
  return tree;
}

std::span<const std::uint32_t> Grower::rows(const GrownLeaf& leaf) const {
  return state_->store.rows(leaf.rows);
}

}  // namespace coppice
