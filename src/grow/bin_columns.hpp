#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "bins/binned_table.hpp"

namespace coppice {

/// The bins of a table column by column: for a grower that looks at few columns of few rows at a
/// time, where the panels' records would bring all columns into cache for the sake of one. Column
/// `place` holds the bins of BinnedTable::features[place]: bytes, or 16 bits where it has more than
/// 255 bins; bundles and sparse columns are spelled out. Columns that the table itself has a copy
/// of (those of a training table that are in no bundle) are not copied.
class BinColumns {
 public:
  explicit BinColumns(const BinnedTable& table);

  const BinnedTable& table() const { return *table_; }
  std::size_t rows() const { return table_->rows; }
  std::size_t columns() const { return columns_.size(); }
  const FeatureBins& bins(std::size_t place) const { return table_->bins(table_->features[place]); }

  /// Calls f with the column's bins, one a row: const uint8_t* or const uint16_t*.
  template <class F>
  auto visit(std::size_t place, F&& f) const {
    const Column& column = columns_[place];
    if (column.wide) return f(reinterpret_cast<const std::uint16_t*>(column.cells));
    return f(static_cast<const std::uint8_t*>(column.cells));
  }
  /// A column of cells that several columns share, since no row leaves the default bin of more than
  /// one of them, as where a category is spelled out in columns of zeros and ones. Cell 0 is the
  /// default of all.
  struct Bundle {
    const std::uint8_t* cells = nullptr;
    std::uint32_t count = 0;  ///< distinct cells
  };
  /// A column's part of a bundle: of the others' cells it is in its default bin, of its own, which
  /// follow first_cell, in the other bins as they ascend.
  struct Share {
    std::uint32_t bundle = kNoBundle;
    std::uint32_t first_cell = 0, default_bin = 0;
  };
  static constexpr std::uint32_t kNoBundle = 0xffffffff;
  /// Finds the bundles: those of the table, and such as its columns of few bins can be put in.
  void share_columns();
  const std::vector<Bundle>& bundles() const { return bundles_; }
  /// Empty where share_columns was not called.
  std::span<const Share> shares() const { return shares_; }

  std::uint32_t bin(std::size_t place, std::size_t row) const {
    return visit(place, [&](const auto* bins) { return static_cast<std::uint32_t>(bins[row]); });
  }

 private:
  struct Column {
    const std::uint8_t* cells = nullptr;
    bool wide = false;
    std::uint8_t* own = nullptr;  ///< the same place, of a column of its own
  };
  bool refer_to_table(std::size_t place);
  void take_bundles_of_table();
  void bundle_columns();
  void add_bundle(const std::vector<std::size_t>& places, std::uint32_t cells);
  void put(const Column& column, std::size_t row, std::uint32_t bin);
  void fill_stored(std::size_t place, std::size_t begin, std::size_t end);
  void fill_sparse();

  const BinnedTable* table_;
  std::vector<Column> columns_;
  std::vector<Bundle> bundles_;
  std::vector<Share> shares_;
  std::vector<Buffer<std::uint8_t>> bundle_cells_;
  Buffer<std::uint8_t> memory_;
};

}  // namespace coppice
