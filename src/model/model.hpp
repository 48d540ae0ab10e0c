#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "data/table.hpp"
#include "loss/objective.hpp"
#include "model/linear_model.hpp"
#include "model/tree.hpp"

namespace coppice {

/// How the trees' leaf values become raw scores: `sum` adds them to the base scores, `average`
/// divides the sum by the number of trees that add to the output first (forests);
/// `weighted_median` takes the median of the trees' values, each with its weight (AdaBoost.R2).
enum class Combine { sum, average, weighted_median };
template <>
struct EnumNames<Combine> {
  static constexpr std::array<std::pair<Combine, const char*>, 3> names{
      {{Combine::sum, "sum"},
       {Combine::average, "average"},
       {Combine::weighted_median, "weighted_median"}}};
};

struct Ensemble {
  std::vector<Tree> trees;
  std::vector<double> base_scores;  ///< one an output
  Combine combine = Combine::sum;
  LinearModel linear;  ///< added after the trees; without terms in models of trees alone
  std::vector<double> tree_weights;  ///< weighted_median: one a tree; else empty

  std::size_t outputs() const { return base_scores.size(); }
};

/// One round of the training history: the round's number and the metrics in the order of
/// Model::history_names ("valid auc").
struct HistoryRow {
  int round = 0;
  std::vector<double> values;
};

/// How a model makes one answer of its parts': `stack` shows them to its own ensemble as features,
/// `blend` takes the weighted mean of their predictions.
enum class Joining { none, stack, blend };
template <>
struct EnumNames<Joining> {
  static constexpr std::array<std::pair<Joining, const char*>, 3> names{
      {{Joining::none, "none"}, {Joining::stack, "stack"}, {Joining::blend, "blend"}}};
};

struct Part;

/// What a fit leaves behind, and all that prediction needs.
struct Model {
  std::string tool_version;
  std::string booster = "gbdt";  ///< what made it
  Schema schema;
  Objective objective;
  std::vector<std::string> classes;                             ///< label texts, class 0 first
  std::vector<std::pair<std::string, std::string>> parameters;  ///< every parameter, name and text
  Ensemble ensemble;
  int best_round = 0;  ///< rounds kept
  std::vector<std::string> history_names;
  std::vector<HistoryRow> history;

  Joining joining = Joining::none;
  bool passthrough = false;  ///< stack: its ensemble sees the data's own columns too
  std::vector<Part> parts;   ///< stack and blend: what they join (parts.hpp); they have no parts

  std::size_t outputs() const { return ensemble.outputs(); }
};

/// One of the models that another one joins.
struct Part {
  std::string name;
  double weight = 0;  ///< blend: its share of the mean; stack: 0
  Model model;
};

/// 64-bit checksum of base scores and trees: equal for equal models, printed by `train`.
std::uint64_t model_checksum(const Model& model);

/// What to call a feature in words: its column's name; a sparse column's number in the file.
std::string feature_name(const Schema& schema, std::uint32_t feature);

/// The model file's text (docs/model-format.md). Numbers round-trip exactly; equal models give
/// equal bytes.
std::string model_to_json(const Model& model);
/// The same, handed to `sink` piece by piece.
void write_model(const Model& model, const std::function<void(std::string_view)>& sink);
/// Reads it back; every field is checked, since a model file is untrusted: indices in range,
/// trees without cycles, finite numbers, counts that match, checksum equal, sizes bounded by the
/// bytes of the file. Throws a model error that names `path` and the field.
Model model_from_json(const std::string& text, const std::string& path);

/// Atomic write, and checked read. A model that would not be read back (a leaf that is not
/// finite, an index out of range) is not written either: a model error.
void save_model(const Model& model, const std::string& path);
Model load_model(const std::string& path);

}  // namespace coppice
