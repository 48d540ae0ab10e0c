#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "base/rank_values.hpp"
#include "bins/binned_table.hpp"
#include "bins/sparse_columns.hpp"

// How rows become cells once it is laid out where each feature goes; inside the module.

namespace coppice {

/// Calls body(i, bin) for each of the numbers, in order.
template <class Body>
void for_bins(const FeatureBins& bins, std::span<const double> numbers, Body&& body) {
  constexpr std::size_t kBlock = 256;
  std::array<std::uint32_t, kBlock> ranks;
  const std::uint32_t missing = bins.missing_bin();
  for (std::size_t begin = 0; begin < numbers.size(); begin += kBlock) {
    const std::size_t count = std::min(kBlock, numbers.size() - begin);
    rank_values(bins.thresholds, numbers.data() + begin, count, ranks.data());
    for (std::size_t i = 0; i < count; ++i) {
      body(begin + i, std::isnan(numbers[begin + i]) ? missing : ranks[i]);
    }
  }
}

/// The features that each panel holds.
std::vector<std::vector<BinnedFeature>> features_by_panel(const BinnedTable& binned);

/// Fills the panel's cells, those of `features`, with the rows of a dense table. Calls
/// filled(feature), on any thread, once the column of a feature is not needed any more.
void fill_dense(BinnedTable& binned, std::size_t panel, const std::vector<BinnedFeature>& features,
                const Table& table, const std::function<void(std::uint32_t)>& filled);

/// The bins of a sparse table's entries, column by column as in `columns`. (Each column's search
/// finds its thresholds in cache, as it would not row by row.)
struct EntryBins {
  SparseColumns columns;      ///< without their values
  Buffer<std::uint16_t> bin;  ///< of each entry; where all values are 1, of each column
};
EntryBins find_entry_bins(const BinEdges& edges, SparseColumns columns);

/// Fills bundles and the sparse panel with the rows of a sparse table. `exclusive`: no row names
/// two columns of a bundle, as is so of the rows that the bundles were planned for.
void fill_sparse(BinnedTable& binned, const SparseMatrix& matrix, const EntryBins& entries,
                 bool exclusive);

}  // namespace coppice
