#pragma once

#include <span>
#include <vector>

#include "boost/boost_params.hpp"
#include "boost/leaf_values.hpp"
#include "loss/objective.hpp"

namespace coppice {

/// What a line search in the leaves looks at.
struct LeafSearch {
  std::span<const LeafRows> rows;           ///< of each leaf
  RowLeaves row_leaves;                     ///< the same, row by row
  std::span<const GradientPair> gradients;  ///< of all rows, at `scores`
  Targets targets;                          ///< of all rows
  Scores scores;                            ///< of all rows, before the tree
};

/// True where leaves of this objective are given the value of a line search rather than the step
/// that their sums of gradients say: the losses whose second derivative is nowhere of use
/// (absolute_error, quantile), and of first order boosting all.
bool needs_line_search(const Objective& objective, Order order);

/// Value of each leaf that makes the loss of its rows least (Friedman, "Greedy function
/// approximation", 2001, equation 18), before the learning rate:
///
///   squared_error           mean of the residuals
///   absolute_error          their median                                    (algorithm 3)
///   quantile                their quantile
///   huber                   one step from the median                        (algorithm 4)
///   poisson                 log of labels' sum over predicted rates' sum
///   logistic, softmax       one Newton step                                 (algorithms 5, 6)
///
/// lambda_l1 and lambda_l2 hold where the value is a Newton step or a mean. Clipped to `limit`
/// (0: none). Rows may stand in any order: the bits are the same.
std::vector<double> line_search(const Objective& objective, const LeafSearch& search,
                                const GrowParams& params, double limit);

}  // namespace coppice
