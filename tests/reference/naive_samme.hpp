#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <vector>

namespace coppice::reference {

/// SAMME with stumps as its paper says it (Zhu et al., "Multi-class AdaBoost", 2009, algorithm 2),
/// over columns of numbers without missing values. The scores of all rows after some rounds, rows x
/// classes.
class Samme {
 public:
  using Columns = std::vector<std::vector<double>>;

  Samme(Columns columns, std::vector<std::size_t> labels, std::size_t classes)
      : columns_(std::move(columns)),
        labels_(std::move(labels)),
        classes_(classes),
        weights_(labels_.size(), 1.0 / static_cast<double>(labels_.size())) {}

  std::vector<double> scores(int rounds) {
    std::vector<double> sum(labels_.size() * classes_);
    for (int round = 0; round < rounds; ++round) {
      const std::vector<std::size_t> said = best_stump();
      double error = 0, all = 0;
      for (std::size_t row = 0; row < labels_.size(); ++row)
        error += said[row] != labels_[row] ? weights_[row] : 0;
      const double alpha =
          std::log((1 - error) / error) + std::log(static_cast<double>(classes_) - 1);
      for (std::size_t row = 0; row < labels_.size(); ++row) {
        if (said[row] != labels_[row]) weights_[row] *= std::exp(alpha);
        all += weights_[row];
        sum[row * classes_ + said[row]] += alpha;
      }
      for (double& weight : weights_) weight /= all;
    }
    return sum;
  }

 private:
  struct Side {
    std::vector<double> counts;
    double all = 0;
    double impurity() const {
      double squares = 0;
      for (const double count : counts) squares += count * count;
      return all > 0 ? all - squares / all : 0;
    }
    std::size_t best() const {
      return static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) -
                                      counts.begin());
    }
  };

  /// The class that the stump of least weighted Gini impurity says for each row.
  std::vector<std::size_t> best_stump() const {
    double least = std::numeric_limits<double>::infinity();
    std::vector<std::size_t> best(labels_.size());
    for (const std::vector<double>& column : columns_) {
      for (const double cut : column) {
        Side left{std::vector<double>(classes_)}, right{std::vector<double>(classes_)};
        for (std::size_t row = 0; row < labels_.size(); ++row) {
          Side& side = column[row] <= cut ? left : right;
          side.counts[labels_[row]] += weights_[row];
          side.all += weights_[row];
        }
        const double impurity = left.impurity() + right.impurity();
        if (right.all == 0 || impurity >= least) continue;
        least = impurity;
        for (std::size_t row = 0; row < labels_.size(); ++row)
          best[row] = column[row] <= cut ? left.best() : right.best();
      }
    }
    return best;
  }

  Columns columns_;
  std::vector<std::size_t> labels_;
  std::size_t classes_;
  std::vector<double> weights_;
};

}  // namespace coppice::reference
