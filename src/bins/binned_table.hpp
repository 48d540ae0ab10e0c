#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "base/buffer.hpp"
#include "bins/bin_edges.hpp"
#include "bins/sparse_columns.hpp"

namespace coppice {

// A binned table holds cells. A cell is a small integer of one row in one stored column; a stored
// column is one feature's bins, or a bundle of sparse features of which a row names at most one
// (exclusive feature bundling, Ke et al. 2017, here exact: no conflict is allowed).
//
//   features      f0    f1    f2 f3 f4         f5 f6 ... f99999
//                  |     |      \ | /           \   |   /
//   columns       c0    c1       c2            sparse panel: row -> slots
//                  \     |      /
//   panels          byte panel, row by row: [c0 c1 c2 ..] [c0 c1 c2 ..] ...
//
//   histogram     one slot a (column, cell): c0: 0..b0-1 | c1: .. | c2: .. | sparse: ..
//
// In a bundle, and in the sparse panel, a feature's default bin (that of zero) has no cell of its
// own: the feature has bins() - 1 cells, and rows without one of them are in the default bin.

/// A stored column of a byte or wide panel.
struct CellColumn {
  std::uint32_t hist_begin = 0;  ///< slot of cell 0
  std::uint32_t cells = 0;       ///< distinct cells
};

/// Bytes that a record with so many bytes of cells takes: whole words, of four bytes where one
/// holds it and of eight else. (Kernels load eight at a time, also at the last record: Buffer has
/// them.)
inline std::uint32_t record_stride(std::size_t bytes) {
  return bytes <= 4 ? 4 : static_cast<std::uint32_t>((bytes + 7) / 8 * 8);
}

/// Up to kPanelColumns columns of one cell width, row-major: record i is cells[i * stride ...].
struct Panel {
  bool wide = false;         ///< cells are uint16, else uint8
  std::uint32_t stride = 0;  ///< bytes a record (record_stride)
  std::vector<CellColumn> columns;
  std::uint32_t hist_begin = 0, hist_end = 0;  ///< slots of its columns
  Buffer<std::uint8_t> cells;
  Buffer<std::uint8_t>
      column_cells;  ///< the same cells column by column (add_cell_copies), or empty

  const std::uint8_t* record(std::size_t row) const { return cells.data() + row * stride; }
};

/// A panel's records once more, with columns of few cells joined: one byte then holds a cell of
/// each of them, as the digits of a number, and a histogram takes one addition for all.
///
///   columns of 3, 5 and 16 cells     joint cell = c0 + 3 * c1 + 15 * c2 < 240
///
/// The sums of a column's cell are those of all joint cells that have it as their digit.
struct JointPanel {
  struct Member {
    std::uint32_t column = 0;  ///< of the panel
    std::uint32_t joint = 0;   ///< column of `records` that it is a digit of
    std::uint32_t place = 1;   ///< what a cell counts there
  };
  Panel records;                ///< its histogram slots count from 0; no columns: nothing to gain
  std::vector<Member> members;  ///< one a column of the panel
  std::size_t spread = 0;       ///< additions that turn joint sums into those of the columns
};

/// Where one feature of the schema is found. Features that cannot split have no place.
struct BinnedFeature {
  std::uint32_t feature = 0;     ///< number in the schema
  std::int32_t panel = 0;        ///< index of its panel, kSparse for the sparse panel
  std::uint32_t column = 0;      ///< index in the panel
  std::uint32_t first_cell = 0;  ///< cell of its first (non-default) bin
  std::uint32_t hist_begin = 0;  ///< slot of that cell
  bool implied_default = false;  ///< in a bundle or sparse: the default bin has no cell
  std::size_t most_apart = 0;    ///< no split of the training rows has more on its smaller side
  static constexpr std::int32_t kSparse = -1;
};

/// Rows of the features that are too sparse for a byte a row: the slots that each row fills.
struct SparsePanel {
  RowBegins row_begin;              ///< rows + 1, empty if there is no such feature
  std::vector<std::uint32_t> slot;  ///< histogram slots, ascending within a row
  std::uint32_t hist_begin = 0, hist_end = 0;
};

struct BinnedTable {
  std::size_t rows = 0;
  BinEdges edges;
  std::vector<BinnedFeature> features;  ///< those that can split, in schema order
  std::vector<Panel> panels;
  std::vector<JointPanel> joint;  ///< of each panel (add_cell_copies), or empty
  SparsePanel sparse;
  std::uint32_t slots = 0;  ///< histogram slots in all
  /// No slot has more rows, those of cells in implied default bins aside (add_cell_copies).
  std::size_t most_in_slot = std::numeric_limits<std::size_t>::max();

  const FeatureBins& bins(const BinnedFeature& f) const { return edges.features[f.feature]; }
};

/// Bytes of the rows' cells, once.
inline std::size_t bytes_of_cells(const BinnedTable& table) {
  std::size_t bytes = table.sparse.slot.size() * sizeof(std::uint32_t);
  for (const Panel& panel : table.panels) bytes += panel.cells.size();
  return bytes;
}

/// Cell of a bin of a feature whose default bin is implied; the default bin has none.
inline std::uint32_t cell_of_bin(const BinnedFeature& f, const FeatureBins& bins,
                                 std::uint32_t bin) {
  return f.first_cell + bin - (f.implied_default && bin > bins.default_bin ? 1 : 0);
}

/// Columns a byte panel may hold: its histogram (256 slots of 8 bytes each) then stays in L2.
inline constexpr std::uint32_t kPanelColumns = 64;

/// Lays out the features of a training table and fills in its rows. Features that are constant, or
/// of which fewer than `min_rows` rows leave the default bin, are left out. (A tree whose leaves
/// need more rows than that passes over features by most_apart: it is the same tree.) The table's
/// feature columns are freed one by one as they are read, but with `keep_columns`. What a training
/// table has of its cells beside them is left to add_cell_copies.
BinnedTable bin_table(Table& table, BinEdges edges, std::size_t min_rows,
                      bool keep_columns = false);

/// fit_edges and bin_table in one; a sparse table is turned to columns once for both.
BinnedTable fit_and_bin(Table& table, const BinParams& params, std::size_t min_rows,
                        bool keep_columns = false);

/// fit_and_bin of a sparse table, of which `columns` are its columns_to_bin or the transpose.
BinnedTable fit_and_bin(Table& table, SparseColumns columns, const BinParams& params,
                        std::size_t min_rows);

/// Another table's rows in the layout of `like` (validation): same panels, same cells.
BinnedTable bin_like(const Table& table, const BinnedTable& like);

}  // namespace coppice
