#include "boost/gbdt.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "boost/early_stopping.hpp"
#include "boost/leaf_values.hpp"
#include "grow/grower.hpp"
#include "grow/leaf_numbers.hpp"
#include "grow/rest.hpp"
#include "sampling/sampling.hpp"

namespace coppice {

namespace {

/// Where hessians vanish (a class that a softmax or logistic model is sure of) a Newton step has
/// no bound; a step of this many log-odds is as good as any, and keeps rare classes from diverging.
constexpr double kLogOddsLimit = 8;

double value_limit(const Objective& objective, const GrowParams& params) {
  if (params.max_leaf_value > 0) return params.max_leaf_value;
  return is_classification(objective) ? kLogOddsLimit : 0;
}

/// Rows of [0, rows) that are not in `sample` (ascending).
std::vector<std::uint32_t> rows_left_out(std::size_t rows, std::span<const std::uint32_t> sample) {
  std::vector<std::uint32_t> out;
  out.reserve(rows - sample.size());
  std::size_t next = 0;
  for (std::uint32_t row = 0; row < rows; ++row) {
    if (next < sample.size() && sample[next] == row) {
      ++next;
    } else {
      out.push_back(row);
    }
  }
  return out;
}

class Rounds {
 public:
  Rounds(const Objective& objective, BoostSet& training, std::span<BoostSet> validation, const TrainParams& params)
      : objective_(objective), training_(training), validation_(validation), params_(params),
        grower_(*training.table, params.grow), pairs_(training.scores.size()) {}

  /// One round: a tree for each output, added to the scores of every set.
  void run(int round, std::vector<Tree>& trees) {
    gradients(objective_, training_.scores, training_.targets(), pairs_);
    const auto key = static_cast<std::uint64_t>(round);
    const std::uint64_t seed = params_.boost.seed;
    const std::size_t rows = training_.table->rows;
    const std::vector<std::uint32_t> sample = sample_rows(rows, params_.sample.row_fraction, seed, key);
    const auto columns = static_cast<std::uint32_t>(training_.table->edges.features.size());
    const std::vector<std::uint32_t> drawn = params_.sample.column_fraction < 1
        ? sample_columns(columns, params_.sample.column_fraction, seed, key) : std::vector<std::uint32_t>{};
    const std::vector<std::uint32_t> left_out = sample.empty() ? std::vector<std::uint32_t>{} : rows_left_out(rows, sample);
    const auto outputs = static_cast<std::size_t>(output_count(objective_));
    for (std::size_t output = 0; output < outputs; ++output) {
      const std::uint64_t tree_key = key * outputs + output;
      trees.push_back(grow_tree(output, tree_key, sample, drawn, left_out));
    }
  }

 private:
  Tree grow_tree(std::size_t output, std::uint64_t tree_key, std::span<const std::uint32_t> sample,
                 std::span<const std::uint32_t> columns, std::span<const std::uint32_t> left_out) {
    const std::size_t rows = training_.table->rows;
    const auto pairs = std::span<const GradientPair>(pairs_).subspan(output * rows, rows);
    const bool constant = has_constant_hessian(objective_) && training_.weights.empty();
    quantize(pairs, constant, params_.boost.seed, tree_key, quantized_);
    GrowRequest request;
    request.gradients = &quantized_;
    request.sample = sample;
    request.columns = columns;
    request.node_column_fraction = params_.sample.column_fraction_per_node;
    request.seed = params_.boost.seed;
    request.round = tree_key;
    const GrownTree grown = grower_.grow(request);
    std::vector<double> values = leaf_values(grower_, grown, quantized_, pairs, params_.grow, value_limit(objective_, params_.grow));
    for (double& value : values) value *= params_.boost.learning_rate;
    add_to_training(grown, values, output, left_out);
    for (BoostSet& set : validation_) add_routed(set, grown, values, output, {});
    Tree tree = rest(grown, *training_.table, quantized_.format, values);
    tree.output = static_cast<std::uint32_t>(output);
    return tree;
  }

  /// The rows of each leaf are at hand in the grower; only rows left out of the sample are routed.
  void add_to_training(const GrownTree& grown, std::span<const double> values, std::size_t output, std::span<const std::uint32_t> left_out) {
    double* scores = training_.scores.data() + output * training_.table->rows;
    parallel_for(grown.leaves.size(), [&](std::size_t leaf) {
      const auto rows = grower_.rows(grown.leaves[leaf]);
      if (rows.empty()) {
        for (std::size_t row = 0; row < training_.table->rows; ++row) scores[row] += values[leaf];
      }
      for (const std::uint32_t row : rows) scores[row] += values[leaf];
    });
    if (!left_out.empty()) add_routed(training_, grown, values, output, left_out);
  }

  void add_routed(BoostSet& set, const GrownTree& grown, std::span<const double> values, std::size_t output, std::span<const std::uint32_t> rows) {
    leaf_of_.resize(rows.empty() ? set.table->rows : rows.size());
    leaf_numbers(*set.table, grown, rows, leaf_of_);
    double* scores = set.scores.data() + output * set.table->rows;
    for (std::size_t i = 0; i < leaf_of_.size(); ++i) {
      scores[rows.empty() ? i : rows[i]] += values[static_cast<std::size_t>(leaf_of_[i])];
    }
  }

  const Objective& objective_;
  BoostSet& training_;
  std::span<BoostSet> validation_;
  const TrainParams& params_;
  Grower grower_;
  std::vector<GradientPair> pairs_;
  QuantizedGradients quantized_;
  std::vector<std::int32_t> leaf_of_;
};

std::vector<MetricValue> measure(const Objective& objective, std::span<const BoostSet> sets, const std::vector<Metric>& metrics) {
  std::vector<MetricValue> values;
  for (const BoostSet& set : sets) {
    for (const Metric metric : metrics) {
      values.push_back({set.name, std::string(metric_name(metric)), evaluate_metric(metric, objective, set.scores, set.targets())});
    }
  }
  return values;
}

}  // namespace

std::vector<Metric> chosen_metrics(const BoostParams& params, const Objective& objective) {
  std::vector<Metric> metrics;
  for (const std::string& name : params.metric) metrics.push_back(parse_metric(name));
  if (metrics.empty()) metrics.push_back(default_metric(objective));
  for (const Metric metric : metrics) check_metric(metric, objective);
  return metrics;
}

Boosted boost_gbdt(const Objective& objective, BoostSet& training, std::span<BoostSet> validation,
                   const TrainParams& params, Observer& observer) {
  const std::vector<Metric> metrics = chosen_metrics(params.boost, objective);
  EarlyStopping stopping(params.boost.early_stopping_rounds, larger_is_better(metrics.front()));
  Rounds rounds(objective, training, validation, params);
  Boosted boosted;
  for (const BoostSet& set : validation) {
    for (const Metric metric : metrics) boosted.history_names.push_back(set.name + " " + std::string(metric_name(metric)));
  }
  for (int round = 1; round <= params.boost.trees; ++round) {
    rounds.run(round, boosted.trees);
    boosted.best_round = round;
    const std::vector<MetricValue> values = measure(objective, validation, metrics);
    observer.round_done(round, params.boost.trees, values);
    if (!values.empty()) {
      HistoryRow& row = boosted.history.emplace_back();
      row.round = round;
      for (const MetricValue& value : values) row.values.push_back(value.value);
      if (stopping.should_stop(round, values.front().value)) break;
    }
    if (observer.stop_requested()) break;
  }
  if (params.boost.early_stopping_rounds > 0 && stopping.best_round() > 0) {
    boosted.best_round = stopping.best_round();
    boosted.trees.resize(static_cast<std::size_t>(boosted.best_round) * static_cast<std::size_t>(output_count(objective)));
  }
  return boosted;
}

}  // namespace coppice
