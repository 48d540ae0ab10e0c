#include "coppice/prediction.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.hpp"
#include "loss/objective.hpp"

namespace coppice {

namespace {

/// The class of the highest probability, the first of equals; of one output, the probability of
/// class 1.
std::vector<std::int32_t> most_probable(std::span<const double> scores, std::size_t outputs) {
  const std::size_t rows = scores.size() / outputs;
  std::vector<std::int32_t> classes(rows, 0);
  if (outputs == 1) {
    for (std::size_t i = 0; i < rows; ++i) classes[i] = scores[i] > 0.5 ? 1 : 0;
    return classes;
  }
  for (std::size_t i = 0; i < rows; ++i) {
    for (std::size_t k = 1; k < outputs; ++k) {
      const auto best = static_cast<std::size_t>(classes[i]);
      if (scores[k * rows + i] > scores[best * rows + i]) classes[i] = static_cast<std::int32_t>(k);
    }
  }
  return classes;
}

}  // namespace

Prediction::Prediction(const Model& model, std::vector<PredictionKind> kinds)
    : model_(model), predictor_(model), kinds_(std::move(kinds)) {
  for (PredictionKind kind : kinds_) {
    if (kind == PredictionKind::label && model.classes.empty()) {
      throw usage_error(
          "--output class: the model's objective is {}, which has no classes; use prob",
          objective_name(model.objective));
    }
    if (kind == PredictionKind::leaf && !model.parts.empty()) {
      throw usage_error("--output leaf: a {} has no leaves of its own; predict with its parts",
                        enum_name(model.joining));
    }
  }
}

std::vector<std::string> Prediction::names() const {
  std::vector<std::string> names;
  const auto add_outputs = [&](std::string_view name) {
    for (std::size_t k = 0; k < model_.outputs(); ++k) {
      names.push_back(model_.outputs() == 1 ? std::string(name)
                                            : fmt::format("{}_{}", name, model_.classes.at(k)));
    }
  };
  for (PredictionKind kind : kinds_) {
    switch (kind) {
      case PredictionKind::prob:
        add_outputs(model_.classes.empty() ? "prediction" : "prob");
        break;
      case PredictionKind::raw:
        add_outputs("raw");
        break;
      case PredictionKind::label:
        names.emplace_back("class");
        break;
      case PredictionKind::leaf:
        for (std::size_t tree = 0; tree < model_.ensemble.trees.size(); ++tree) {
          names.push_back(fmt::format("leaf_{}", tree));
        }
    }
  }
  return names;
}

void Prediction::compute(const Table& rows, Cells& cells) const {
  const auto wanted = [&](PredictionKind kind) {
    return std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end();
  };
  if (wanted(PredictionKind::leaf)) {
    cells.leaves.resize(rows.rows * model_.ensemble.trees.size());
    predictor_.leaves(rows, cells.leaves);
    if (kinds_.size() == 1) return;
  }
  cells.raw.resize(rows.rows * model_.outputs());
  predictor_.raw_scores(rows, cells.raw);
  if (!wanted(PredictionKind::prob) && !wanted(PredictionKind::label)) return;
  cells.scores = cells.raw;
  transform(model_.objective, cells.scores);
  if (wanted(PredictionKind::label)) {
    cells.classes = most_probable(cells.scores, model_.outputs());
  }
}

std::vector<OutputColumn> Prediction::columns(const Table& rows, Cells& cells) const {
  compute(rows, cells);
  std::vector<OutputColumn> columns;
  const auto add = [&](const auto& values, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) {
      columns.emplace_back(std::span(values).subspan(k * rows.rows, rows.rows));
    }
  };
  for (PredictionKind kind : kinds_) {
    switch (kind) {
      case PredictionKind::prob:
        add(cells.scores, model_.outputs());
        break;
      case PredictionKind::raw:
        add(cells.raw, model_.outputs());
        break;
      case PredictionKind::label:
        columns.emplace_back(TextCells{cells.classes, model_.classes});
        break;
      case PredictionKind::leaf:
        add(cells.leaves, model_.ensemble.trees.size());
    }
  }
  return columns;
}

}  // namespace coppice
