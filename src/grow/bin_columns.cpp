#include "grow/bin_columns.hpp"

#include <algorithm>
#include <cstring>
#include <map>

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

using RowBits = std::vector<std::uint64_t>;

/// The rows that are not in a bin.
RowBits rows_off_bin(const std::uint8_t* column, std::uint32_t bin, std::size_t rows) {
  RowBits bits((rows + 63) / 64);
  for (std::size_t word = 0; word < bits.size(); ++word) {
    const std::size_t first = word * 64, end = std::min(first + 64, rows);
    for (std::size_t row = first; row < end; ++row)
      bits[word] |= std::uint64_t{column[row] != bin} << (row - first);
  }
  return bits;
}

/// Open bundles that a column is tried in, the last ones.
constexpr std::ptrdiff_t kTries = 16;

struct OpenBundle {
  std::vector<std::size_t> places;
  RowBits taken;  ///< rows that leave the default bin of one of them
  std::uint32_t cells = 1;

  bool has_room(const RowBits& off_default, std::uint32_t more) const {
    constexpr std::uint32_t kMostCells = 256;  // of a byte
    const auto apart = [](std::uint64_t a, std::uint64_t b) { return (a & b) == 0; };
    return cells + more <= kMostCells && std::ranges::equal(taken, off_default, apart);
  }
  void add(std::size_t place, const RowBits& off_default, std::uint32_t more) {
    places.push_back(place);
    taken.resize(off_default.size());
    for (std::size_t i = 0; i < taken.size(); ++i) taken[i] |= off_default[i];
    cells += more;
  }
};

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

void BinColumns::share_columns() {
  shares_.assign(columns_.size(), {});
  take_bundles_of_table();
  bundle_columns();
}

void BinColumns::take_bundles_of_table() {
  std::map<std::pair<std::int32_t, std::uint32_t>, std::uint32_t> numbers;  // by panel and column
  for (std::size_t place = 0; place < columns_.size(); ++place) {
    const BinnedFeature& f = table_->features[place];
    if (f.panel == BinnedFeature::kSparse || !f.implied_default) continue;
    const Panel& panel = table_->panels[static_cast<std::size_t>(f.panel)];
    if (panel.wide || panel.column_cells.size() == 0) continue;
    const auto [known, is_new] =
        numbers.try_emplace({f.panel, f.column}, static_cast<std::uint32_t>(bundles_.size()));
    if (is_new) {
      bundles_.push_back(
          {panel.column_cells.data() + f.column * table_->rows, panel.columns[f.column].cells});
    }
    shares_[place] = {known->second, f.first_cell, bins(place).default_bin};
  }
}

/// Greedily: each column goes to the first bundle that has room for it.
void BinColumns::bundle_columns() {
  constexpr std::uint32_t kMostBins = 8;  // of more, the default is seldom most rows'
  std::vector<OpenBundle> open;
  for (std::size_t place = 0; place < columns_.size(); ++place) {
    const FeatureBins& own = bins(place);
    const bool bundled = shares_[place].bundle != kNoBundle;
    if (bundled || columns_[place].wide || own.bins() > kMostBins) continue;
    const RowBits off = rows_off_bin(columns_[place].cells, own.default_bin, rows());
    const auto first = open.size() > kTries ? open.end() - kTries : open.begin();
    const auto fits = std::find_if(first, open.end(), [&](const OpenBundle& bundle) {
      return bundle.has_room(off, own.bins() - 1);
    });
    (fits != open.end() ? *fits : open.emplace_back()).add(place, off, own.bins() - 1);
  }
  for (const OpenBundle& bundle : open) {
    if (bundle.places.size() > 1) add_bundle(bundle.places, bundle.cells);
  }
}

void BinColumns::add_bundle(const std::vector<std::size_t>& places, std::uint32_t cells) {
  const auto number = static_cast<std::uint32_t>(bundles_.size());
  Buffer<std::uint8_t>& column = bundle_cells_.emplace_back(rows());
  std::fill_n(column.data(), rows(), std::uint8_t{0});
  std::uint32_t first_cell = 1;
  for (const std::size_t place : places) {
    const std::uint32_t default_bin = bins(place).default_bin;
    for (std::size_t row = 0; row < rows(); ++row) {
      const std::uint32_t bin = columns_[place].cells[row];
      if (bin != default_bin)
        column.data()[row] = static_cast<std::uint8_t>(first_cell + bin - (bin > default_bin));
    }
    shares_[place] = {number, first_cell, default_bin};
    first_cell += bins(place).bins() - 1;
  }
  bundles_.push_back({column.data(), cells});
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
