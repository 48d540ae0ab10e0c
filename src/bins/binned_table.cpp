#include "bins/binned_table.hpp"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/parallel.hpp"
#include "bins/bundles.hpp"

namespace coppice {

namespace {

constexpr std::size_t kRowBlock = 4096;

/// Puts columns into panels, then gives every column and feature its histogram slots.
class Layout {
 public:
  Layout(BinnedTable& table, std::size_t rows) : table_(table) { table_.rows = rows; }

  /// A stored column for `features` (one, or an exclusive bundle with implied defaults).
  void add_column(const std::vector<std::uint32_t>& features, bool implied_default) {
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
    // One more than its bins: the cell of a missing value that only validation rows have.
    const std::int32_t panel = panel_for(cells + (implied_default ? 0 : 1) > 256);
    for (std::size_t i = first; i < table_.features.size(); ++i) {
      table_.features[i].panel = panel;
      table_.features[i].column = static_cast<std::uint32_t>(table_.panels[static_cast<std::size_t>(panel)].columns.size());
    }
    table_.panels[static_cast<std::size_t>(panel)].columns.push_back({0, cells});
  }

  void add_sparse(std::uint32_t feature) {
    BinnedFeature f;
    f.feature = feature;
    f.panel = BinnedFeature::kSparse;
    f.implied_default = true;
    f.first_cell = sparse_cells_;
    sparse_cells_ += table_.edges.features[feature].bins() - 1;
    table_.features.push_back(f);
  }

  /// Numbers the slots, allocates the panels, and sorts the features into schema order.
  void finish() {
    std::uint32_t slot = 0;
    for (Panel& panel : table_.panels) {
      panel.hist_begin = slot;
      for (CellColumn& column : panel.columns) {
        column.hist_begin = slot;
        slot += column.cells;
      }
      panel.hist_end = slot;
      const auto bytes = static_cast<std::uint32_t>(panel.columns.size() * (panel.wide ? 2 : 1));
      panel.stride = (bytes + 7) / 8 * 8;
      panel.cells = Buffer<std::uint8_t>(table_.rows * panel.stride);
    }
    table_.sparse.hist_begin = slot;
    table_.sparse.hist_end = slot += sparse_cells_;
    table_.slots = slot;
    for (BinnedFeature& f : table_.features) {
      f.hist_begin = f.first_cell + (f.panel == BinnedFeature::kSparse
                                         ? table_.sparse.hist_begin
                                         : table_.panels[static_cast<std::size_t>(f.panel)].columns[f.column].hist_begin);
    }
    std::sort(table_.features.begin(), table_.features.end(),
              [](const BinnedFeature& a, const BinnedFeature& b) { return a.feature < b.feature; });
  }

 private:
  std::int32_t panel_for(bool wide) {
    std::int32_t& open = wide ? open_wide_ : open_byte_;
    if (open < 0 || table_.panels[static_cast<std::size_t>(open)].columns.size() >= kPanelColumns) {
      open = static_cast<std::int32_t>(table_.panels.size());
      table_.panels.emplace_back().wide = wide;
    }
    return open;
  }

  BinnedTable& table_;
  std::int32_t open_byte_ = -1, open_wide_ = -1;
  std::uint32_t sparse_cells_ = 0;
};

void put_cell(Panel& panel, std::size_t row, std::uint32_t column, std::uint32_t cell) {
  std::uint8_t* record = panel.cells.data() + row * panel.stride;
  if (panel.wide) {
    const auto wide = static_cast<std::uint16_t>(cell);
    std::memcpy(record + 2 * column, &wide, 2);
  } else {
    record[column] = static_cast<std::uint8_t>(cell);
  }
}

/// Bins of numbers by a search without branches: the number of thresholds below the value.
class NumberBinner {
 public:
  explicit NumberBinner(const FeatureBins& bins) : bins_(bins) {}

  std::uint32_t operator()(double value) const {
    if (std::isnan(value)) return bins_.missing_bin();
    const double* base = bins_.thresholds.data();
    std::size_t left = bins_.thresholds.size();
    if (left == 0) return 0;
    while (left > 1) {
      const std::size_t half = left / 2;
      base += base[half - 1] < value ? half : 0;
      left -= half;
    }
    return static_cast<std::uint32_t>(base - bins_.thresholds.data()) + (*base < value ? 1 : 0);
  }

 private:
  const FeatureBins& bins_;
};

/// In a bundle there is no cell for a missing value that training rows did not have.
std::uint32_t known_bin(const FeatureBins& bins, std::uint32_t bin) {
  return bin < bins.bins() ? bin : bins.default_bin;
}

void fill_dense_rows(BinnedTable& binned, const Column& column, const BinnedFeature& f, std::size_t begin, std::size_t end) {
  const FeatureBins& bins = binned.bins(f);
  Panel& panel = binned.panels[static_cast<std::size_t>(f.panel)];
  const NumberBinner binner(bins);
  for (std::size_t row = begin; row < end; ++row) {
    const std::uint32_t bin = bins.kind == ColumnKind::numeric ? binner(column.numbers[row]) : bins.bin_of_code(column.codes[row]);
    put_cell(panel, row, f.column, bin);
  }
}

/// Place of each schema feature in `binned.features`, or -1.
std::vector<std::int32_t> feature_places(const BinnedTable& binned) {
  std::vector<std::int32_t> place(binned.edges.features.size(), -1);
  for (std::size_t i = 0; i < binned.features.size(); ++i) place[binned.features[i].feature] = static_cast<std::int32_t>(i);
  return place;
}

/// Fills bundles and the sparse panel from rows of named values.
void fill_sparse_rows(BinnedTable& binned, const SparseMatrix& matrix) {
  const std::vector<std::int32_t> place = feature_places(binned);
  for (Panel& panel : binned.panels) std::memset(panel.cells.data(), 0, binned.rows * panel.stride);
  const bool has_sparse = binned.sparse.hist_end > binned.sparse.hist_begin;
  if (has_sparse) binned.sparse.row_begin.assign(1, 0);
  for (std::size_t row = 0; row < binned.rows; ++row) {
    for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
      if (matrix.column[i] >= place.size() || place[matrix.column[i]] < 0) continue;
      const BinnedFeature& f = binned.features[static_cast<std::size_t>(place[matrix.column[i]])];
      const FeatureBins& bins = binned.bins(f);
      const std::uint32_t bin = known_bin(bins, NumberBinner(bins)(matrix.value[i]));
      if (bin == bins.default_bin) continue;
      const std::uint32_t cell = cell_of_bin(f, bins, bin);
      if (f.panel == BinnedFeature::kSparse) {
        binned.sparse.slot.push_back(binned.sparse.hist_begin + cell);
      } else {
        put_cell(binned.panels[static_cast<std::size_t>(f.panel)], row, f.column, cell);
      }
    }
    if (has_sparse) binned.sparse.row_begin.push_back(binned.sparse.slot.size());
  }
}

void fill_dense(BinnedTable& binned, const Table& table) {
  for (Panel& panel : binned.panels) std::memset(panel.cells.data(), 0, binned.rows * panel.stride);
  // By blocks of rows, so that a block's records stay in cache while its columns are filled in.
  parallel_blocks(binned.rows, kRowBlock, [&](std::size_t begin, std::size_t end) {
    for (const BinnedFeature& f : binned.features) fill_dense_rows(binned, table.features[f.feature], f, begin, end);
  });
}

/// Rows that leave the default bin: what a sparse column can split off at most.
std::size_t rows_off_default(const FeatureBins& bins, std::span<const double> named) {
  const NumberBinner binner(bins);
  return static_cast<std::size_t>(std::count_if(named.begin(), named.end(), [&](double value) { return binner(value) != bins.default_bin; }));
}

/// Returns rows_off_default of each column.
std::vector<std::size_t> lay_out_sparse(Layout& layout, const BinnedTable& binned, const SparseMatrix& matrix, std::size_t min_rows) {
  const SparseColumns columns = transpose(matrix);
  std::vector<std::size_t> off_default(matrix.columns, 0);
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t c = 0; c < matrix.columns; ++c) {
    const FeatureBins& bins = binned.edges.features[c];
    if (bins.is_constant()) continue;
    off_default[c] = rows_off_default(bins, columns.values_of(c));
    if (off_default[c] >= min_rows) candidates.push_back(c);
  }
  const BundlePlan plan = plan_bundles(columns, candidates, binned.edges, matrix.rows());
  for (const auto& bundle : plan.bundles) layout.add_column(bundle, true);
  for (const std::uint32_t c : plan.sparse) layout.add_sparse(c);
  return off_default;
}

}  // namespace

BinnedTable bin_table(Table& table, BinEdges edges, std::size_t min_rows) {
  BinnedTable binned;
  binned.edges = std::move(edges);
  Layout layout(binned, table.rows);
  std::vector<std::size_t> most_apart(binned.edges.features.size(), table.rows);
  if (table.is_sparse) {
    most_apart = lay_out_sparse(layout, binned, table.sparse, min_rows);
  } else {
    for (std::uint32_t c = 0; c < binned.edges.features.size(); ++c) {
      if (!binned.edges.features[c].is_constant()) layout.add_column({c}, false);
    }
  }
  layout.finish();
  for (BinnedFeature& f : binned.features) f.most_apart = most_apart[f.feature];
  if (table.is_sparse) {
    fill_sparse_rows(binned, table.sparse);
    table.sparse = {};
  } else {
    fill_dense(binned, table);
    for (Column& column : table.features) column = Column{std::move(column.name), column.kind, {}, {}, {}};
  }
  return binned;
}

BinnedTable bin_like(const Table& table, const BinnedTable& like) {
  BinnedTable binned;
  binned.rows = table.rows;
  binned.edges = like.edges;
  binned.features = like.features;
  binned.slots = like.slots;
  binned.sparse.hist_begin = like.sparse.hist_begin;
  binned.sparse.hist_end = like.sparse.hist_end;
  for (const Panel& panel : like.panels) {
    Panel copy;
    copy.wide = panel.wide;
    copy.stride = panel.stride;
    copy.columns = panel.columns;
    copy.hist_begin = panel.hist_begin;
    copy.hist_end = panel.hist_end;
    copy.cells = Buffer<std::uint8_t>(table.rows * panel.stride);
    binned.panels.push_back(std::move(copy));
  }
  if (table.is_sparse) {
    fill_sparse_rows(binned, table.sparse);
  } else {
    fill_dense(binned, table);
  }
  return binned;
}

}  // namespace coppice
