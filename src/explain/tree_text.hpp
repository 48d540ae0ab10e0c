#pragma once

#include <cstddef>
#include <string>

#include "model/model.hpp"

namespace coppice {

/// One tree as indented text, a line a split or leaf:
///
///     tree 3: 2 splits, 3 leaves, depth 2
///     age <= 37.5 or missing  [gain 12.5, cover 61, rows 100]
///       yes: city in {Bern, Oslo}  [gain 3, cover 40, rows 70]
///         yes: leaf 0 = -0.25  [cover 30, rows 50]
///         no: leaf 2 = 0.5  [cover 10, rows 20]
///       no: leaf 1 = 0.1  [cover 21, rows 30]
///
/// "or missing" stands where a missing value goes to "yes". Indentation ends at 40 levels (a line
/// deeper than that tells its depth), so that the text grows with the tree and not with its square.
std::string tree_text(const Model& model, std::size_t tree);

/// One tree as a Graphviz graph: `dot -Tsvg`.
std::string tree_dot(const Model& model, std::size_t tree);

/// The question of one split: "age <= 37.5 or missing", "city in {Bern, Oslo, ... (12 more)}".
std::string split_text(const Schema& schema, const Tree& tree, std::size_t split);

}  // namespace coppice
