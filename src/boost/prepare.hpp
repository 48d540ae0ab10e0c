#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/observer.hpp"
#include "bins/binned_file.hpp"
#include "bins/binned_table.hpp"
#include "bins/sorted_columns.hpp"
#include "boost/boost_params.hpp"
#include "boost/labels.hpp"
#include "data/reader.hpp"
#include "model/model.hpp"

namespace coppice {

/// A held-out set that training measures itself on: read with the training file's schema.
struct ValidationSet {
  std::string name;
  Table table;
};

/// Rows drawn for --valid-fraction are cut from `data` here: a share of each class where the labels
/// look like classes, whole groups where there are groups. Throws where that is less than one row.
ValidationSet hold_out(LoadedTable& data, double fraction, std::uint64_t seed);

/// Rows in bins, and what is known of them.
struct PreparedSet {
  std::string name;
  BinnedTable table;            ///< without bins: the number of rows only
  std::vector<Column> columns;  ///< keeps_columns: the dense features as they were read; beside
                                ///< bins without the codes of categories
  SparseMatrix sparse;          ///< keeps_columns: the sparse ones
  std::vector<double> labels;   ///< class numbers, or numbers
  std::vector<double> weights;  ///< empty: all 1
  std::vector<std::int64_t> groups;  ///< query of each row, or empty
  std::vector<double> start_scores;  ///< raw scores of an initial model, outputs x rows; or empty
  std::vector<std::uint32_t> order;  ///< row i is row order[i] of what was read; empty: row i

  Targets targets() const { return {labels, weights}; }
};

/// A data file ready to learn from: all that does not depend on how an ensemble is grown. It is not
/// changed by a fit, so many fits may share it, one after the other or at the same time.
struct Prepared {
  Schema schema;
  Task task;
  PreparedSet training;
  std::vector<PreparedSet> validation;
  bool keeps_columns = false;           ///< prepared for a method that looks at values
  bool keeps_bins = false;              ///< ... at bins
  std::optional<SortedColumns> sorted;  ///< training columns, for exact splits
};

/// True where the method looks at the features' values; where it looks at bins.
bool keeps_columns(const TrainParams& params);
bool keeps_bins(const TrainParams& params);

/// Labels become classes or numbers as the objective asks (automatic: by looking, said through
/// observer.note), columns become bins. `initial`, where given, is a model whose trees come first
/// (--init-model); its schema and objective must fit. The table's columns are freed as they are
/// binned. Throws input errors (labels, weights) and usage errors (parameters).
Prepared prepare(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer);

/// The same for a task that is known: a fold's rows may lack a class that the data has.
Prepared prepare(LoadedTable data, std::vector<ValidationSet> validation, Task task,
                 const TrainParams& params, const Model* initial, Observer& observer);

/// The rows of `binned` for another task, over the same bins, which are shared. Of the tables,
/// which are those that it was prepared from, the labels, weights and queries are looked at; of the
/// parameters, the weights of classes.
Prepared prepare_like(const Prepared& binned, Table rows, std::vector<ValidationSet> validation,
                      Task task, const TrainParams& params);

/// The same from a binned file: with the parameters that it was made with, to the same bits.
Prepared prepare(BinnedData data, std::vector<ValidationSet> validation, const TrainParams& params,
                 const Model* initial, Observer& observer);

/// Throws an input error where the model splits at a value or category that is none of the file's
/// bins' edges: its rows cannot then be told apart as the model wants.
void check_binned_for(const Model& model, const BinnedData& data);

}  // namespace coppice
