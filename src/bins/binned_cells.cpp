#include <algorithm>
#include <atomic>
#include <cstring>
#include <numeric>

#include "base/parallel.hpp"
#include "bins/binned_parts.hpp"
#include "bins/panel_layout.hpp"

namespace coppice {

namespace {

constexpr std::size_t kCheckBlock = 4096;

/// The features of each stored column of a panel, in the order of their cells.
std::vector<std::vector<BinnedFeature>> columns_of(const BinnedTable& table, std::size_t panel) {
  std::vector<std::vector<BinnedFeature>> columns(table.panels[panel].columns.size());
  for (const BinnedFeature& f : table.features) {
    if (f.panel == static_cast<std::int32_t>(panel)) columns[f.column].push_back(f);
  }
  for (auto& column : columns) {
    std::sort(column.begin(), column.end(), [](const BinnedFeature& a, const BinnedFeature& b) {
      return a.first_cell < b.first_cell;
    });
  }
  return columns;
}

void write_features(ByteWriter& out, const std::vector<BinnedFeature>& features) {
  std::vector<std::uint32_t> numbers;
  std::vector<std::uint64_t> apart;
  for (const BinnedFeature& f : features) {
    numbers.push_back(f.feature);
    apart.push_back(f.most_apart);
  }
  out.list<std::uint32_t>(numbers);
  out.list<std::uint64_t>(apart);
}

/// Reads lists of features, each of which may come once in the file.
class FeatureLists {
 public:
  FeatureLists(ByteReader& in, const BinnedTable& table)
      : in_(in),
        table_(table),
        most_apart_(table.edges.features.size(), 0),
        seen_(most_apart_.size()) {}

  std::vector<std::uint32_t> read() {
    std::vector<std::uint32_t> features = in_.list<std::uint32_t>();
    const std::vector<std::uint64_t> apart = in_.list<std::uint64_t>();
    in_.expect(apart.size() == features.size(), "a list of columns is incomplete");
    for (std::size_t i = 0; i < features.size(); ++i) {
      const std::uint32_t f = features[i];
      in_.expect(f < seen_.size() && !seen_[f], "a column is not known or has two places");
      in_.expect(!table_.edges.features[f].is_constant(), "a constant column has a place");
      in_.expect(apart[i] <= table_.rows, "a column parts more rows than there are");
      seen_[f] = true;
      most_apart_[f] = apart[i];
      slots_ += table_.edges.features[f].bins();
      in_.expect(slots_ < (std::uint64_t{1} << 31), "it has too many bins");
    }
    return features;
  }
  std::size_t most_apart(std::uint32_t feature) const { return most_apart_[feature]; }

 private:
  ByteReader& in_;
  const BinnedTable& table_;
  std::vector<std::uint64_t> most_apart_;
  std::vector<bool> seen_;
  std::uint64_t slots_ = 0;
};

std::uint32_t cell_in(const Panel& panel, const std::uint8_t* record, std::size_t column) {
  if (!panel.wide) return record[column];
  std::uint16_t cell = 0;
  std::memcpy(&cell, record + 2 * column, sizeof cell);
  return cell;
}

bool cells_are_sound(const Panel& panel, std::size_t rows) {
  const std::size_t used = panel.columns.size() * (panel.wide ? 2 : 1);
  std::atomic<bool> sound = true;
  parallel_blocks(rows, kCheckBlock, [&](std::size_t begin, std::size_t end) {
    bool block_sound = true;
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint8_t* const record = panel.record(row);
      for (std::size_t column = 0; column < panel.columns.size(); ++column) {
        block_sound &= cell_in(panel, record, column) < panel.columns[column].cells;
      }
      for (std::size_t i = used; i < panel.stride; ++i) block_sound &= record[i] == 0;
    }
    if (!block_sound) sound = false;
  });
  return sound;
}

constexpr const char* kNoSoundBounds = "its sparse rows have no sound bounds";

/// The place in `sparse` (slots counted from its first) of each feature's first slot, ascending.
std::vector<std::uint32_t> first_slots(const BinnedTable& table) {
  std::vector<std::uint32_t> first;
  for (const BinnedFeature& f : table.features) {
    if (f.panel == BinnedFeature::kSparse) first.push_back(f.hist_begin);
  }
  return first;
}

void check_slots(const ByteReader& in, const BinnedTable& table) {
  const SparsePanel& sparse = table.sparse;
  in.expect(
      sparse.row_begin.size() == table.rows + 1 && sparse.row_begin.back() == sparse.slot.size(),
      kNoSoundBounds);
  const std::vector<std::uint32_t> first = first_slots(table);
  std::atomic<bool> sound = true;
  parallel_blocks(table.rows, kCheckBlock, [&](std::size_t begin, std::size_t end) {
    bool block_sound = true;
    for (std::size_t row = begin; row < end && block_sound; ++row) {
      std::uint32_t least = sparse.hist_begin;  // for no feature comes twice in a row
      for (auto i = sparse.row_begin[row]; i < sparse.row_begin[row + 1]; ++i) {
        const std::uint32_t slot = sparse.slot[i];
        block_sound &= slot >= least && slot < sparse.hist_end;
        const auto next = std::upper_bound(first.begin(), first.end(), slot);
        least = next == first.end() ? sparse.hist_end : *next;
      }
    }
    if (!block_sound) sound = false;
  });
  in.expect(sound, "a row names a bin that there is not");
}

/// Histograms trust that no more rows name a sparse column than it says.
void check_rows_apart(const ByteReader& in, const BinnedTable& table) {
  std::vector<std::uint64_t> rows(table.slots, 0);
  for (const std::uint32_t slot : table.sparse.slot) ++rows[slot];
  for (const Panel& panel : table.panels) {
    for (std::size_t row = 0; row < table.rows; ++row) {
      for (std::size_t column = 0; column < panel.columns.size(); ++column) {
        ++rows[panel.columns[column].hist_begin + cell_in(panel, panel.record(row), column)];
      }
    }
  }
  for (const BinnedFeature& f : table.features) {
    const auto first = rows.begin() + f.hist_begin;
    const auto named = std::accumulate(first, first + table.bins(f).bins() - 1, std::uint64_t{0});
    in.expect(named <= f.most_apart, "a column parts more rows than it says");
  }
}

}  // namespace

void write_layout(ByteWriter& out, const BinnedTable& table) {
  out.value<std::uint64_t>(table.panels.size());
  for (std::size_t panel = 0; panel < table.panels.size(); ++panel) {
    const auto columns = columns_of(table, panel);
    out.value<std::uint64_t>(columns.size());
    for (const auto& features : columns) {
      out.value<std::uint8_t>(features.front().implied_default);
      write_features(out, features);
    }
  }
  std::vector<BinnedFeature> sparse;
  for (const BinnedFeature& f : table.features) {
    if (f.panel == BinnedFeature::kSparse) sparse.push_back(f);
  }
  write_features(out, sparse);
}

void read_layout(ByteReader& in, BinnedTable& table, std::size_t rows, bool sparse_rows) {
  PanelLayout layout(table, rows);
  FeatureLists lists(in, table);
  std::size_t stored = 0;
  for (std::size_t panels = in.length(8), panel = 0; panel < panels; ++panel) {
    const std::size_t columns = in.length(17);
    for (std::size_t column = 0; column < columns; ++column, ++stored) {
      const bool implied_default = in.flag();
      in.expect(implied_default == sparse_rows, "a stored column is of the other kind of table");
      const std::vector<std::uint32_t> features = lists.read();
      in.expect(!features.empty() && (implied_default || features.size() == 1),
                "a stored column holds no column, or several");
      std::size_t cells = 1;
      for (const std::uint32_t f : features) cells += table.edges.features[f].bins();
      in.expect(cells <= 65536, "a stored column has too many cells");
      layout.add_column(features, implied_default);
    }
  }
  const std::vector<std::uint32_t> sparse = lists.read();
  in.expect(sparse_rows || sparse.empty(), "it has sparse columns in a dense table");
  in.expect(std::is_sorted(sparse.begin(), sparse.end()), "sparse columns do not ascend");
  for (const std::uint32_t f : sparse) layout.add_sparse(f);
  in.expect(stored == 0 || rows <= in.left() / stored, "it ends too early");  // before room is made
  layout.finish();
  for (BinnedFeature& f : table.features) f.most_apart = lists.most_apart(f.feature);
}

void write_cells(ByteWriter& out, const BinnedTable& table) {
  for (const Panel& panel : table.panels) {
    out.list<std::uint8_t>({panel.cells.data(), table.rows * panel.stride});
  }
  out.list(table.sparse.row_begin.bases());
  out.list(table.sparse.row_begin.offsets());
  out.list<std::uint32_t>(table.sparse.slot);
}

void read_cells(ByteReader& in, BinnedTable& table) {
  for (Panel& panel : table.panels) {
    const std::size_t size = table.rows * panel.stride;
    in.expect(in.length(1) == size, "a panel has not one record a row");
    panel.cells = Buffer<std::uint8_t>(size);
    std::memcpy(panel.cells.data(), in.take(size).data(), size);
    in.expect(cells_are_sound(panel, table.rows), "a row has a cell that there is not");
  }
  std::vector<std::uint64_t> bases = in.list<std::uint64_t>();
  const bool sound =
      RowBegins::restore(std::move(bases), in.list<std::uint32_t>(), table.sparse.row_begin);
  in.expect(sound, kNoSoundBounds);
  table.sparse.slot = in.list<std::uint32_t>();
  if (table.sparse.hist_end > table.sparse.hist_begin) {
    check_slots(in, table);
  } else {
    in.expect(table.sparse.row_begin.empty() && table.sparse.slot.empty(),
              "it has sparse rows without sparse columns");
  }
  const auto implied = [](const BinnedFeature& f) { return f.implied_default; };
  if (std::ranges::all_of(table.features, implied)) check_rows_apart(in, table);
}

}  // namespace coppice
