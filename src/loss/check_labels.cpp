#include <algorithm>
#include <cmath>
#include <string>

#include "base/error.hpp"
#include "loss/objective.hpp"

namespace coppice {

namespace {

// Products of the two stay within a float, which gradients are.
constexpr double kLargestLabel = 1e25;
constexpr double kLargestWeight = 1e12;

using DescribeRow = std::function<std::string(std::size_t)>;

template <class Loss>
bool fits(const Loss&, double label) {
  return std::fabs(label) <= kLargestLabel;
}
bool fits(const Poisson&, double label) {
  return label >= 0 && label <= kLargestLabel;
}
bool fits(const Logistic&, double label) {
  return (label == 0) | (label == 1);  // without a branch, which nothing would predict
}
bool fits(const Softmax& softmax, double label) {
  return (label >= 0) & (label < softmax.outputs) & (label == std::floor(label));
}
bool fits(const Brier& brier, double label) {
  return fits(Softmax{.outputs = std::max(brier.outputs, 2)}, label);
}

template <class Loss>
std::string allowed(const Loss&) {
  return fmt::format("a number from {} to {}", -kLargestLabel, kLargestLabel);
}
std::string allowed(const Poisson&) {
  return fmt::format("a count or rate from 0 to {}", kLargestLabel);
}
std::string allowed(const Logistic&) {
  return "0 or 1";
}
std::string allowed(const Softmax& softmax) {
  return fmt::format("a whole number from 0 to {}", softmax.outputs - 1);
}
std::string allowed(const Brier& brier) {
  return allowed(Softmax{.outputs = std::max(brier.outputs, 2)});
}

void check_weights(std::span<const double> weights, const DescribeRow& describe_row) {
  bool any = weights.empty();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    if (!(weights[i] >= 0 && weights[i] <= kLargestWeight)) {
      throw input_error("{}: weight {} cannot be used; a weight is a number from 0 to {}",
                        describe_row(i), weights[i], kLargestWeight);
    }
    any = any || weights[i] > 0;
  }
  if (!any) throw input_error("every row has weight 0; at least one must count");
}

}  // namespace

void check_labels(const Objective& objective, const Targets& targets,
                  const DescribeRow& describe_row) {
  std::visit(
      [&](const auto& loss) {
        for (std::size_t i = 0; i < targets.labels.size(); ++i) {
          const double label = targets.labels[i];
          if (fits(loss, label)) continue;
          throw input_error("{}: {} cannot be learnt by objective {}, which wants {}{}",
                            describe_row(i),
                            std::isnan(label) ? "a missing label" : fmt::format("label {}", label),
                            objective_name(objective), allowed(loss),
                            std::isnan(label) ? "; drop the row or fill in the label" : "");
        }
      },
      objective);
  check_weights(targets.weights, describe_row);
}

void check_labels(const Objective& objective, const Targets& targets) {
  check_labels(objective, targets, [](std::size_t row) { return fmt::format("row {}", row); });
}

}  // namespace coppice
