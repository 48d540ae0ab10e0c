#include "bins/binned_table.hpp"

#include <algorithm>

#include "base/parallel.hpp"
#include "bins/bundles.hpp"
#include "bins/copy_rows.hpp"
#include "bins/fill.hpp"
#include "bins/panel_layout.hpp"

namespace coppice {

namespace {

/// Rows that leave the default bin: what a sparse column can split off at most. 0 where the column
/// is constant.
std::vector<std::size_t> count_off_default(const BinEdges& edges, const EntryBins& entries) {
  std::vector<std::size_t> rows(edges.features.size(), 0);
  parallel_blocks(rows.size(), 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      const FeatureBins& bins = edges.features[c];
      if (bins.is_constant()) continue;
      const std::uint64_t first = entries.columns.column_begin[c];
      if (entries.columns.all_ones) {
        rows[c] = entries.bin[c] != bins.default_bin ? entries.columns.entries_of(c) : 0;
        continue;
      }
      for (std::uint64_t i = first; i < first + entries.columns.entries_of(c); ++i) {
        rows[c] += entries.bin[i] != bins.default_bin ? 1 : 0;
      }
    }
  });
  return rows;
}

void lay_out_sparse(PanelLayout& layout, const BinEdges& edges, const SparseColumns& columns,
                    const SparseMatrix& matrix, const std::vector<std::size_t>& off_default,
                    std::size_t min_rows) {
  std::vector<std::uint32_t> candidates;
  for (std::uint32_t c = 0; c < edges.features.size(); ++c) {
    if (off_default[c] >= min_rows && !edges.features[c].is_constant()) candidates.push_back(c);
  }
  const BundlePlan plan = plan_bundles(columns, matrix, candidates, edges);
  for (const auto& bundle : plan.bundles) layout.add_column(bundle, true);
  for (const std::uint32_t c : plan.sparse) layout.add_sparse(c);
}

void free_cells(Column& column) {
  column = Column{std::move(column.name), column.kind, {}, {}, {}, {}};
}

/// `columns` are those of the table's matrix, of which the values are no longer needed.
BinnedTable bin_sparse(Table& table, BinEdges edges, SparseColumns columns, std::size_t min_rows) {
  BinnedTable binned;
  binned.edges = std::move(edges);
  PanelLayout layout(binned, table.rows);
  const EntryBins entries = find_entry_bins(binned.edges, std::move(columns));
  const std::vector<std::size_t> off_default = count_off_default(binned.edges, entries);
  lay_out_sparse(layout, binned.edges, entries.columns, table.sparse, off_default, min_rows);
  layout.finish();
  for (BinnedFeature& f : binned.features) f.most_apart = off_default[f.feature];
  fill_sparse(binned, table.sparse, entries, true);
  table.sparse = {};
  return binned;
}

}  // namespace

BinnedTable bin_table(Table& table, BinEdges edges, std::size_t min_rows, bool keep_columns) {
  if (table.is_sparse)
    return bin_sparse(table, std::move(edges), columns_to_bin(table.sparse), min_rows);
  BinnedTable binned;
  binned.edges = std::move(edges);
  PanelLayout layout(binned, table.rows);
  for (std::uint32_t c = 0; c < binned.edges.features.size(); ++c) {
    if (!binned.edges.features[c].is_constant()) layout.add_column({c}, false);
  }
  layout.finish();
  for (BinnedFeature& f : binned.features) f.most_apart = table.rows;
  const auto features = features_by_panel(binned);
  for (std::size_t panel = 0; panel < binned.panels.size(); ++panel) {
    fill_dense(binned, panel, features[panel], table, [&](std::uint32_t feature) {
      if (!keep_columns) free_cells(table.features[feature]);
    });
  }
  if (!keep_columns) {
    for (Column& column : table.features) free_cells(column);
  }
  return binned;
}

BinnedTable fit_and_bin(Table& table, const BinParams& params, std::size_t min_rows,
                        bool keep_columns) {
  if (!table.is_sparse) {
    return bin_table(table, fit_edges(table, params), min_rows, keep_columns);
  }
  return fit_and_bin(table, columns_to_bin(table.sparse), params, min_rows);
}

BinnedTable fit_and_bin(Table& table, SparseColumns columns, const BinParams& params,
                        std::size_t min_rows) {
  table.sparse.value = {};
  BinEdges edges = fit_edges(columns, table.rows, params);
  return bin_sparse(table, std::move(edges), std::move(columns), min_rows);
}

BinnedTable bin_like(const Table& table, const BinnedTable& like) {
  BinnedTable binned;
  binned.rows = table.rows;
  binned.edges = like.edges;
  binned.features = like.features;
  binned.slots = like.slots;
  binned.sparse.hist_begin = like.sparse.hist_begin;
  binned.sparse.hist_end = like.sparse.hist_end;
  for (const Panel& panel : like.panels) binned.panels.push_back(layout_of(panel));
  if (table.is_sparse) {
    fill_sparse(binned, table.sparse, find_entry_bins(binned.edges, columns_to_bin(table.sparse)),
                false);
  } else {
    const auto features = features_by_panel(binned);
    for (std::size_t panel = 0; panel < binned.panels.size(); ++panel) {
      fill_dense(binned, panel, features[panel], table, [](std::uint32_t) {});
    }
  }
  return binned;
}

}  // namespace coppice
