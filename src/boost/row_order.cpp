#include "boost/row_order.hpp"

#include <algorithm>
#include <bit>
#include <numeric>
#include <utility>

#include "base/gradient.hpp"
#include "base/rank_values.hpp"
#include "bins/cell_copies.hpp"
#include "bins/copy_rows.hpp"
#include "boost/take_set.hpp"
#include "data/copy_rows.hpp"
#include "grow/grower.hpp"
#include "grow/leaf_numbers.hpp"

namespace coppice {

namespace {

/// Below this the cells are at hand in the second-level cache in any order.
constexpr std::size_t kLeastBytes = std::size_t{2} << 20;
constexpr int kLeaves = 64;

/// At most kLevels values that cut the labels into ranks, found from a sample of the rows. Classes
/// and numbers that are in the same order have the same ranks.
std::vector<double> label_levels(std::span<const double> labels) {
  constexpr std::size_t kSample = 50000, kLevels = 64;
  std::vector<double> values;
  const std::size_t step = (labels.size() + kSample - 1) / kSample;
  for (std::size_t row = 0; row < labels.size(); row += step) values.push_back(labels[row]);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  std::vector<double> levels;
  const std::size_t count = std::min(kLevels, values.size());
  for (std::size_t i = 0; i < count; ++i) levels.push_back(values[i * values.size() / count]);
  return levels;
}

/// Gradients of the squared error of the ranks' mean.
std::vector<GradientPair> rank_gradients(std::span<const double> labels,
                                         std::span<const double> levels) {
  std::vector<std::uint32_t> ranks(labels.size());
  rank_values(levels, labels.data(), labels.size(), ranks.data());
  std::uint64_t sum = 0;
  for (const std::uint32_t rank : ranks) sum += rank;
  const double mean = static_cast<double>(sum) / static_cast<double>(ranks.size());
  std::vector<GradientPair> gradients(ranks.size());
  for (std::size_t i = 0; i < ranks.size(); ++i)
    gradients[i] = {static_cast<float>(mean - ranks[i]), 1};
  return gradients;
}

GrownTree grow_to_ranks(const BinnedTable& table, std::span<const GradientPair> pairs,
                        std::int64_t histogram_memory) {
  QuantizedGradients gradients;
  quantize(pairs, true, 0, 0, gradients);
  GrowParams params;
  params.max_leaves = kLeaves;
  params.histogram_memory = histogram_memory;
  Grower grower(table, params);
  GrowRequest request;
  request.gradients = &gradients;
  return grower.grow(request);
}

/// Rows to grow the tree from, ascending; empty: all.
std::vector<std::uint32_t> tree_rows(std::size_t rows) {
  constexpr std::size_t kWanted = 65536;
  std::vector<std::uint32_t> sample;
  const std::size_t step = rows / kWanted;
  if (step < 2) return sample;
  for (std::size_t row = 0; row < rows; row += step)
    sample.push_back(static_cast<std::uint32_t>(row));
  return sample;
}

/// To copy the cells takes about as long as sixteen levels of trees gain by it. (A forest's trees,
/// of many levels, always do.)
bool copies_pay(const TrainParams& params, const Task& task) {
  constexpr std::int64_t kLeastLevels = 16;
  if (params.boost.booster == Booster::rf) return true;
  const auto most_leaves = static_cast<unsigned>(params.grow.max_leaves);
  int levels = std::bit_width(most_leaves - 1);
  if (params.grow.max_depth > 0) levels = std::min(levels, params.grow.max_depth);
  const std::int64_t trees = std::int64_t{params.boost.trees} * output_count(task.objective);
  return levels * trees >= kLeastLevels;
}

}  // namespace

std::vector<std::uint32_t> order_by_leaves(const BinnedTable& table, std::span<const double> labels,
                                           std::int64_t histogram_memory) {
  const std::vector<double> levels = label_levels(labels);
  const std::vector<std::uint32_t> sample = tree_rows(table.rows);
  std::vector<double> sampled;
  for (const std::uint32_t row : sample) sampled.push_back(labels[row]);
  const GrownTree tree =
      sample.empty() ? grow_to_ranks(table, rank_gradients(labels, levels), histogram_memory)
                     : grow_to_ranks(copy_rows(table, sample), rank_gradients(sampled, levels),
                                     histogram_memory);
  if (tree.leaves.size() == 1) return {};
  std::vector<std::int32_t> leaf_of(table.rows);
  leaf_numbers(table, tree, {}, leaf_of);
  std::vector<std::uint32_t> next(tree.leaves.size(), 0), order(table.rows);
  for (const std::int32_t leaf : leaf_of) ++next[static_cast<std::size_t>(leaf)];
  std::exclusive_scan(next.begin(), next.end(), next.begin(), 0U);
  for (std::uint32_t row = 0; row < table.rows; ++row) {
    order[next[static_cast<std::size_t>(leaf_of[row])]++] = row;
  }
  return order;
}

void order_labels(PreparedSet& set, std::vector<std::uint32_t> order) {
  if (order.empty()) return;
  set.labels = take_items(set.labels, order);
  set.weights = take_items(set.weights, order);
  const std::vector<double> scores = std::exchange(set.start_scores, {});
  for (std::size_t first = 0; first < scores.size(); first += order.size()) {
    for (const std::uint32_t row : order) set.start_scores.push_back(scores[first + row]);
  }
  set.order = std::move(order);
}

bool grows_stumps(const GrowParams& params) {
  return params.max_leaves == 2 || params.max_depth == 1;
}

void order_rows(Prepared& prepared, const TrainParams& params) {
  PreparedSet& training = prepared.training;
  // Where bins outnumber cells, as in sparse data, searching them takes longer than order spares.
  const std::size_t searched = std::size_t{kLeaves} * training.table.slots,
                    cells = bytes_of_cells(training.table);
  const bool pays = cells >= kLeastBytes && cells >= searched && !grows_stumps(params.grow);
  if (pays && training.groups.empty()) {
    std::vector<std::uint32_t> order =
        order_by_leaves(training.table, training.labels, params.grow.histogram_memory);
    if (!order.empty()) {
      order_cells(training.table, order);
      training.columns = copy_columns(training.columns, order);
      order_labels(training, std::move(order));
    }
  }
  copies_pay(params, prepared.task) ? add_cell_copies(training.table)
                                    : drop_cell_copies(training.table);
}

}  // namespace coppice
