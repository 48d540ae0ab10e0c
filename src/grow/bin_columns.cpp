#include "grow/bin_columns.hpp"

#include <algorithm>
#include <cstring>

#include "base/parallel.hpp"

namespace coppice {

namespace {

/// Bin of a cell of a stored column: the inverse of cell_of_bin.
std::uint32_t bin_of_cell(const BinnedFeature& f, const FeatureBins& bins, std::uint32_t cell) {
  if (!f.implied_default) return cell;
  const std::uint32_t place = cell - f.first_cell;  // wraps where the cell is another feature's
  if (cell < f.first_cell || place + 1 >= bins.bins()) return bins.default_bin;
  return place + (place >= bins.default_bin ? 1 : 0);
}

}  // namespace

BinColumns::BinColumns(const BinnedTable& table) : table_(&table), columns_(table.features.size()) {
  constexpr std::size_t kAlign = 64, kRowBlock = 4096;
  std::vector<std::size_t> begin(columns_.size());
  std::size_t bytes = 0;
  for (std::size_t place = 0; place < columns_.size(); ++place) {
    if (refer_to_table(place)) continue;
    // One more than its bins: a missing value that only other tables have.
    columns_[place].wide = bins(place).bins() + 1 > 256;
    begin[place] = bytes;
    bytes += (table.rows * (columns_[place].wide ? 2 : 1) + kAlign - 1) / kAlign * kAlign;
  }
  memory_ = Buffer<std::uint8_t>(bytes);
  for (std::size_t place = 0; place < columns_.size(); ++place) {
    Column& column = columns_[place];
    if (column.cells == nullptr) column.cells = column.own = memory_.data() + begin[place];
  }
  parallel_blocks(table.rows, kRowBlock, [&](std::size_t first, std::size_t end) {
    for (std::size_t place = 0; place < columns_.size(); ++place) fill_stored(place, first, end);
  });
  fill_sparse();
}

bool BinColumns::refer_to_table(std::size_t place) {
  const BinnedFeature& f = table_->features[place];
  if (f.panel == BinnedFeature::kSparse || f.implied_default) return false;
  const Panel& panel = table_->panels[static_cast<std::size_t>(f.panel)];
  if (panel.column_cells.size() == 0) return false;
  columns_[place] = {panel.column_cells.data() + f.column * table_->rows * (panel.wide ? 2 : 1),
                     panel.wide, nullptr};
  return true;
}

void BinColumns::put(const Column& column, std::size_t row, std::uint32_t bin) {
  if (column.wide) {
    const auto wide = static_cast<std::uint16_t>(bin);
    std::memcpy(column.own + 2 * row, &wide, 2);
  } else {
    column.own[row] = static_cast<std::uint8_t>(bin);
  }
}

/// Rows of a stored column; of a sparse one, the default bin.
void BinColumns::fill_stored(std::size_t place, std::size_t begin, std::size_t end) {
  if (columns_[place].own == nullptr) return;
  const BinnedFeature& f = table_->features[place];
  const FeatureBins& feature_bins = bins(place);
  if (f.panel == BinnedFeature::kSparse) {
    for (std::size_t row = begin; row < end; ++row)
      put(columns_[place], row, feature_bins.default_bin);
    return;
  }
  const Panel& panel = table_->panels[static_cast<std::size_t>(f.panel)];
  for (std::size_t row = begin; row < end; ++row) {
    const std::uint8_t* record = panel.record(row);
    std::uint32_t cell = record[f.column];
    if (panel.wide) {
      std::uint16_t wide;
      std::memcpy(&wide, record + 2 * f.column, 2);
      cell = wide;
    }
    put(columns_[place], row, bin_of_cell(f, feature_bins, cell));
  }
}

void BinColumns::fill_sparse() {
  const SparsePanel& sparse = table_->sparse;
  if (sparse.row_begin.empty()) return;
  std::vector<std::uint32_t> place_of(sparse.hist_end - sparse.hist_begin);  // by slot
  for (std::uint32_t place = 0; place < columns_.size(); ++place) {
    const BinnedFeature& f = table_->features[place];
    if (f.panel != BinnedFeature::kSparse) continue;
    const auto first = place_of.begin() + (f.hist_begin - sparse.hist_begin);
    std::fill_n(first, bins(place).bins() - 1, place);
  }
  for (std::size_t row = 0; row < table_->rows; ++row) {
    for (std::uint64_t i = sparse.row_begin[row]; i < sparse.row_begin[row + 1]; ++i) {
      const std::uint32_t cell = sparse.slot[i] - sparse.hist_begin;
      const std::uint32_t place = place_of[cell];
      put(columns_[place], row, bin_of_cell(table_->features[place], bins(place), cell));
    }
  }
}

}  // namespace coppice
