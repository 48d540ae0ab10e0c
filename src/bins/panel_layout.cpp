#include "bins/panel_layout.hpp"

#include <algorithm>

namespace coppice {

void PanelLayout::add_column(const std::vector<std::uint32_t>& features, bool implied_default) {
  std::uint32_t cells = implied_default ? 1 : 0;
  const std::size_t first = table_.features.size();
  for (const std::uint32_t feature : features) {
    BinnedFeature f;
    f.feature = feature;
    f.first_cell = cells;
    f.implied_default = implied_default;
    cells += table_.edges.features[feature].bins() - (implied_default ? 1 : 0);
    table_.features.push_back(f);
  }
  // Where training had no missing values there is a cell more, for those of validation rows.
  const bool spare = !implied_default && !table_.edges.features[features[0]].has_missing;
  const std::int32_t panel = panel_for(cells + (spare ? 1 : 0) > 256);
  for (std::size_t i = first; i < table_.features.size(); ++i) {
    table_.features[i].panel = panel;
    table_.features[i].column =
        static_cast<std::uint32_t>(table_.panels[static_cast<std::size_t>(panel)].columns.size());
  }
  table_.panels[static_cast<std::size_t>(panel)].columns.push_back({0, cells});
}

void PanelLayout::add_sparse(std::uint32_t feature) {
  BinnedFeature f;
  f.feature = feature;
  f.panel = BinnedFeature::kSparse;
  f.implied_default = true;
  f.first_cell = sparse_cells_;
  sparse_cells_ += table_.edges.features[feature].bins() - 1;
  table_.features.push_back(f);
}

void PanelLayout::finish() {
  std::uint32_t slot = 0;
  for (Panel& panel : table_.panels) {
    panel.hist_begin = slot;
    for (CellColumn& column : panel.columns) {
      column.hist_begin = slot;
      slot += column.cells;
    }
    panel.hist_end = slot;
    panel.stride = record_stride(panel.columns.size() * (panel.wide ? 2 : 1));
  }
  table_.sparse.hist_begin = slot;
  table_.sparse.hist_end = slot += sparse_cells_;
  table_.slots = slot;
  for (BinnedFeature& f : table_.features) {
    f.hist_begin =
        f.first_cell +
        (f.panel == BinnedFeature::kSparse
             ? table_.sparse.hist_begin
             : table_.panels[static_cast<std::size_t>(f.panel)].columns[f.column].hist_begin);
  }
  std::sort(table_.features.begin(), table_.features.end(),
            [](const BinnedFeature& a, const BinnedFeature& b) { return a.feature < b.feature; });
}

std::int32_t PanelLayout::panel_for(bool wide) {
  std::int32_t& open = wide ? open_wide_ : open_byte_;
  if (open < 0 || table_.panels[static_cast<std::size_t>(open)].columns.size() >= kPanelColumns) {
    open = static_cast<std::int32_t>(table_.panels.size());
    table_.panels.emplace_back().wide = wide;
  }
  return open;
}

}  // namespace coppice
