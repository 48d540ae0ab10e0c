#pragma once

#include <cstdint>
#include <vector>

#include "bins/binned_table.hpp"

namespace coppice {

/// Puts columns into the panels of a table whose edges are known, then gives every column and
/// feature its histogram slots. All that a BinnedTable says of places follows from the order of
/// the calls.
class PanelLayout {
 public:
  PanelLayout(BinnedTable& table, std::size_t rows) : table_(table) { table_.rows = rows; }

  /// A stored column for `features` (one, or an exclusive bundle with implied defaults).
  void add_column(const std::vector<std::uint32_t>& features, bool implied_default);
  /// A feature of the sparse panel.
  void add_sparse(std::uint32_t feature);
  /// Numbers the slots and sorts the features into schema order.
  void finish();

 private:
  std::int32_t panel_for(bool wide);

  BinnedTable& table_;
  std::int32_t open_byte_ = -1, open_wide_ = -1;
  std::uint32_t sparse_cells_ = 0;
};

}  // namespace coppice
