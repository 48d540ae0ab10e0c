#include <algorithm>
#include <atomic>
#include <mutex>
#include <vector>

#include "base/parallel.hpp"
#include "bins/fill.hpp"
#include "bins/packed_bins.hpp"
#include "bins/turn_cells.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

/// Writes the bins of rows begin, begin + 1, ... of a column, which are its cells.
template <class Cell>
void put_cells(const Column& column, const FeatureBins& bins, std::size_t begin,
               std::span<Cell> cells) {
  if (bins.kind == ColumnKind::categorical) {
    for (std::size_t i = 0; i < cells.size(); ++i)
      cells[i] = static_cast<Cell>(bins.bin_of_code(column.codes[begin + i]));
  } else if (column.packed.has_codes()) {
    put_bins(bins, column.packed, begin, cells);
  } else {
    for_number_blocks(column, begin, begin + cells.size(), [&](std::size_t row, auto numbers) {
      for_bins(bins, numbers, [&](std::size_t i, std::uint32_t bin) {
        cells[row - begin + i] = static_cast<Cell>(bin);
      });
    });
  }
}

template <class Cell>
void fill_panel(BinnedTable& binned, Panel& panel, const std::vector<BinnedFeature>& features,
                const Table& table, const std::function<void(std::uint32_t)>& filled) {
  // Column by column first: what a column's numbers took is then free for the cells of the next.
  constexpr std::size_t kPiece = std::size_t{1} << 18, kRecordBlock = 512;
  const std::size_t rows = binned.rows, pieces = (rows + kPiece - 1) / kPiece;
  std::vector<Buffer<Cell>> columns(features.size());
  std::vector<std::atomic<std::size_t>> left(features.size());
  for (std::atomic<std::size_t>& count : left) count = pieces;
  std::mutex making;
  parallel_for(features.size() * pieces, [&](std::size_t item) {
    const std::size_t c = item / pieces, begin = item % pieces * kPiece;
    const BinnedFeature& f = features[c];
    {
      const std::lock_guard lock(making);
      if (columns[c].size() == 0) columns[c] = Buffer<Cell>(rows);
    }
    const std::span<Cell> cells = columns[c].span().subspan(begin, std::min(kPiece, rows - begin));
    put_cells(table.features[f.feature], binned.bins(f), begin, cells);
    if (left[c].fetch_sub(1) == 1) filled(f.feature);
  });
  panel.cells = Buffer<std::uint8_t>(rows * panel.stride);
  parallel_blocks(rows, kRecordBlock, [&](std::size_t begin, std::size_t end) {
    std::vector<const Cell*> from(panel.columns.size(), nullptr);
    for (std::size_t c = 0; c < features.size(); ++c)
      from[features[c].column] = columns[c].data() + begin;
    columns_to_records<Cell>(from, end - begin, panel.cells.data() + begin * panel.stride,
                             panel.stride);
  });
}

}  // namespace

std::vector<std::vector<BinnedFeature>> features_by_panel(const BinnedTable& binned) {
  std::vector<std::vector<BinnedFeature>> features(binned.panels.size());
  for (const BinnedFeature& f : binned.features) {
    if (f.panel != BinnedFeature::kSparse) features[static_cast<std::size_t>(f.panel)].push_back(f);
  }
  return features;
}

void fill_dense(BinnedTable& binned, std::size_t number, const std::vector<BinnedFeature>& features,
                const Table& table, const std::function<void(std::uint32_t)>& filled) {
  Panel& panel = binned.panels[number];
  panel.wide ? fill_panel<std::uint16_t>(binned, panel, features, table, filled)
             : fill_panel<std::uint8_t>(binned, panel, features, table, filled);
}

}  // namespace coppice
