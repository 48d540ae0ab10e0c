#include "boost/tree_fitter.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "boost/line_search.hpp"

namespace coppice {

namespace {

/// Where hessians vanish (a class that a softmax or logistic model is sure of) a Newton step has
/// no bound; a step of this many log-odds is as good as any. Of many classes the rare ones have a
/// handful of rows, and a shorter step keeps them from diverging.
constexpr double kLogOddsLimit = 8, kSoftmaxLimit = 4;

double value_limit(const Objective& objective, const GrowParams& params) {
  if (params.max_leaf_value > 0) return params.max_leaf_value;
  if (!is_classification(objective)) return 0;
  return output_count(objective) > 1 ? kSoftmaxLimit : kLogOddsLimit;
}

/// Rows of [0, rows) that are not in `sample` (ascending).
std::vector<std::uint32_t> rows_left_out(std::size_t rows, std::span<const std::uint32_t> sample) {
  std::vector<std::uint32_t> out;
  if (sample.empty()) return out;
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

/// Adds each row of a set the answer of its leaf, in the scores of the tree's output.
void add_answers(const FittedTree& tree, double share, RowLeaves row_leaves, const PreparedSet& set,
                 std::span<double> scores) {
  const LeafAnswers answers = tree.answers.scaled(share);
  double* const score = scores.data() + tree.output * row_leaves.size();
  const auto add = [&](const auto& answer) {
    parallel_blocks(row_leaves.size(), 65536, [&](std::size_t begin, std::size_t end) {
      for (std::size_t row = begin; row < end; ++row) {
        const std::int32_t leaf = row_leaves[row];
        score[row] += answer(static_cast<std::size_t>(leaf < 0 ? ~leaf : leaf), row);
      }
    });
  };
  if (answers.terms.terms() == 0) {
    add([&](std::size_t leaf, std::size_t) { return answers.values[leaf]; });
  } else {
    add([&](std::size_t leaf, std::size_t row) {
      return answers.terms.answer(leaf, answers.values[leaf], set.columns, row);
    });
  }
}

}  // namespace

LeafAnswers LeafAnswers::scaled(double share) const {
  LeafAnswers answers = *this;
  for (double& value : answers.values) value *= share;
  for (double& weight : answers.terms.weight) weight *= share;
  return answers;
}

TreeFitter::TreeFitter(const Prepared& data, const TrainParams& params)
    : objective_(data.task.objective),
      params_(params),
      training_(data.training),
      grower_(data, params.grow),
      features_(static_cast<std::uint32_t>(data.schema.sparse ? data.schema.sparse_columns
                                                              : data.schema.features.size())) {
  if (params.grow.linear_leaves) linear_leaves_.emplace(training_.columns, params.grow);
}

void TreeFitter::begin_round(int round, Scores scores) {
  scores_ = scores;
  round_ = static_cast<std::uint64_t>(round);
  pairs_.resize(scores.size());
  gradients(objective_, scores, training_.targets(), pairs_);
  draw(round);
  amplify();
}

void TreeFitter::draw(int round) {
  const SampleParams& params = params_.sample;
  const std::uint64_t seed = params_.boost.seed;
  // The first gradients tell little of which rows are hard (Ke et al. begin to sample after
  // 1 / learning rate rounds).
  const bool early = round <= static_cast<int>(1 / params_.boost.learning_rate);
  if (params.row_sampling == RowSampling::goss && early) {
    sample_ = {};
  } else {
    sample_ = draw_rows(params, {training_.table.rows, pairs_, training_.labels}, seed, round_);
  }
  left_out_ = rows_left_out(training_.table.rows, sample_.rows);
  columns_.clear();
  if (params.column_fraction < 1) {
    columns_ = sample_columns(features_, params.column_fraction, seed, round_);
  }
}

/// Rows that stand for others count more, in the gradients and in what the leaves are found from.
void TreeFitter::amplify() {
  drawn_weights_.clear();
  if (sample_.factors.empty()) return;
  const std::size_t rows = training_.table.rows;
  drawn_weights_ = training_.weights;
  drawn_weights_.resize(rows, 1.0);
  parallel_blocks(sample_.rows.size(), 16384, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const float factor = sample_.factors[i];
      drawn_weights_[sample_.rows[i]] *= factor;
      for (std::size_t k = sample_.rows[i]; k < pairs_.size(); k += rows) {
        pairs_[k].gradient *= factor;
        pairs_[k].hessian *= factor;
      }
    }
  });
}

Targets TreeFitter::drawn_targets() const {
  return {training_.labels, drawn_weights_.empty() ? training_.weights : drawn_weights_};
}

/// First order: trees are fitted to the gradients by least squares, which is what a second
/// derivative of one weight says.
std::span<const GradientPair> TreeFitter::grown_from(std::size_t output) {
  const std::size_t rows = training_.table.rows;
  const auto pairs = std::span<const GradientPair>(pairs_).subspan(output * rows, rows);
  if (params_.boost.order == Order::second || has_constant_hessian(objective_)) return pairs;
  const std::span<const double> weights = drawn_targets().weights;
  first_order_.assign(pairs.begin(), pairs.end());
  for (std::size_t i = 0; i < rows; ++i) {
    first_order_[i].hessian = weights.empty() ? 1.0F : static_cast<float>(weights[i]);
  }
  return first_order_;
}

FittedTree TreeFitter::fit(std::size_t output) {
  const auto outputs = static_cast<std::size_t>(output_count(objective_));
  const std::uint64_t tree_key = round_ * outputs + output;
  const bool equal = has_constant_hessian(objective_) || params_.boost.order == Order::first;
  const std::span<const GradientPair> pairs = grown_from(output);
  quantize(pairs, equal && drawn_targets().weights.empty(), params_.boost.seed, tree_key,
           quantized_, grower_.needs_precision());
  GrowRequest request;
  request.gradients = &quantized_;
  request.sample = sample_.rows;
  request.columns = columns_;
  request.node_column_fraction = params_.sample.column_fraction_per_node;
  request.seed = params_.boost.seed;
  request.round = tree_key;
  FittedTree tree;
  tree.grown = grower_.grow(request);
  tree.format = quantized_.format;
  tree.output = static_cast<std::uint32_t>(output);
  std::vector<LeafRows> leaves;
  for (const GrownLeaf& leaf : tree.grown.leaves) leaves.push_back(grower_.rows(leaf));
  number_rows_of(tree.grown, leaves);
  tree.answers.values = values_of(tree.grown, leaves, output);
  if (linear_leaves_) {
    const std::size_t rows = training_.table.rows;
    tree.answers.terms =
        linear_leaves_->fit(grower_.paths(tree.grown), row_leaves_,
                            std::span<const GradientPair>(pairs_).subspan(output * rows, rows));
  }
  return tree;
}

/// The rows of each leaf are at hand in the grower; only rows left out of the sample are routed.
void TreeFitter::number_rows_of(const GrownTree& grown, std::span<const LeafRows> leaves) {
  row_leaves_.resize(training_.table.rows);
  number_rows(leaves, row_leaves_);
  if (left_out_.empty()) return;
  routed_.resize(left_out_.size());
  grower_.leaf_numbers(training_, grown, left_out_, routed_);
  for (std::size_t i = 0; i < left_out_.size(); ++i) row_leaves_[left_out_[i]] = ~routed_[i];
}

std::vector<double> TreeFitter::values_of(const GrownTree& grown, std::span<const LeafRows> leaves,
                                          std::size_t output) {
  const std::size_t rows = training_.table.rows;
  const double limit = value_limit(objective_, params_.grow);
  const auto pairs = std::span<const GradientPair>(pairs_).subspan(output * rows, rows);
  if (!needs_line_search(objective_, params_.boost.order)) {
    return leaf_values(grown, row_leaves_, quantized_, pairs, params_.grow, limit);
  }
  const LeafSearch search{leaves, row_leaves_, pairs, drawn_targets(),
                          scores_.subspan(output * rows, rows)};
  return line_search(objective_, search, params_.grow, limit);
}

void TreeFitter::add_fitted(ScoredSet& training, const FittedTree& tree, double share) {
  add_answers(tree, share, row_leaves_, training_, training.scores);
}

void TreeFitter::add(const PreparedSet& set, std::span<double> scores, const FittedTree& tree,
                     double share) {
  routed_.resize(set.table.rows);
  grower_.leaf_numbers(set, tree.grown, {}, routed_);
  add_answers(tree, share, routed_, set, scores);
}

Tree TreeFitter::rest(const FittedTree& tree, double share) const {
  LeafAnswers answers = tree.answers.scaled(share);
  Tree resting = grower_.rest(tree.grown, tree.format, answers.values);
  resting.leaf_terms = std::move(answers.terms);
  resting.output = tree.output;
  return resting;
}

void TreeFitter::release() {
  grower_.release();
  pairs_ = {};
  first_order_ = {};
  quantized_ = {};
  sample_ = {};
  left_out_ = {};
  drawn_weights_ = {};
  row_leaves_ = {};
  routed_ = {};
}

}  // namespace coppice
