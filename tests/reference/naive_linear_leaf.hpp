#pragma once

#include <cmath>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "base/gradient.hpp"
#include "data/table.hpp"

// The naive twin of coppice::LinearLeaves: one leaf as a dense system with the constant among its
// unknowns, solved by Gaussian elimination, and the loss that it makes least.

namespace coppice::reference {

/// A leaf's rows in long double, scaled to deviation 1 over the whole column; missing values are
/// the mean of the leaf, weighted by hessians.
struct NaiveLeaf {
  std::vector<std::vector<long double>> x;                    ///< row by row
  std::vector<long double> gradient, hessian, center, scale;  ///< center and scale by column

  NaiveLeaf(std::span<const coppice::Column> columns, std::span<const std::uint32_t> features,
            std::span<const std::uint32_t> rows, std::span<const coppice::GradientPair> pairs) {
    x.assign(rows.size(), {});
    for (const std::uint32_t row : rows) {
      gradient.push_back(pairs[row].gradient);
      hessian.push_back(pairs[row].hessian);
    }
    for (const std::uint32_t feature : features) add_column(columns[feature].numbers, rows);
  }

  void add_column(const std::vector<double>& values, std::span<const std::uint32_t> rows) {
    long double sum = 0, count = 0, square = 0;
    for (const double value : values) {
      if (std::isfinite(value)) sum += value, count += 1;
    }
    for (const double value : values) {
      if (std::isfinite(value)) square += (value - sum / count) * (value - sum / count);
    }
    scale.push_back(1 / std::sqrt(square / static_cast<long double>(values.size())));
    long double weighted = 0, weights = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      if (std::isfinite(values[rows[i]]))
        weighted += hessian[i] * values[rows[i]], weights += hessian[i];
    }
    center.push_back(weights > 0 ? weighted / weights : 0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const double value = values[rows[i]];
      x[i].push_back(std::isfinite(value) ? (value - center.back()) * scale.back() : 0);
    }
  }

  /// The constant, then the weights of the scaled columns.
  std::vector<long double> solve(long double l2) const {
    const std::size_t size = center.size() + 1;
    std::vector<std::vector<long double>> a(size, std::vector<long double>(size + 1));
    for (std::size_t row = 0; row < x.size(); ++row) {
      std::vector<long double> z = x[row];
      z.insert(z.begin(), 1);
      for (std::size_t i = 0; i < size; ++i) {
        a[i][size] -= gradient[row] * z[i];
        for (std::size_t j = 0; j < size; ++j) a[i][j] += hessian[row] * z[i] * z[j];
      }
    }
    for (std::size_t i = 1; i < size; ++i) a[i][i] += l2;
    for (std::size_t i = 0; i < size; ++i) {
      std::size_t best = i;
      for (std::size_t j = i + 1; j < size; ++j)
        best = std::fabs(a[j][i]) > std::fabs(a[best][i]) ? j : best;
      std::swap(a[i], a[best]);
      for (std::size_t j = 0; j < size; ++j) {
        const long double factor = a[j][i] / a[i][i];
        for (std::size_t k = i; j != i && k <= size; ++k) a[j][k] -= factor * a[i][k];
      }
    }
    std::vector<long double> solution;
    for (std::size_t i = 0; i < size; ++i) solution.push_back(a[i][size] / a[i][i]);
    return solution;
  }

  /// What the solution makes least.
  long double loss(const std::vector<long double>& solution, long double l2) const {
    long double sum = 0;
    for (std::size_t row = 0; row < x.size(); ++row) {
      long double f = solution[0];
      for (std::size_t j = 0; j < center.size(); ++j) f += solution[j + 1] * x[row][j];
      sum += gradient[row] * f + hessian[row] * f * f / 2;
    }
    for (std::size_t j = 0; j < center.size(); ++j)
      sum += l2 / 2 * solution[j + 1] * solution[j + 1];
    return sum;
  }
};

}  // namespace coppice::reference
