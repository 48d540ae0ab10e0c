#include "boost/weighted_tree.hpp"

#include <algorithm>
#include <numeric>

#include "base/parallel.hpp"
#include "base/random.hpp"

namespace coppice {

namespace {

constexpr std::size_t kLeafBlock = 16384;

std::vector<std::uint32_t> leaves_of(const ForestTree& tree, const BinColumns& columns) {
  std::vector<std::uint32_t> leaf(columns.rows()), rows(columns.rows());
  std::iota(rows.begin(), rows.end(), 0U);
  parallel_blocks(rows.size(), kLeafBlock, [&](std::size_t begin, std::size_t end) {
    find_leaves(tree, columns, std::span(rows).subspan(begin, end - begin),
                std::span(leaf).subspan(begin, end - begin));
  });
  return leaf;
}

}  // namespace

WeightedTreeGrower::WeightedTreeGrower(const Prepared& data, const TrainParams& params,
                                       bool resample)
    : data_(data), columns_(data.training.table), seed_(params.boost.seed), resample_(resample) {
  for (const PreparedSet& set : data.validation) validation_columns_.emplace_back(set.table);
  rules_.criterion = params.forest.criterion;
  rules_.columns_per_node = std::max<std::size_t>(1, columns_.columns());
  rules_.min_rows_in_leaf = static_cast<std::uint64_t>(params.grow.min_rows_in_leaf);
  rules_.max_depth = static_cast<std::uint32_t>(params.grow.max_depth);
  labels_.classes = static_cast<std::uint32_t>(data.task.classes.size());
  labels_.labels = data.training.labels;
  if (!resample_) {
    weights_.resize(labels_.labels.size());
    labels_.weights = weights_;
  }
  grower_ = std::make_unique<ForestGrower>(columns_, labels_, rules_);
}

WeightedTree WeightedTreeGrower::grow(std::span<const double> weights, std::uint64_t round) {
  WeightedTree grown;
  grown.tree = resample_ ? grow_resampled(weights, round) : grow_weighted(weights);
  grown.leaf = leaves_of(grown.tree, columns_);
  for (const BinColumns& columns : validation_columns_)
    grown.leaf_of_valid.push_back(leaves_of(grown.tree, columns));
  return grown;
}

ForestTree WeightedTreeGrower::grow_weighted(std::span<const double> weights) {
  std::copy(weights.begin(), weights.end(), weights_.begin());
  std::vector<std::uint32_t> rows;
  for (std::uint32_t row = 0; row < weights.size(); ++row) {
    if (weights[row] > 0) rows.push_back(row);
  }
  return grower_->grow({rows, {}, {}, seed_, 0});
}

/// As many draws as there are rows, each row with its weight as its chance.
ForestTree WeightedTreeGrower::grow_resampled(std::span<const double> weights,
                                              std::uint64_t round) {
  std::vector<double> below(weights.size());
  std::partial_sum(weights.begin(), weights.end(), below.begin());
  const CounterRandom random(seed_, RandomPurpose::bootstrap, round);
  std::vector<std::uint16_t> drawn(weights.size());
  for (std::size_t i = 0; i < drawn.size(); ++i) {
    const auto place =
        std::upper_bound(below.begin(), below.end(), random.uniform(i) * below.back());
    const auto row = std::min(static_cast<std::size_t>(place - below.begin()), drawn.size() - 1);
    drawn[row] = static_cast<std::uint16_t>(drawn[row] + (drawn[row] < 0xffff ? 1 : 0));
  }
  std::vector<std::uint32_t> rows;
  std::vector<std::uint16_t> counts;
  for (std::uint32_t row = 0; row < drawn.size(); ++row) {
    if (drawn[row] > 0) rows.push_back(row), counts.push_back(drawn[row]);
  }
  return grower_->grow({rows, counts, {}, seed_, round});
}

Tree WeightedTreeGrower::resting(const ForestTree& tree, std::vector<double> values,
                                 std::size_t width) const {
  return rest(tree, columns_.table(), std::move(values), static_cast<std::uint32_t>(width));
}

std::vector<double> start_weights(const PreparedSet& set) {
  std::vector<double> weights = set.weights;
  if (weights.empty()) weights.assign(set.labels.size(), 1.0);
  normalise(weights);
  return weights;
}

void normalise(std::vector<double>& weights) {
  const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
  for (double& weight : weights) weight /= sum;
}

}  // namespace coppice
