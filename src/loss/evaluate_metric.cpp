#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "loss/metric.hpp"
#include "loss/pointwise_losses.hpp"
#include "loss/ranking.hpp"
#include "loss/rows.hpp"
#include "loss/softmax.hpp"

namespace coppice {

namespace {

constexpr double kLargestLogLoss = 34.538776394910684;
constexpr double kSmallestLogLoss = 1e-15;

double clipped(double log_loss) {
  return std::clamp(log_loss, kSmallestLogLoss, kLargestLogLoss);
}

/// Raw scores of regression on the label's scale.
std::vector<double> predictions_of(const Objective& objective, Scores raw) {
  std::vector<double> scores(raw.begin(), raw.end());
  transform(objective, scores);
  return scores;
}

double coefficient_of_determination(Scores predicted, const Targets& targets) {
  const auto& labels = targets.labels;
  const double mean = weighted_mean(targets, [&](std::size_t i) { return labels[i]; });
  const auto squared = [](double x) { return x * x; };
  const double left =
      weighted_sum(targets, [&](std::size_t i) { return squared(labels[i] - predicted[i]); });
  const double all =
      weighted_sum(targets, [&](std::size_t i) { return squared(labels[i] - mean); });
  return all > 0 ? 1.0 - left / all : kUndefined;
}

/// McCullagh and Nelder, "Generalized linear models", table 2.1: 2 (y log(y / mu) - y + mu), the
/// raw score being log mu. y log y is 0 at 0.
double poisson_deviance(Scores raw, const Targets& targets) {
  return weighted_mean(targets, [&](std::size_t i) {
    const double label = targets.labels[i];
    const double floored = std::max(label, std::numeric_limits<double>::min());
    return 2.0 * (label * (portable_log(floored) - raw[i]) - label + portable_exp(raw[i]));
  });
}

double regression_metric(Metric metric, const Objective& objective, Scores raw,
                         const Targets& targets) {
  if (metric == Metric::poisson_deviance) return poisson_deviance(raw, targets);
  if (metric == Metric::quantile_loss) return mean_loss(objective, raw, targets);
  std::vector<double> rates;
  Scores predicted = raw;
  if (std::holds_alternative<Poisson>(objective)) {
    rates = predictions_of(objective, raw);
    predicted = rates;
  }
  const auto& labels = targets.labels;
  switch (metric) {
    case Metric::mae:
      return mean_loss(AbsoluteError{}, predicted, targets);
    case Metric::mse:
      return 2.0 * mean_loss(SquaredError{}, predicted, targets);
    case Metric::rmse:
      return std::sqrt(2.0 * mean_loss(SquaredError{}, predicted, targets));
    case Metric::mape:
      return weighted_mean(targets, [&](std::size_t i) {
        return std::fabs(labels[i] - predicted[i]) /
               std::max(std::fabs(labels[i]), std::numeric_limits<double>::epsilon());
      });
    case Metric::r2:
      return coefficient_of_determination(predicted, targets);
    default:
      return kUndefined;
  }
}

/// F1 = 2 TP / (2 TP + FP + FN) of class 1; NaN where no row is of class 1 or taken for it.
double f1_score(Scores log_odds, const Targets& targets) {
  const double hits = weighted_sum(targets, [&](std::size_t i) {
    return static_cast<double>(log_odds[i] > 0) * targets.labels[i];
  });
  const double named = weighted_sum(targets, [&](std::size_t i) {
    return static_cast<double>(log_odds[i] > 0) + targets.labels[i];
  });
  return named > 0 ? 2.0 * hits / named : kUndefined;
}

/// `log_odds` is the score of class 1 over class 0: above 0, a row is taken for class 1.
double binary_metric(Metric metric, Scores log_odds, const Targets& targets) {
  const auto& labels = targets.labels;
  const auto error = [&] {
    return weighted_mean(targets, [&](std::size_t i) {
      return static_cast<double>((log_odds[i] > 0) != (labels[i] > 0));
    });
  };
  switch (metric) {
    case Metric::logloss:
    case Metric::mlogloss:
      return weighted_mean(targets, [&](std::size_t i) {
        return clipped(softplus((1.0 - 2.0 * labels[i]) * log_odds[i]));
      });
    case Metric::error:
    case Metric::merror:
      return error();
    case Metric::accuracy:
      return 1.0 - error();
    case Metric::auc:
      return area_under_roc(log_odds, targets);
    case Metric::average_precision:
      return average_precision(log_odds, targets);
    case Metric::f1:
      return f1_score(log_odds, targets);
    default:
      return kUndefined;
  }
}

/// Class of the highest score that is above `least`; of equal ones, and of none, the lowest.
double highest_class(int classes, Scores raw, std::size_t rows, std::size_t i, double least) {
  int best = 0;
  double top = raw[i] > least ? raw[i] : least;
  for (int k = 1; k < classes; ++k) {
    const double score = raw[static_cast<std::size_t>(k) * rows + i];
    if (score > top) best = k, top = score;
  }
  return best;
}

double multiclass_log_loss(const Softmax& softmax, Scores raw, const Targets& targets) {
  const std::size_t rows = targets.labels.size();
  const double sum = sum_of_chunks(rows, [&](std::size_t begin, std::size_t count, double* terms) {
    const SoftmaxChunk chunk(softmax, raw.data(), rows, begin, count);
    for (std::size_t i = 0; i < count; ++i) {
      const auto label = static_cast<std::size_t>(targets.labels[begin + i]);
      terms[i] = clipped(chunk.loss(i, raw[label * rows + begin + i]));
      if (!targets.weights.empty()) terms[i] *= targets.weights[begin + i];
    }
  });
  return sum / total_weight(targets);
}

/// Weighted share of the rows whose class is not that of the highest score (above `least`).
double error_rate(int classes, Scores raw, const Targets& targets, double least) {
  const std::size_t rows = targets.labels.size();
  return weighted_mean(targets, [&](std::size_t i) {
    return static_cast<double>(highest_class(classes, raw, rows, i, least) != targets.labels[i]);
  });
}

double multiclass_metric(Metric metric, const Softmax& softmax, Scores raw,
                         const Targets& targets) {
  constexpr double kAny = -std::numeric_limits<double>::infinity();
  switch (metric) {
    case Metric::logloss:
    case Metric::mlogloss:
      return multiclass_log_loss(softmax, raw, targets);
    case Metric::error:
    case Metric::merror:
      return error_rate(softmax.outputs, raw, targets, kAny);
    case Metric::accuracy:
      return 1.0 - error_rate(softmax.outputs, raw, targets, kAny);
    default:
      return kUndefined;
  }
}

double log_of(double probability) {
  return portable_log(std::max(probability, std::numeric_limits<double>::min()));
}

/// Probabilities are measured as the scores that they come from: log-odds or logarithms for the log
/// loss; for the rest, which looks at their order and at the half, as they are.
double probability_metric(Metric metric, const Brier& brier, Scores raw, const Targets& targets) {
  const bool logarithmic = metric == Metric::logloss || metric == Metric::mlogloss;
  const bool binary = brier.outputs == 1;
  if (!binary && !logarithmic) {
    const double error = error_rate(brier.outputs, raw, targets, 0);
    return metric == Metric::accuracy ? 1.0 - error : error;
  }
  std::vector<double> scores = predictions_of(brier, raw);
  for (double& p : scores) {
    if (!logarithmic) {
      p -= 0.5;
    } else {
      p = binary ? log_of(p) - log_of(1 - p) : log_of(p);
    }
  }
  if (binary) return binary_metric(metric, scores, targets);
  return multiclass_log_loss(Softmax{.outputs = brier.outputs}, scores, targets);
}

}  // namespace

double evaluate_metric(Metric metric, const Objective& objective, Scores raw,
                       const Targets& targets) {
  check_metric(metric, objective);
  if (std::holds_alternative<Logistic>(objective)) return binary_metric(metric, raw, targets);
  if (const auto* const brier = std::get_if<Brier>(&objective)) {
    return probability_metric(metric, *brier, raw, targets);
  }
  const auto* const softmax = std::get_if<Softmax>(&objective);
  if (!softmax) return regression_metric(metric, objective, raw, targets);
  if (softmax->outputs > 2) return multiclass_metric(metric, *softmax, raw, targets);
  const std::size_t rows = targets.labels.size();
  std::vector<double> log_odds(rows);
  for (std::size_t i = 0; i < rows; ++i) log_odds[i] = raw[rows + i] - raw[i];
  return binary_metric(metric, log_odds, targets);
}

bool counts_errors(Metric metric) {
  return metric == Metric::error || metric == Metric::merror || metric == Metric::accuracy;
}

double evaluate_answers(Metric metric, std::span<const std::uint32_t> answers,
                        const Targets& targets) {
  const double error = weighted_mean(targets, [&](std::size_t i) {
    return static_cast<double>(answers[i] != static_cast<std::uint32_t>(targets.labels[i]));
  });
  return metric == Metric::accuracy ? 1.0 - error : error;
}

}  // namespace coppice
