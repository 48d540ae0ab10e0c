#include "boost/memory_need.hpp"

#include <algorithm>

#include "base/gradient.hpp"
#include "base/parallel.hpp"
#include "bins/sparse_columns.hpp"

namespace coppice {

std::size_t bytes_to_bin(const Table& table, const TrainParams& params) {
  if (table.is_sparse) {
    constexpr std::size_t kColumn = sizeof(FeatureBins) + 6 * sizeof(std::uint64_t);
    // An entry's slot, and its row where columns list them.
    const std::size_t entry = (table.sparse.columns <= kFewColumns ? 1 : 2) * sizeof(std::uint32_t);
    const std::size_t value = table.sparse.value.all_ones() ? 0 : 2 * sizeof(double);
    return table.sparse.columns * kColumn + table.sparse.column.size() * (entry + value);
  }
  // Kept by row and by column, and of a byte also jointly.
  const std::size_t cell = params.bins.max_bins > 255 ? 4 : 3;
  const auto sorted = std::min(static_cast<std::size_t>(thread_count()), table.features.size());
  return table.rows * (table.features.size() * cell + 2 * sorted * sizeof(double));
}

std::size_t bytes_to_fit(const Prepared& data, const TrainParams& params) {
  constexpr std::size_t kWords = 2 * sizeof(std::uint64_t), kRowNumber = sizeof(std::uint32_t);
  constexpr std::size_t kSlot = 3 * sizeof(std::int64_t);
  const auto outputs = static_cast<std::size_t>(output_count(data.task.objective));
  const BinnedTable& table = data.training.table;
  const std::size_t scored = outputs * (sizeof(double) + sizeof(GradientPair));
  std::size_t bytes = table.rows * (scored + kWords + 2 * kRowNumber);
  for (const PreparedSet& set : data.validation) {
    bytes += set.table.rows * (outputs * sizeof(double) + kRowNumber);
  }
  const auto threads = static_cast<std::size_t>(thread_count());
  const auto leaves = static_cast<std::size_t>(params.grow.max_leaves);
  return bytes + std::min(leaves, 2 + 2 * threads) * table.slots * kSlot;
}

}  // namespace coppice
