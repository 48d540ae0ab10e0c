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

void Prediction::compute(const Table& rows) {
  const auto wanted = [&](PredictionKind kind) {
    return std::find(kinds_.begin(), kinds_.end(), kind) != kinds_.end();
  };
  if (wanted(PredictionKind::leaf)) {
    leaves_.resize(rows.rows * model_.ensemble.trees.size());
    predictor_.leaves(rows, leaves_);
    if (kinds_.size() == 1) return;
  }
  raw_.resize(rows.rows * model_.outputs());
  predictor_.raw_scores(rows, raw_);
  if (!wanted(PredictionKind::prob) && !wanted(PredictionKind::label)) return;
  scores_ = raw_;
  transform(model_.objective, scores_);
  if (wanted(PredictionKind::label)) classes_ = most_probable(scores_, model_.outputs());
}

std::vector<OutputColumn> Prediction::columns(const Table& rows) {
  compute(rows);
  std::vector<OutputColumn> columns;
  for (std::string& name : names()) columns.push_back({std::move(name), {}});
  auto column = columns.begin();
  const auto fill = [&](auto values, std::size_t count) {
    for (std::size_t k = 0; k < count; ++k) {
      (column++)->cells = values.subspan(k * rows.rows, rows.rows);
    }
  };
  for (PredictionKind kind : kinds_) {
    switch (kind) {
      case PredictionKind::prob:
        fill(std::span<const double>(scores_), model_.outputs());
        break;
      case PredictionKind::raw:
        fill(std::span<const double>(raw_), model_.outputs());
        break;
      case PredictionKind::label:
        (column++)->cells = TextCells{classes_, model_.classes};
        break;
      case PredictionKind::leaf:
        fill(std::span<const std::int32_t>(leaves_), model_.ensemble.trees.size());
    }
  }
  return columns;
}

}  // namespace coppice
