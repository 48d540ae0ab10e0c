#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <vector>

#include "bins/binned_table.hpp"
#include "grow/split.hpp"

namespace coppice {

// Which way a row goes at a split, by where the split's feature is stored. One table look-up a
// row for stored columns, whatever the split: numeric, categorical, missing, bundled.

struct ByteCells {
  const std::uint8_t* left;
  const std::uint8_t* cells;
  std::size_t stride;
  bool byte(std::uint8_t cell) const { return left[cell] != 0; }
  bool row(std::size_t row) const { return left[cells[row * stride]] != 0; }
};

struct WideCells {
  const std::uint8_t* left;
  const std::uint8_t* cells;
  std::size_t stride;
  bool byte(std::uint8_t cell) const { return left[cell] != 0; }
  bool row(std::size_t row) const {
    std::uint16_t cell;
    std::memcpy(&cell, cells + row * stride, 2);
    return left[cell] != 0;
  }
};

struct SparseCells {
  const SparsePanel* panel;
  const std::uint8_t* left;  // by slot - first
  std::uint32_t first, end;  // slots of the feature
  bool absent;               // where a row in the default bin goes
  bool byte(std::uint8_t) const { return absent; }
  bool row(std::size_t row) const {
    const std::uint32_t* begin = panel->slot.data() + panel->row_begin[row];
    const std::uint32_t* stop = panel->slot.data() + panel->row_begin[row + 1];
    const std::uint32_t* found = std::lower_bound(begin, stop, first);
    return found != stop && *found < end ? left[*found - first] != 0 : absent;
  }
};

/// Calls f(cells) with the way to ask where a row of `table` goes: cells.row(number), or
/// cells.byte(cell) for a record at hand. The answer lives only during the call.
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
    return f(SparseCells{&table.sparse, left.data(), feature.hist_begin, end, goes_left_bin(bins, split, bins.default_bin)});
  }
  const Panel& panel = table.panels[static_cast<std::size_t>(feature.panel)];
  const std::vector<std::uint8_t> left = left_cells(table, split);
  if (panel.wide) return f(WideCells{left.data(), panel.cells.data() + 2 * feature.column, panel.stride});
  return f(ByteCells{left.data(), panel.cells.data() + feature.column, panel.stride});
}

}  // namespace coppice
