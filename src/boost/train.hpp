#pragma once

#include <string>
#include <vector>

#include "base/observer.hpp"
#include "boost/boost_params.hpp"
#include "data/reader.hpp"
#include "model/model.hpp"

namespace coppice {

/// A held-out set that training measures itself on: read with the training file's schema.
struct ValidationSet {
  std::string name;
  Table table;
};

/// Trains a model on a loaded file. The labels become classes or numbers as the objective asks
/// (automatic: by looking, said through observer.note). `initial`, where given, is a model whose
/// trees come first (--init-model); its schema and objective must fit. The table's columns are
/// freed as they are binned. The same data, parameters and seed give the same model whatever the
/// number of threads. Throws input errors (labels, weights) and usage errors (parameters).
Model train(LoadedTable data, std::vector<ValidationSet> validation, const TrainParams& params,
            const Model* initial, Observer& observer);

/// Rows drawn for --valid-fraction are cut from `data` here, stratified for class labels.
ValidationSet hold_out(LoadedTable& data, double fraction, std::uint64_t seed);

/// Label texts or numbers of a table as the model's objective wants them: class indices or
/// numbers. Throws an input error that names file, line and label where one does not fit.
std::vector<double> targets_of(const Table& table, const Model& model, const std::string& path);

}  // namespace coppice
