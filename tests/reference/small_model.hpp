#pragma once

#include <string>

#include "model/model.hpp"
#include "model/model_text.hpp"

// A model of one tree, small enough to be flipped bit by bit and edited by hand.

namespace small_model {

using namespace coppice;

///        split 0: age <= 1.5
///        /              \ .
///   split 1: town in {1}  leaf 2
///    /      \ .
///  leaf 0  leaf 1
inline Model make() {
  Model model;
  model.tool_version = std::string("0.1.0");
  model.schema.header = true;
  model.schema.features = {{"age", ColumnKind::numeric, {}},
                           {"town", ColumnKind::categorical, {"Bern", "Oslo"}}};
  model.schema.label = std::string("y");
  model.parameters = {{"trees", "1"}, {"seed", "0"}};
  model.best_round = 1;
  model.history_names = {"valid rmse"};
  model.history = {{1, {0.5}}};
  model.ensemble.base_scores = {0.25};
  Tree tree;
  tree.feature = {0, 1};
  tree.threshold = {1.5, 0};
  tree.category_set = {-1, 0};
  tree.default_left = {1, 0};
  tree.left = {1, -1};
  tree.right = {-3, -2};
  tree.gain = {3.25F, 1.5F};
  tree.split_cover = {10, 6};
  tree.split_rows = {20, 12};
  tree.leaf_value = {-0.5, 0.125, 2};
  tree.leaf_cover = {4, 2, 4};
  tree.leaf_rows = {7, 5, 8};
  tree.set_begin = {0, 1};
  tree.set_codes = {1};
  model.ensemble.trees = {tree};
  return model;
}

/// The text with a new checksum at its end, so that what was edited is met by the other checks.
inline std::string resealed(const std::string& text) {
  return seal_model_text(text.substr(0, text.rfind("\"checksum\"")));
}

}  // namespace small_model
