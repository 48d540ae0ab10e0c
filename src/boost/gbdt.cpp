#include "boost/gbdt.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "boost/leaf_values.hpp"
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

}  // namespace

Gbdt::Gbdt(const Prepared& data, const TrainParams& params, std::vector<double> base)
    : objective_(data.task.objective), params_(params), table_(data.training.table),
      training_(start_scored(data.training, base)), validation_(start_scored(data.validation, base)),
      grower_(table_, params.grow), pairs_(training_.scores.size()) {
  ensemble_.base_scores = std::move(base);
}

void Gbdt::run(int round) {
  gradients(objective_, training_.scores, training_.set->targets(), pairs_);
  const auto key = static_cast<std::uint64_t>(round);
  const std::uint64_t seed = params_.boost.seed;
  const std::vector<std::uint32_t> sample = sample_rows(table_.rows, params_.sample.row_fraction, seed, key);
  const auto columns = static_cast<std::uint32_t>(table_.edges.features.size());
  const std::vector<std::uint32_t> drawn = params_.sample.column_fraction < 1
      ? sample_columns(columns, params_.sample.column_fraction, seed, key) : std::vector<std::uint32_t>{};
  const std::vector<std::uint32_t> left_out = sample.empty() ? std::vector<std::uint32_t>{} : rows_left_out(table_.rows, sample);
  const std::size_t outputs = ensemble_.outputs();
  for (std::size_t output = 0; output < outputs; ++output) {
    const std::uint64_t tree_key = key * outputs + output;
    ensemble_.trees.push_back(grow_tree(output, tree_key, sample, drawn, left_out));
  }
}

Ensemble Gbdt::take(int rounds) {
  ensemble_.trees.resize(static_cast<std::size_t>(rounds) * ensemble_.outputs());
  return std::move(ensemble_);
}

Tree Gbdt::grow_tree(std::size_t output, std::uint64_t tree_key, std::span<const std::uint32_t> sample,
                     std::span<const std::uint32_t> columns, std::span<const std::uint32_t> left_out) {
  const auto pairs = std::span<const GradientPair>(pairs_).subspan(output * table_.rows, table_.rows);
  const bool constant = has_constant_hessian(objective_) && training_.set->weights.empty();
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
  for (ScoredSet& scored : validation_) add_routed(scored, grown, values, output, {});
  Tree tree = rest(grown, table_, quantized_.format, values);
  tree.output = static_cast<std::uint32_t>(output);
  return tree;
}

/// The rows of each leaf are at hand in the grower; only rows left out of the sample are routed.
void Gbdt::add_to_training(const GrownTree& grown, std::span<const double> values, std::size_t output,
                           std::span<const std::uint32_t> left_out) {
  double* scores = training_.scores.data() + output * table_.rows;
  parallel_for(grown.leaves.size(), [&](std::size_t leaf) {
    const auto rows = grower_.rows(grown.leaves[leaf]);
    if (rows.empty()) {
      for (std::size_t row = 0; row < table_.rows; ++row) scores[row] += values[leaf];
    }
    for (const std::uint32_t row : rows) scores[row] += values[leaf];
  });
  if (!left_out.empty()) add_routed(training_, grown, values, output, left_out);
}

void Gbdt::add_routed(ScoredSet& scored, const GrownTree& grown, std::span<const double> values, std::size_t output,
                      std::span<const std::uint32_t> rows) {
  const BinnedTable& table = scored.set->table;
  leaf_of_.resize(rows.empty() ? table.rows : rows.size());
  leaf_numbers(table, grown, rows, leaf_of_);
  double* scores = scored.scores.data() + output * table.rows;
  for (std::size_t i = 0; i < leaf_of_.size(); ++i) {
    scores[rows.empty() ? i : rows[i]] += values[static_cast<std::size_t>(leaf_of_[i])];
  }
}

}  // namespace coppice
