#include "loss/ranking.hpp"

#include <cmath>
#include <limits>

#include "base/buffer.hpp"
#include "base/parallel.hpp"
#include "loss/exp_log.hpp"
#include "loss/rows.hpp"
#include "loss/weighted_sort.hpp"

namespace coppice {

namespace {

/// Rows of one score.
struct TieGroup {
  double positive = 0;  ///< weight of its rows of class 1
  double negative = 0;  ///< and of class 0
};

/// Calls visit(TieGroup) for each distinct score, highest first.
template <class Visit>
void for_tie_groups(std::span<const double> scores, const Targets& targets, const Visit& visit) {
  constexpr double largest = std::numeric_limits<double>::max();
  Buffer<WeightedValue> rows(scores.size());
  parallel_blocks(rows.size(), kRowBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const double weight = targets.weights.empty() ? 1.0 : targets.weights[i];
      // Negated: the highest score comes first.
      rows[i] = {-detail::bounded(scores[i], {-largest, largest}),
                 (2.0 * targets.labels[i] - 1.0) * weight};
    }
  });
  sort_by_value(rows.span());
  for (std::size_t i = 0; i < rows.size();) {
    TieGroup group;
    const double value = rows[i].value;
    for (; i < rows.size() && rows[i].value == value; ++i) {
      // By arithmetic, not by branch: the class of the next row cannot be predicted.
      const double positive = 0.5 * (rows[i].weight + std::fabs(rows[i].weight));
      group.positive += positive;
      group.negative += positive - rows[i].weight;
    }
    visit(group);
  }
}

}  // namespace

double area_under_roc(std::span<const double> scores, const Targets& targets) {
  double positive = 0, negative = 0, area = 0;
  for_tie_groups(scores, targets, [&](const TieGroup& group) {
    area += group.negative * (positive + 0.5 * group.positive);
    positive += group.positive;
    negative += group.negative;
  });
  return positive > 0 && negative > 0 ? area / (positive * negative) : kUndefined;
}

double average_precision(std::span<const double> scores, const Targets& targets) {
  double positive = 0, negative = 0, sum = 0;
  for_tie_groups(scores, targets, [&](const TieGroup& group) {
    positive += group.positive;
    negative += group.negative;
    if (positive > 0) sum += group.positive * positive / (positive + negative);
  });
  return positive > 0 ? sum / positive : kUndefined;
}

}  // namespace coppice
