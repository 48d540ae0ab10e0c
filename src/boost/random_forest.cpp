#include "boost/random_forest.hpp"

#include <algorithm>
#include <atomic>
#include <numeric>

#include "base/parallel.hpp"
#include "sampling/sampling.hpp"

namespace coppice {

namespace {

ForestRules rules_of(const TrainParams& params, std::size_t columns) {
  ForestRules rules;
  rules.criterion = params.forest.criterion;
  rules.thresholds = params.forest.split_thresholds;
  rules.columns_per_node = columns_per_node(params.forest.columns_per_node, columns);
  rules.min_rows_in_leaf = static_cast<std::uint64_t>(params.grow.min_rows_in_leaf);
  rules.max_depth = static_cast<std::uint32_t>(params.grow.max_depth);
  return rules;
}

/// Trees that one thread grows before the rounds that add them: many, so that threads seldom wait
/// for the last one, but not more than a few seconds of work.
std::size_t trees_ahead(std::size_t rows) {
  constexpr std::size_t kRows = std::size_t{1} << 22;
  return std::clamp<std::size_t>(kRows / rows, 4, 32);
}

}  // namespace

RandomForest::RandomForest(const Prepared& data, const TrainParams& params)
    : data_(data),
      params_(params),
      columns_(data.training.table),
      rules_(rules_of(params, columns_.columns())) {
  labels_.classes = static_cast<std::uint32_t>(data.task.classes.size());
  labels_.labels = data.training.labels;
  labels_.weights = data.training.weights;
  if (labels_.classes > 0 && labels_.weights.empty()) columns_.share_columns();
  ensemble_.combine = Combine::average;
  ensemble_.base_scores.assign(static_cast<std::size_t>(output_count(data.task.objective)), 0.0);
  for (const PreparedSet& set : data.validation) validation_columns_.emplace_back(set.table);
  validation_ = start_scored(data.validation, ensemble_.base_scores);
  if (params.forest.bootstrap || params.sample.row_fraction < 1) {
    oob_.name = kOutOfBag;
    oob_.labels = data.training.labels;
    oob_.weights.assign(oob_.labels.size(), 0.0);  // a row counts from its first vote
    validation_.push_back({&oob_, std::vector<double>(ensemble_.outputs() * oob_.labels.size())});
  }
  only_answers_ =
      labels_.classes > 0 &&
      std::ranges::all_of(chosen_metrics(params.boost, data.task.objective), counts_errors);
  for (ScoredSet& scored : validation_) {
    votes_.emplace_back(scored.set->labels.size(), ensemble_.outputs(), only_answers_);
    if (only_answers_) scored.answers = votes_.back().answers();
  }
}

void RandomForest::run(int round) {
  if (ahead_.empty()) {
    const auto left = static_cast<std::size_t>(params_.boost.trees - round + 1);
    // On one thread of several that run other fits nothing is won by growing ahead.
    const std::size_t threads = static_cast<std::size_t>(thread_count()),
                      most = threads * trees_ahead(data_.training.table.rows);
    grow_ahead(std::min(left, inside_team() ? 1 : most));
  }
  Grown grown = std::move(ahead_.back());
  ahead_.pop_back();
  add_votes(grown);
  ensemble_.trees.push_back(std::move(grown.tree));
}

Ensemble RandomForest::take(int rounds) {
  ensemble_.trees.resize(static_cast<std::size_t>(rounds));
  return std::move(ensemble_);
}

void RandomForest::grow_ahead(std::size_t count) {
  const auto threads = std::min<std::size_t>(count, static_cast<std::size_t>(thread_count()));
  while (growers_.size() < threads) growers_.emplace_back(columns_, labels_, rules_);
  ahead_.resize(count);
  std::atomic<std::size_t> next{0};
  run_team(static_cast<int>(threads), [&](int thread) {
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < count;) {
      ahead_[count - 1 - i] = grow_tree(growers_[static_cast<std::size_t>(thread)], grown_ + i);
    }
  });
  grown_ += count;
}

RandomForest::Grown RandomForest::grow_tree(ForestGrower& grower, std::uint64_t number) const {
  const std::size_t rows = data_.training.table.rows;
  const double fraction = params_.sample.row_fraction;
  const std::uint64_t seed = params_.boost.seed;
  std::vector<std::uint16_t> drawn;  // times that each row was drawn
  if (params_.forest.bootstrap) {
    drawn = bootstrap_counts(rows, fraction, seed, number);
  } else {
    const std::vector<std::uint32_t> sample = sample_rows(rows, fraction, seed, number);
    drawn.assign(rows, sample.empty() ? 1 : 0);
    for (const std::uint32_t row : sample) drawn[row] = 1;
  }
  Grown grown;
  std::vector<std::uint32_t> sample;
  std::vector<std::uint16_t> counts;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (drawn[row] == 0) {
      grown.left_out.push_back(row);
    } else if (labels_.weights.empty() || labels_.weights[row] > 0) {
      sample.push_back(row);
      counts.push_back(drawn[row]);
    }
  }
  // A sample in which no row has weight: any row that has, or nothing could be learnt.
  for (std::uint32_t row = 0; sample.empty(); ++row) {
    if (labels_.weights.empty() || labels_.weights[row] > 0)
      sample.push_back(row), counts.push_back(1);
  }
  grown.leaf_of_left_out.resize(grown.left_out.size());
  const ForestTree tree =
      grower.grow({sample, counts, grown.left_out, seed, number}, grown.leaf_of_left_out);
  for (const BinColumns& columns : validation_columns_) {
    find_leaves(tree, columns, {}, grown.leaf_of.emplace_back(columns.rows()));
  }
  grown.tree = resting(tree);
  return grown;
}

/// Of two classes, the second one's share alone is kept.
Tree RandomForest::resting(const ForestTree& tree) const {
  if (tree.width == ensemble_.outputs()) return rest(tree, columns_.table());
  std::vector<double> values;
  for (std::size_t leaf = 0; leaf < tree.leaves(); ++leaf) values.push_back(tree.values(leaf)[1]);
  return rest(tree, columns_.table(), std::move(values), 1);
}

void RandomForest::add_votes(const Grown& grown) {
  for (std::size_t set = 0; set < grown.leaf_of.size(); ++set)
    votes_[set].add(grown.tree, {}, grown.leaf_of[set]);
  if (votes_.size() > grown.leaf_of.size() && !grown.left_out.empty()) {
    votes_.back().add(grown.tree, grown.left_out, grown.leaf_of_left_out);
    const std::vector<double>& weights = data_.training.weights;
    for (const std::uint32_t row : grown.left_out)
      oob_.weights[row] = weights.empty() ? 1.0 : weights[row];
  }
  if (!only_answers_) complete();
}

void RandomForest::complete() {
  for (std::size_t set = 0; set < votes_.size(); ++set)
    votes_[set].write_means(validation_[set].scores);
}

}  // namespace coppice
