#include <cstring>

#include "base/parallel.hpp"
#include "bins/fill.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

/// A block's records stay in the first-level cache while its columns are filled in.
constexpr std::size_t kFillBlock = 512;

/// Writes the cells of one column, rows [begin, end).
template <class Cell>
class CellWriter {
 public:
  CellWriter(Panel& panel, std::uint32_t column, std::size_t begin)
      : next_(panel.cells.data() + begin * panel.stride + column * sizeof(Cell)),
        stride_(panel.stride) {}

  void put(std::uint32_t cell) {
    const auto narrow = static_cast<Cell>(cell);
    std::memcpy(next_, &narrow, sizeof narrow);
    next_ += stride_;
  }

 private:
  std::uint8_t* next_;
  std::size_t stride_;
};

template <class Cell>
void fill_column(Panel& panel, std::uint32_t column_in_panel, const Column& column,
                 const FeatureBins& bins, std::size_t begin, std::size_t end) {
  CellWriter<Cell> writer(panel, column_in_panel, begin);
  if (bins.kind == ColumnKind::numeric) {
    for_number_blocks(column, begin, end, [&](std::size_t, std::span<const double> numbers) {
      for_bins(bins, numbers, [&](std::size_t, std::uint32_t bin) { writer.put(bin); });
    });
    return;
  }
  for (std::size_t row = begin; row < end; ++row) writer.put(bins.bin_of_code(column.codes[row]));
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
                const Table& table) {
  Panel& panel = binned.panels[number];
  parallel_blocks(binned.rows, kFillBlock, [&](std::size_t begin, std::size_t end) {
    std::memset(panel.cells.data() + begin * panel.stride, 0, (end - begin) * panel.stride);
    for (const BinnedFeature& f : features) {
      const auto fill = panel.wide ? fill_column<std::uint16_t> : fill_column<std::uint8_t>;
      fill(panel, f.column, table.features[f.feature], binned.bins(f), begin, end);
    }
  });
}

}  // namespace coppice
