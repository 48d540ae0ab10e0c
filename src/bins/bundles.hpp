#pragma once

#include <cstdint>
#include <vector>

#include "bins/bin_edges.hpp"
#include "bins/sparse_columns.hpp"

namespace coppice {

/// What becomes of a sparse table's columns.
struct BundlePlan {
  std::vector<std::vector<std::uint32_t>>
      bundles;                        ///< columns that share a byte: exclusive, at most 256 cells
  std::vector<std::uint32_t> sparse;  ///< columns of the sparse panel
};

/// Bundles columns greedily, densest first. A bundle costs one histogram update for every row, a
/// sparse entry a few times as much for every non-zero, so only bundles that fill enough of
/// their rows are kept; columns of the others stay sparse. `columns` are those of the matrix; which
/// exclude each other is found by their lists of rows, or, where they have none, row by row.
BundlePlan plan_bundles(const SparseColumns& columns, const SparseMatrix& matrix,
                        const std::vector<std::uint32_t>& candidates, const BinEdges& edges);

}  // namespace coppice
