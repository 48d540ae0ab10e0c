#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bins/binned_table.hpp"
#include "grow/split.hpp"

namespace coppice {

// Which way a row goes at a split (1: left), by where the split's feature is stored. One table
// look-up a row for stored columns, whatever the split: numeric, categorical, missing, bundled. The
// answer is a number, to be added: a compiler makes a branch of a bool, and half of those branches
// would be predicted wrongly.

/// Cells of one column, by row number.
template <class Cell>
struct StoredCells {
  const std::uint8_t* left;
  const std::uint8_t* cells;
  std::size_t stride;  // bytes
  std::size_t row(std::size_t row) const {
    Cell cell;
    std::memcpy(&cell, cells + row * stride, sizeof cell);
    return left[cell];
  }
};
/// The same from a column that lies together.
template <class Cell>
struct ColumnCells {
  const std::uint8_t* left;
  const Cell* cells;
  std::size_t row(std::size_t row) const { return left[cells[row]]; }
};

struct SparseCells {
  const SparsePanel* panel;
  const std::uint8_t* left;  // by slot - first
  std::uint32_t first, end;  // slots of the feature
  bool absent;               // where a row in the default bin goes
  std::size_t row(std::size_t row) const {
    const std::uint32_t* begin = panel->slot.data() + panel->row_begin[row];
    const std::uint32_t* stop = panel->slot.data() + panel->row_begin[row + 1];
    const std::uint32_t* found = std::lower_bound(begin, stop, first);
    return found != stop && *found < end ? left[*found - first] : absent;
  }
};

template <class Cell, class F>
auto visit_stored(const BinnedTable& table, const Panel& panel, std::uint32_t column,
                  const std::uint8_t* left, F&& f) {
  if (panel.column_cells.size() > 0) {
    return f(ColumnCells<Cell>{
        left, reinterpret_cast<const Cell*>(panel.column_cells.data()) + column * table.rows});
  }
  return f(StoredCells<Cell>{left, panel.cells.data() + column * sizeof(Cell), panel.stride});
}

/// Calls f(cells) with the way to ask where a row of `table` goes: cells.row(number). The answer
/// lives only during the call.
template <class F>
auto visit_cells(const BinnedTable& table, const Split& split, F&& f) {
  const BinnedFeature& feature = table.features[split.place];
  if (feature.panel == BinnedFeature::kSparse) {
    const FeatureBins& bins = table.bins(feature);
    std::vector<std::uint8_t> left;
    for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
      if (bin != bins.default_bin) left.push_back(goes_left_bin(bins, split, bin));
    }
    const auto end = static_cast<std::uint32_t>(feature.hist_begin + left.size());
    return f(SparseCells{&table.sparse, left.data(), feature.hist_begin, end,
                         goes_left_bin(bins, split, bins.default_bin)});
  }
  const Panel& panel = table.panels[static_cast<std::size_t>(feature.panel)];
  const std::vector<std::uint8_t> left = left_cells(table, split);
  return panel.wide ? visit_stored<std::uint16_t>(table, panel, feature.column, left.data(), f)
                    : visit_stored<std::uint8_t>(table, panel, feature.column, left.data(), f);
}

}  // namespace coppice
