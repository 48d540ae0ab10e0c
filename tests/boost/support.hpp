#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "base/error.hpp"
#include "base/parallel.hpp"
#include "boost/train.hpp"
#include "loss/metric.hpp"
#include "model/predictor.hpp"
#include "reference/mixed_table.hpp"

using namespace coppice;

/// A table with a label, and the schema that reading it would have found.
inline LoadedTable loaded(Table table, std::vector<double> labels) {
  LoadedTable data;
  table.label.name = std::string("y");
  table.label.numbers = std::move(labels);
  data.schema.label = std::string("y");
  data.schema.header = true;
  data.schema.sparse = table.is_sparse;
  data.schema.sparse_columns = table.sparse.columns;
  std::size_t number = 0;
  for (Column& column : table.features) {
    column.name = fmt::format("x{}", number++);
    data.schema.features.push_back({column.name, column.kind, column.categories});
  }
  data.table = std::move(table);
  return data;
}

/// Labels that depend on the features of mixed_table::mixed: a class of `classes` or, for 0, a
/// number.
inline std::vector<double> labels_of(const Table& table, int classes, std::uint64_t seed) {
  mixed_table::Draw draw(seed);
  std::vector<double> labels;
  for (std::size_t row = 0; row < table.rows; ++row) {
    const double signal = table.features[0].numbers[row] + 2.0 * table.features[2].codes[row] +
                          table.features[7].numbers[row] / 30;
    const double noisy = signal + 2 * draw.uniform();
    labels.push_back(classes == 0 ? noisy
                                  : std::clamp(std::floor(noisy + classes / 2.0), 0.0,
                                               static_cast<double>(classes - 1)));
  }
  return labels;
}

inline LoadedTable mixed_data(std::size_t rows, int classes, std::uint64_t seed) {
  Table table = mixed_table::mixed(rows, seed);
  std::vector<double> labels = labels_of(table, classes, seed + 1000);
  return loaded(std::move(table), std::move(labels));
}

inline Model trained(LoadedTable data, const TrainParams& params,
                     std::vector<ValidationSet> validation = {}, const Model* initial = nullptr) {
  Observer observer;
  return train(std::move(data), std::move(validation), params, initial, observer);
}

inline std::vector<double> scores_of(const Model& model, const Table& table) {
  std::vector<double> scores(model.outputs() * table.rows);
  Predictor(model).raw_scores(table, scores);
  return scores;
}

inline double score(const Model& model, const Table& table, Metric metric) {
  const auto labels = targets_of(table, model, "test");
  return evaluate_metric(metric, model.objective, scores_of(model, table), {labels, {}});
}
