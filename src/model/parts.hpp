#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "data/table.hpp"
#include "model/model.hpp"
#include "model/predictor.hpp"

// A joint model: one that makes its answer of its parts'.
//
//   stack   rows ──▶ parts ──▶ predictions ──▶ columns ──▶ the model's own ensemble ──▶ raw scores
//             └───────────── with passthrough ─────┘
//   blend   rows ──▶ parts ──▶ predictions ──▶ weighted mean ──▶ raw scores

namespace coppice {

/// Numbers a row, output by output: what `predict` prints of a part, probabilities or numbers.
using Predictions = std::vector<double>;

/// The columns that a stack's ensemble sees, and what it learns, as a schema: with passthrough the
/// data's own columns first; then an output of each part after the other, named NAME or
/// NAME_CLASS (of sparse data: the numbers after the last column).
Schema stack_schema(const Model& stack);

/// Rows of stack_schema, from rows of the data and the predictions of each part. The columns hold
/// predictions on the scale of the stack's own raw scores, which is where they add up: log-odds of
/// a probability where it learns those, and so on (untransform); probabilities are held 0.001 away
/// from 0 and 1, so that no part is too sure for another to contradict.
Table stack_rows(const Model& stack, const Table& rows, std::vector<Predictions> of_parts);

/// A stack's ensemble as a model of its own, which takes rows of stack_schema.
Model stack_ensemble(const Model& stack);

/// Predicts with the parts of a joint model. A part may have other columns than the model, in
/// another order: it finds its own by name, and a category that it has not seen counts as missing.
class PartPredictors {
 public:
  explicit PartPredictors(const Model& model);

  std::vector<Predictions> predict(const Table& rows) const;

 private:
  struct One {
    Predictor predictor;
    Objective objective;
    bool same_columns = false;                    ///< the model's are its own
    std::vector<std::uint32_t> column_of;         ///< of the model, for each of its own
    std::vector<std::vector<std::int32_t>> code;  ///< its code of each of that column's categories
  };
  static One make(const Model& part, const Schema& schema);
  static Table rows_for(const One& part, const Table& rows);

  std::vector<One> parts_;
};

/// Raw scores of a blend, from the predictions of its parts.
void blend_scores(const Model& blend, const std::vector<Predictions>& of_parts,
                  std::span<double> raw);

}  // namespace coppice
