#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "boost/prepare.hpp"

namespace coppice {

/// The rows in the order of the leaves of one tree, from the left, that is fitted to the ranks of
/// the labels; empty where the tree does not split. A permutation that depends on the bins and on
/// the order of the labels only; `histogram_memory` as GrowParams has it.
std::vector<std::uint32_t> order_by_leaves(const BinnedTable& table, std::span<const double> labels,
                                           std::int64_t histogram_memory = 0);

/// True where trees split only once: they look at all rows, one after the other, in any order.
bool grows_stumps(const GrowParams& params);

/// Lays rows beside each other that the trees to come are likely to keep together, where the cells
/// are too many for the caches:
///
///     as read       a c b a c a b a      the rows of a leaf lie apart, each costs a line of memory
///     in order      a a a a b b c c      they lie in runs, in this tree and, mostly, in all others
///
/// PreparedSet::order keeps which row is which. Sets with queries stay as they are, for the rows of
/// a query must follow each other, and those for stumps. Then, where the trees are more than a few,
/// the cells are copied as trees that grow want them (cell_copies.hpp).
void order_rows(Prepared& prepared, const TrainParams& params);

/// Puts all of a set but its features into this order, and notes it.
void order_labels(PreparedSet& set, std::vector<std::uint32_t> order);

}  // namespace coppice
