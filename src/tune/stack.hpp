#pragma once

#include <string>
#include <vector>

#include "boost/boost_params.hpp"
#include "data/reader.hpp"
#include "model/model.hpp"
#include "tune/folds.hpp"

namespace coppice {

/// A base model of a stack.
struct StackBase {
  std::string name;
  TrainParams params;
};

struct StackPlan {
  std::vector<StackBase> bases;
  TrainParams meta;          ///< of the meta-learner
  bool passthrough = false;  ///< it sees the data's own columns too
  bool shared_edges = false;
};

/// How a base model, or the stack, predicts the rows that the folds held out: all are measured by
/// the meta-learner's metric, whatever they learn by.
struct StackScore {
  std::string metric;
  double value = 0;
  int rounds = 0;  ///< that were kept
};

/// The meta-learner where none is named: a linear model with a penalty, which many columns that
/// say nearly the same want.
TrainParams usual_meta();

/// Stacked generalisation (Wolpert, "Stacked generalization", 1992): each base model is fitted to
/// the training rows of each fold and predicts the rows held out; the meta-learner learns the
/// labels from these predictions, of rows that the predicting models did not see; then each base
/// model is fitted to all rows, with the rounds that were best on the folds where it stops early.
/// Rows that no fold held out are not shown to the meta-learner.
///
/// `scores` gets one of each base model, then the stack's: that of meta-learners which learn from
/// the predictions for the training rows of each fold, on the rows that it held out.
///
/// An objective of the meta-learner that is automatic becomes that of the first base model where
/// this learns numbers. Where the observer asks to stop, what is returned is no whole model. Throws
/// usage errors (parameters) before the first fit where it can, and input errors (labels).
Model stack(const LoadedTable& data, const std::vector<Fold>& folds, const StackPlan& plan,
            Observer& observer, std::vector<StackScore>& scores);

}  // namespace coppice
