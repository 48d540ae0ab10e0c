#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "bins/sorted_columns.hpp"
#include "data/table.hpp"
#include "grow/grower.hpp"
#include "model/tree.hpp"

namespace coppice {

/// Grows trees whose splits are searched over every distinct value of a numeric column (the exact
/// greedy algorithm, Chen & Guestrin, "XGBoost", KDD 2016, algorithms 1 and 3), from columns that
/// are sorted once. A split's place is the feature's number in the schema, its threshold the middle
/// of the two values that it parts in the node.
///
/// The rows of a node have the numbers begin .. end, and each column's entries of these rows stand
/// in order of their values at the same places of its list. A split numbers the rows anew, left
/// before right, and parts every list in two, each keeping its order:
///
///     node          [begin ......................... end)
///     rows           0 1 2 3 4 5 6 7          numbers: gradients of a node lie side by side
///     list of x0     4 1 7 0 | 6 2 5 3        sorted by x0; here x0 <= t goes left
///     list of x1     0 6 1 5 3 4 2 7    ->    left: those of 4 1 7 0,  right: the others
///
/// So a node costs what its rows cost, leaf-wise growth too, and reads are near to each other. All
/// gradients are integers: sums do not depend on order, and the tree not on threads.
///
/// Memory: a column's values (8 bytes a cell), sorted entries (4) and lists (4).
class ExactGrower {
 public:
  /// `columns` are numeric and outlive the grower, as does `sorted`, made of them.
  ExactGrower(std::span<const Column> columns, const SortedColumns& sorted,
              const GrowParams& params);
  ~ExactGrower();
  ExactGrower(const ExactGrower&) = delete;
  ExactGrower& operator=(const ExactGrower&) = delete;

  /// The request's gradients are not packed.
  GrownTree grow(const GrowRequest& request);
  /// Numbers of the rows in a leaf of the last tree (empty: all rows of the table, in order).
  std::span<const std::uint32_t> rows(const GrownLeaf& leaf) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// As leaf_numbers (grow/leaf_numbers.hpp), of columns in the layout of those of training.
void exact_leaf_numbers(std::span<const Column> columns, const GrownTree& tree,
                        std::span<const std::uint32_t> rows, std::span<std::int32_t> leaf);

/// As rest (grow/rest.hpp).
Tree exact_rest(const GrownTree& grown, const GradientFormat& format,
                std::span<const double> values);

}  // namespace coppice
