#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

// Metrics by their definitions, for small data: the oracles of src/loss/evaluate_metric.cpp.

namespace coppice::reference {

/// Class labels or numbers, one score or prediction a row, and a weight a row.
struct Rows {
  std::vector<double> labels, scores, weights;
};

/// Share of the pairs (class 1, class 0) in which class 1 scores higher; ties count half.
inline double auc(const Rows& rows) {
  double right = 0, pairs = 0;
  for (std::size_t i = 0; i < rows.labels.size(); ++i) {
    for (std::size_t j = 0; j < rows.labels.size(); ++j) {
      if (rows.labels[i] != 1 || rows.labels[j] != 0) continue;
      const double weight = rows.weights[i] * rows.weights[j];
      pairs += weight;
      if (rows.scores[i] > rows.scores[j]) right += weight;
      if (rows.scores[i] == rows.scores[j]) right += 0.5 * weight;
    }
  }
  return right / pairs;
}

/// Mean over class 1 of the precision among the rows that score at least as high.
inline double average_precision(const Rows& rows) {
  double sum = 0, positives = 0;
  for (std::size_t i = 0; i < rows.labels.size(); ++i) {
    if (rows.labels[i] != 1) continue;
    double hits = 0, named = 0;
    for (std::size_t j = 0; j < rows.labels.size(); ++j) {
      if (rows.scores[j] < rows.scores[i]) continue;
      named += rows.weights[j];
      hits += rows.weights[j] * rows.labels[j];
    }
    positives += rows.weights[i];
    if (rows.weights[i] > 0) sum += rows.weights[i] * hits / named;
  }
  return sum / positives;
}

/// Weighted mean of value(label, score) over the rows.
template <class Value>
double mean(const Rows& rows, Value value) {
  double sum = 0, total = 0;
  for (std::size_t i = 0; i < rows.labels.size(); ++i) {
    sum += rows.weights[i] * value(rows.labels[i], rows.scores[i]);
    total += rows.weights[i];
  }
  return sum / total;
}

inline double probability(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

inline double log_loss(const Rows& rows) {
  return mean(rows, [](double label, double score) {
    const double p = std::clamp(probability(score), 1e-15, 1 - 1e-15);
    return label == 1 ? -std::log(p) : -std::log(1 - p);
  });
}

inline double error(const Rows& rows) {
  return mean(rows, [](double label, double score) {
    return (probability(score) > 0.5 ? 1.0 : 0.0) == label ? 0.0 : 1.0;
  });
}

inline double f1(const Rows& rows) {
  double hits = 0, named = 0, positives = 0;
  for (std::size_t i = 0; i < rows.labels.size(); ++i) {
    const bool taken = rows.scores[i] > 0;
    hits += taken ? rows.weights[i] * rows.labels[i] : 0;
    named += taken ? rows.weights[i] : 0;
    positives += rows.weights[i] * rows.labels[i];
  }
  const double precision = hits / named, recall = hits / positives;
  return 2 * precision * recall / (precision + recall);
}

inline double mse(const Rows& rows) {
  return mean(rows, [](double label, double score) { return (label - score) * (label - score); });
}

inline double r2(const Rows& rows) {
  const double middle = mean(rows, [](double label, double) { return label; });
  const double variance =
      mean(rows, [&](double label, double) { return (label - middle) * (label - middle); });
  return 1 - mse(rows) / variance;
}

/// Probabilities of one row's classes; raw[k * rows + row].
inline std::vector<double> softmax(const std::vector<double>& raw, std::size_t rows,
                                   std::size_t row) {
  std::vector<double> p;
  for (std::size_t at = row; at < raw.size(); at += rows) p.push_back(raw[at]);
  const double top = *std::max_element(p.begin(), p.end());
  double sum = 0;
  for (double& x : p) sum += x = std::exp(x - top);
  for (double& x : p) x /= sum;
  return p;
}

}  // namespace coppice::reference
