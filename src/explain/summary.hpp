#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace coppice {

/// A model in figures, for `inspect`.
struct ModelSummary {
  std::string tool_version;
  std::string booster;
  std::string objective;
  std::vector<std::string> classes;  ///< empty for regression
  std::size_t outputs = 0;
  bool sparse = false;
  std::size_t features = 0;  ///< in the schema (sparse: columns seen in training)
  std::size_t categorical_features = 0;
  std::size_t used_features = 0;  ///< in at least one split or linear term, of parts too
  std::size_t linear_terms = 0;
  std::size_t trees = 0;
  std::size_t leaves = 0;                          ///< of all trees
  std::size_t fewest_leaves = 0, most_leaves = 0;  ///< of one tree
  int deepest = 0;                                 ///< depth of the deepest leaf
  double mean_depth = 0;                           ///< of the trees' deepest leaves
  int rounds = 0;                                  ///< of the history: those that were run
  int best_round = 0;                              ///< those that were kept
  std::uint64_t checksum = 0;
};

/// The history itself stands in the model (Model::history).
ModelSummary summarize(const Model& model);

}  // namespace coppice
