#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/parameters.hpp"
#include "model/model.hpp"
#include "model/predictor.hpp"

namespace coppice {

/// What to tell of each row: probabilities (of a regression: the prediction), raw scores before
/// the link, the most probable class, or the leaf of each tree.
enum class PredictionKind { prob, raw, label, leaf };
template <>
struct EnumNames<PredictionKind> {
  static constexpr std::array<std::pair<PredictionKind, const char*>, 4> names{
      {{PredictionKind::prob, "prob"},
       {PredictionKind::raw, "raw"},
       {PredictionKind::label, "class"},
       {PredictionKind::leaf, "leaf"}}};
};

/// Cells that are texts: text `codes[i]` of `texts` in row i, a code below 0 being no text.
struct TextCells {
  std::span<const std::int32_t> codes;
  std::span<const std::string> texts;
};

/// One column of the output, one cell a row.
using OutputColumn =
    std::variant<std::span<const double>, std::span<const std::int32_t>, TextCells>;

/// Computes the chosen columns of the output.
class Prediction {
 public:
  /// Throws a usage error where a kind does not fit the model (the class of a regression).
  Prediction(const Model& model, std::vector<PredictionKind> kinds);

  /// Names of the columns: prob or prob_CLASS, prediction, raw or raw_CLASS, class, leaf_TREE.
  std::vector<std::string> names() const;
  /// What the columns for some rows point into.
  struct Cells {
    std::vector<double> raw, scores;    ///< outputs x rows
    std::vector<std::int32_t> classes;  ///< class number of each row
    std::vector<std::int32_t> leaves;   ///< trees x rows
  };
  /// The columns for these rows, one a name. Several threads may call it at once.
  std::vector<OutputColumn> columns(const Table& rows, Cells& cells) const;

 private:
  void compute(const Table& rows, Cells& cells) const;

  const Model& model_;
  Predictor predictor_;
  std::vector<PredictionKind> kinds_;
};

}  // namespace coppice
