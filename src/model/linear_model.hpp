#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "data/table.hpp"

namespace coppice {

/// The linear part of a model: to output k of a row each term adds weight[k] times
///
///   numeric feature       value - center     0 where the value is missing or infinite
///   categorical feature   1 where the row has the term's category, else 0
///   sparse column         value              center is 0, and so is an entry that is not there
struct LinearModel {
  std::vector<std::uint32_t> feature;  ///< of each term, ascending
  std::vector<std::int32_t> category;  ///< code in the schema, ascending in a feature; numeric: -1
  std::vector<double> center;
  std::vector<double> weight;  ///< terms x outputs, term by term

  std::size_t terms() const { return feature.size(); }
};

/// The features of rows, where a linear model finds them: columns, or a sparse matrix.
struct LinearRows {
  std::size_t rows = 0;
  std::span<const Column> columns;
  const SparseMatrix* sparse = nullptr;  ///< null: dense
};

/// Adds the linear part to `scores`, outputs x rows, output by output. In parallel; a row's score
/// is summed in the order of the terms.
void add_linear(const LinearModel& linear, std::size_t outputs, const LinearRows& rows,
                std::span<double> scores);

}  // namespace coppice
