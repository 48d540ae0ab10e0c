#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <functional>
#include <map>
#include <vector>

#include "grow/bin_columns.hpp"

namespace coppice::reference {

/// A row as often as it was drawn, with its label.
struct DrawnRow {
  std::uint32_t row;
  double label, weight;
};

/// Weight times Gini impurity: n (1 - sum p_k^2).
inline double gini(const std::vector<DrawnRow>& rows) {
  std::map<double, double> counts;
  double all = 0, squares = 0;
  for (const DrawnRow& row : rows) counts[row.label] += row.weight, all += row.weight;
  for (const auto& [label, count] : counts) squares += (count / all) * (count / all);
  return rows.empty() ? 0 : all * (1 - squares);
}

/// Weight times entropy: -n sum p_k log p_k.
inline double entropy(const std::vector<DrawnRow>& rows) {
  std::map<double, double> counts;
  double all = 0, sum = 0;
  for (const DrawnRow& row : rows) counts[row.label] += row.weight, all += row.weight;
  for (const auto& [label, count] : counts) sum -= count * std::log(count / all);
  return sum;
}

/// Weighted sum of squares about the mean.
inline double variance(const std::vector<DrawnRow>& rows) {
  double all = 0, sum = 0, squares = 0;
  for (const DrawnRow& row : rows) all += row.weight, sum += row.weight * row.label;
  for (const DrawnRow& row : rows)
    squares += row.weight * (row.label - sum / all) * (row.label - sum / all);
  return squares;
}

using Impurity = std::function<double(const std::vector<DrawnRow>&)>;

struct Halves {
  std::vector<DrawnRow> left, right;
};

inline Halves halves_of(const std::vector<DrawnRow>& rows,
                        const std::function<bool(std::uint32_t)>& goes_left) {
  Halves parted;
  for (const DrawnRow& row : rows) (goes_left(row.row) ? parted.left : parted.right).push_back(row);
  return parted;
}

/// The greatest fall of impurity of any cut of any numeric column, missing values on either side;
/// below 0 where no cut leaves rows on both sides.
inline double best_gain(const BinColumns& columns, const std::vector<DrawnRow>& rows,
                        const Impurity& impurity) {
  double best = -1;
  for (std::size_t place = 0; place < columns.columns(); ++place) {
    const std::uint32_t missing = columns.bins(place).missing_bin();
    for (std::uint32_t cut = 0; cut < columns.bins(place).value_bins(); ++cut) {
      for (const bool missing_left : {false, true}) {
        const Halves parted = halves_of(rows, [&](std::uint32_t row) {
          const std::uint32_t bin = columns.bin(place, row);
          return bin == missing ? missing_left : bin <= cut;
        });
        if (parted.left.empty() || parted.right.empty()) continue;
        best = std::max(best, impurity(rows) - impurity(parted.left) - impurity(parted.right));
      }
    }
  }
  return best;
}

}  // namespace coppice::reference
