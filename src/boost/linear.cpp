#include "boost/linear.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "loss/objective.hpp"

namespace coppice {

namespace {

constexpr std::size_t kStepBlock = 8192;

/// Where hessians vanish (classes that a column tells apart) a Newton step has no bound, and one
/// that overshoots is followed by larger ones. A weight moves by at most this many log-odds a
/// deviation of its column, as in the trust region of Genkin et al. 2007.
constexpr double kStepLimit = 1;

struct Slope {
  double gradient = 0, hessian = 0;
};

/// term(i) over [0, n), in blocks that are added in their order.
template <class Term>
Slope sum_slopes(std::size_t n, const Term& term) {
  std::vector<Slope> parts((n + kStepBlock - 1) / kStepBlock);
  parallel_blocks(n, kStepBlock, [&](std::size_t begin, std::size_t end) {
    Slope part;
    for (std::size_t i = begin; i < end; ++i) {
      const Slope one = term(i);
      part.gradient += one.gradient;
      part.hessian += one.hessian;
    }
    parts[begin / kStepBlock] = part;
  });
  Slope sum;
  for (const Slope& part : parts) {
    sum.gradient += part.gradient;
    sum.hessian += part.hessian;
  }
  return sum;
}

/// Entries of a column, and the row and the value of entry i.
std::size_t count_of(const LinearColumn& column, std::size_t rows) {
  return column.dense != nullptr ? rows : column.rows.size();
}
double value_at(const LinearColumn& column, std::size_t i) {
  if (column.dense == nullptr && column.values.empty()) return column.scale;
  const double moved =
      (column.dense != nullptr ? column.dense[i] : column.values[i]) - column.center;
  return std::isfinite(moved) ? moved * column.scale : 0.0;
}
std::size_t row_at(const LinearColumn& column, std::size_t i) {
  return column.dense != nullptr ? i : column.rows[i];
}

/// Hessian of the parabola above the loss, of a row with this residual.
double curvature(const AbsoluteError&, double residual) {
  return 1 / residual;
}
double curvature(const Quantile&, double residual) {
  return 0.5 / residual;
}
double curvature(const Huber& huber, double residual) {
  return std::min(1.0, huber.delta / residual);
}
template <class Loss>
double curvature(const Loss&, double) {
  return 1;
}

/// Replaces the hessians of losses whose own are of no use.
void majorise(const Objective& objective, Scores scores, const Targets& targets,
              std::span<GradientPair> pairs) {
  const ObjectiveKind kind = objective_kind(objective);
  if (kind != ObjectiveKind::absolute_error && kind != ObjectiveKind::quantile &&
      kind != ObjectiveKind::huber)
    return;
  const auto residual = [&](std::size_t i) { return std::fabs(scores[i] - targets.labels[i]); };
  const double mean = sum_slopes(scores.size(),
                                 [&](std::size_t i) {
                                   return Slope{residual(i), 0};
                                 })
                          .gradient /
                      static_cast<double>(scores.size());
  const double least = std::max(1e-3 * mean, 1e-30);  // a residual of 0 has no parabola
  std::visit(
      [&](const auto& loss) {
        parallel_blocks(scores.size(), kStepBlock, [&](std::size_t begin, std::size_t end) {
          for (std::size_t i = begin; i < end; ++i) {
            const double weight = targets.weights.empty() ? 1.0 : targets.weights[i];
            pairs[i].hessian = static_cast<float>(
                std::min(weight * curvature(loss, std::max(residual(i), least)), 1e30));
          }
        });
      },
      objective);
}

LinearRows rows_of(const PreparedSet& set, const Schema& schema) {
  return {set.table.rows, set.columns, schema.sparse ? &set.sparse : nullptr};
}

}  // namespace

LinearBooster::LinearBooster(const Prepared& data, const TrainParams& params,
                             std::vector<double> base)
    : data_(data), params_(params), base_(std::move(base)), columns_(data.training, data.schema) {
  start();
}

void LinearBooster::start() {
  const std::size_t outputs = base_.size(), rows = data_.training.table.rows;
  training_ = start_scored(data_.training, base_);
  validation_ = start_scored(data_.validation, base_);
  weights_.assign(columns_.columns().size() * outputs, 0.0);
  biases_.assign(outputs, 0.0);
  pairs_.resize(outputs * rows);
  gradients_.resize(rows);
  hessians_.resize(rows);
  done_ = 0;
}

double LinearBooster::step(double weight, double gradient, double hessian, double l1,
                           double l2) const {
  if (!(hessian + l2 > 0)) return 0;
  const double target = hessian * weight - gradient;
  const double best = std::copysign(std::max(std::fabs(target) - l1, 0.0), target) / (hessian + l2);
  const double change = params_.boost.learning_rate * (best - weight);
  if (!std::isfinite(change)) return 0;
  return is_classification(data_.task.objective) ? std::clamp(change, -kStepLimit, kStepLimit)
                                                 : change;
}

/// One output's intercept and columns, in turn.
void LinearBooster::descend(std::size_t output) {
  const std::size_t rows = gradients_.size(), outputs = base_.size();
  const GradientPair* const pairs = pairs_.data() + output * rows;
  double* const scores = training_.scores.data() + output * rows;
  for (std::size_t i = 0; i < rows; ++i) {
    gradients_[i] = pairs[i].gradient;
    hessians_[i] = pairs[i].hessian;
  }
  const auto move = [&](std::size_t row, double change) {
    gradients_[row] += hessians_[row] * change;
    scores[row] += change;
  };
  const Slope all = sum_slopes(rows, [&](std::size_t i) {
    return Slope{gradients_[i], hessians_[i]};
  });
  const double shift = step(0, all.gradient, all.hessian, 0, 0);
  biases_[output] += shift;
  parallel_blocks(rows, kStepBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) move(i, shift);
  });
  const std::span<const LinearColumn> columns = columns_.columns();
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const LinearColumn& column = columns[c];
    const std::size_t count = count_of(column, rows);
    const Slope slope = sum_slopes(count, [&](std::size_t i) {
      const double z = value_at(column, i);
      const std::size_t row = row_at(column, i);
      return Slope{gradients_[row] * z, hessians_[row] * z * z};
    });
    double& weight = weights_[c * outputs + output];
    const double change =
        step(weight, slope.gradient, slope.hessian, params_.grow.lambda_l1, params_.grow.lambda_l2);
    if (change == 0) continue;
    weight += change;
    parallel_blocks(count, kStepBlock, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i)
        move(row_at(column, i), value_at(column, i) * change);
    });
  }
}

void LinearBooster::run(int round) {
  const Targets targets = data_.training.targets();
  gradients(data_.task.objective, training_.scores, targets, pairs_);
  majorise(data_.task.objective, training_.scores, targets, pairs_);
  for (std::size_t output = 0; output < base_.size(); ++output) descend(output);
  done_ = round;
  if (validation_.empty()) return;
  const LinearModel linear = model();
  for (ScoredSet& scored : validation_) {
    scored = start_scored(*scored.set, base_);
    const std::size_t rows = scored.set->table.rows;
    for (std::size_t i = 0; i < scored.scores.size(); ++i) scored.scores[i] += biases_[i / rows];
    add_linear(linear, base_.size(), rows_of(*scored.set, data_.schema), scored.scores);
  }
}

LinearModel LinearBooster::model() const {
  const std::size_t outputs = base_.size();
  const std::span<const LinearColumn> columns = columns_.columns();
  LinearModel linear;
  for (std::size_t c = 0; c < columns.size(); ++c) {
    const double* const weights = weights_.data() + c * outputs;
    if (std::all_of(weights, weights + outputs, [](double weight) { return weight == 0; }))
      continue;
    linear.feature.push_back(columns[c].feature);
    linear.category.push_back(columns[c].category);
    linear.center.push_back(columns[c].center);
    for (std::size_t k = 0; k < outputs; ++k)
      linear.weight.push_back(weights[k] * columns[c].scale);
  }
  return linear;
}

Ensemble LinearBooster::take(int rounds) {
  if (rounds < done_) {
    start();
    validation_.clear();
    for (int round = 1; round <= rounds; ++round) run(round);
  }
  Ensemble ensemble;
  ensemble.base_scores = base_;
  for (std::size_t k = 0; k < base_.size(); ++k) ensemble.base_scores[k] += biases_[k];
  ensemble.linear = model();
  return ensemble;
}

}  // namespace coppice
