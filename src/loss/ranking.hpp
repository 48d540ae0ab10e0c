#pragma once

#include <limits>
#include <span>

#include "loss/objective.hpp"

namespace coppice {

/// The value of a metric that the data do not define.
inline constexpr double kUndefined = std::numeric_limits<double>::quiet_NaN();

/// Area under the ROC curve: the share of pairs of a row of class 1 and one of class 0, weighted
/// by the product of their weights, in which class 1 scores higher; ties count half. NaN where a
/// class has no weight.
double area_under_roc(std::span<const double> scores, const Targets& targets);

/// Average precision: the mean over the rows of class 1 of the precision at their score, ties
/// taken together: sum over thresholds of (recall gained) x precision, without interpolation
/// (scikit-learn's average_precision_score). NaN where class 1 has no weight.
double average_precision(std::span<const double> scores, const Targets& targets);

}  // namespace coppice
