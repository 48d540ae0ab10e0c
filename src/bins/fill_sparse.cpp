#include <algorithm>
#include <array>
#include <cstring>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "bins/fill.hpp"

namespace coppice {

namespace {

void put_cell(Panel& panel, std::size_t row, std::uint32_t column, std::uint32_t cell) {
  std::uint8_t* const record = panel.cells.data() + row * panel.stride;
  if (panel.wide) {
    const auto wide = static_cast<std::uint16_t>(cell);
    std::memcpy(record + 2 * column, &wide, 2);
  } else {
    record[column] = static_cast<std::uint8_t>(cell);
  }
}

/// What is needed of a column to place one of its bins: small, for the entries of a row come from
/// columns all over.
struct Place {
  std::int32_t panel = 0;
  std::uint32_t column = 0;
  std::uint32_t first_cell = 0;
  std::uint16_t default_bin = 0;
  bool has_cells = false;  ///< false where the column cannot split
  std::uint32_t bins = 0;

  std::uint32_t cell_of(std::uint32_t bin) const {
    return first_cell + bin - (bin > default_bin ? 1 : 0);
  }
};

std::vector<Place> places_of(const BinnedTable& binned) {
  std::vector<Place> places(binned.edges.features.size());
  for (const BinnedFeature& f : binned.features) {
    const FeatureBins& bins = binned.bins(f);
    places[f.feature] = {f.panel,      f.column,
                         f.first_cell, static_cast<std::uint16_t>(bins.default_bin),
                         true,         bins.bins()};
  }
  return places;
}

/// The slots of a block of rows, one row's after the other's.
using BlockSlots = std::vector<std::uint32_t>;

BlockSlots fill_block(BinnedTable& binned, const std::vector<Place>& places,
                      const SparseMatrix& matrix, const EntryBins& entries, std::size_t begin,
                      std::size_t end, std::vector<std::uint32_t>& row_slots) {
  BlockSlots block;
  std::vector<std::uint64_t> next =
      block_begin(entries.columns, begin / entries.columns.block_rows);
  for (std::size_t row = begin; row < end; ++row) {
    const std::size_t before = block.size();
    for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
      const std::uint32_t column = matrix.column[i];
      if (column >= places.size()) continue;  // training did not have it
      const std::uint32_t bin = entries.bin[next[column]++];
      const Place& place = places[column];
      // A missing value that training rows did not have has no cell: it is in the default bin.
      if (!place.has_cells || bin == place.default_bin || bin >= place.bins) continue;
      if (place.panel == BinnedFeature::kSparse) {
        block.push_back(binned.sparse.hist_begin + place.cell_of(bin));
      } else {
        Panel& panel = binned.panels[static_cast<std::size_t>(place.panel)];
        put_cell(panel, row, place.column, place.cell_of(bin));
      }
    }
    if (block.size() > before)
      row_slots[row + 1] = static_cast<std::uint32_t>(block.size() - before);
  }
  return block;
}

/// What an entry of a column does where all are 1, and so in one bin: it fills a slot, writes a
/// cell, or nothing.
struct OneCell {
  enum class Kind : std::uint8_t { nothing, slot, byte, wide } kind = Kind::nothing;
  std::uint16_t cell = 0;
  std::uint32_t slot = 0;
  std::uint8_t* cells = nullptr;  ///< of the first row
  std::size_t stride = 0;
};

std::vector<OneCell> cells_of_ones(BinnedTable& binned, const std::vector<Place>& places,
                                   const EntryBins& entries) {
  std::vector<OneCell> ones(places.size());
  for (std::size_t column = 0; column < std::min(places.size(), entries.bin.size()); ++column) {
    const Place& place = places[column];
    const std::uint32_t bin = entries.bin[column];
    if (!place.has_cells || bin == place.default_bin || bin >= place.bins) continue;
    OneCell& one = ones[column];
    if (place.panel == BinnedFeature::kSparse) {
      one.kind = OneCell::Kind::slot;
      one.slot = binned.sparse.hist_begin + place.cell_of(bin);
    } else {
      Panel& panel = binned.panels[static_cast<std::size_t>(place.panel)];
      one.kind = panel.wide ? OneCell::Kind::wide : OneCell::Kind::byte;
      one.cell = static_cast<std::uint16_t>(place.cell_of(bin));
      one.cells = panel.cells.data() + place.column * (panel.wide ? 2 : 1);
      one.stride = panel.stride;
    }
  }
  return ones;
}

/// As fill_block, for entries that are all 1.
BlockSlots fill_ones_block(const std::vector<OneCell>& ones, const SparseMatrix& matrix,
                           std::size_t begin, std::size_t end,
                           std::vector<std::uint32_t>& row_slots) {
  BlockSlots block;
  matrix.column.visit([&](auto columns) {
    for (std::size_t row = begin; row < end; ++row) {
      const std::size_t before = block.size();
      for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
        if (columns[i] >= ones.size()) continue;  // training did not have it
        const OneCell& one = ones[columns[i]];
        switch (one.kind) {
          case OneCell::Kind::nothing:
            break;
          case OneCell::Kind::slot:
            block.push_back(one.slot);
            break;
          case OneCell::Kind::byte:
            one.cells[row * one.stride] = static_cast<std::uint8_t>(one.cell);
            break;
          case OneCell::Kind::wide:
            std::memcpy(one.cells + row * one.stride, &one.cell, sizeof one.cell);
            break;
        }
      }
      if (block.size() > before)
        row_slots[row + 1] = static_cast<std::uint32_t>(block.size() - before);
    }
  });
  return block;
}

/// A panel whose records are joined from those of single entries, each of so many words of eight
/// bytes, in registers:
///
///     entry in column 3      . 2 . . . . . .
///     entry in column 14     . . . . 1 . . .
///     entry in column 119    5 . . . . . . .
///     record                 5 2 . . 1 . . .
struct JoinedRecords {
  static constexpr std::size_t kMostWords = 8;
  Panel* panel = nullptr;
  std::size_t words = 0;
  std::vector<std::uint64_t> records;  ///< words a column
};

JoinedRecords records_of_ones(Panel& panel, const std::vector<OneCell>& ones, std::size_t columns) {
  JoinedRecords joined{&panel, (panel.stride + 7) / 8, {}};
  joined.records.resize(std::max(ones.size(), columns) * joined.words, 0);
  for (std::size_t column = 0; column < ones.size(); ++column) {
    if (ones[column].kind == OneCell::Kind::nothing) continue;
    auto* const record = reinterpret_cast<std::uint8_t*>(&joined.records[column * joined.words]);
    std::memcpy(record + (ones[column].cells - panel.cells.data()), &ones[column].cell,
                panel.wide ? 2 : 1);
  }
  return joined;
}

template <std::size_t words>
void join_entries(const JoinedRecords& joined, const SparseMatrix& matrix, std::size_t begin,
                  std::size_t end) {
  const std::uint64_t* const records = joined.records.data();
  const std::size_t stride = words == 1 ? joined.panel->stride : 8 * words;
  std::uint8_t* to = joined.panel->cells.data() + begin * stride;
  matrix.column.visit([&](auto columns) {
    for (std::size_t row = begin; row < end; ++row, to += stride) {
      std::array<std::uint64_t, words> record{};
      for (std::uint64_t i = matrix.row_begin[row]; i < matrix.row_begin[row + 1]; ++i) {
        for (std::size_t w = 0; w < words; ++w) record[w] |= records[columns[i] * words + w];
      }
      stride == 4 ? std::memcpy(to, record.data(), 4)
                  : std::memcpy(to, record.data(), sizeof record);
    }
  });
}

/// As fill_ones_block, where all entries go to one panel and no two to the same byte.
void join_entries(const JoinedRecords& joined, const SparseMatrix& matrix, std::size_t begin,
                  std::size_t end) {
  constexpr auto kOfWords = []<std::size_t... w>(std::index_sequence<w...>) {
    return std::array{&join_entries<w + 1>...};
  }
  (std::make_index_sequence<JoinedRecords::kMostWords>());
  kOfWords[joined.words - 1](joined, matrix, begin, end);
}

/// Joins the blocks' slots, in order of the rows.
void join(SparsePanel& sparse, std::vector<BlockSlots>& blocks) {
  std::vector<std::size_t> begin(blocks.size() + 1, 0);
  for (std::size_t b = 0; b < blocks.size(); ++b) begin[b + 1] = begin[b] + blocks[b].size();
  sparse.slot.resize(begin.back());
  parallel_for(blocks.size(), [&](std::size_t b) {
    std::copy(blocks[b].begin(), blocks[b].end(),
              sparse.slot.begin() + static_cast<std::ptrdiff_t>(begin[b]));
    blocks[b] = {};
  });
}

}  // namespace

EntryBins find_entry_bins(const BinEdges& edges, SparseColumns columns) {
  EntryBins entries;
  entries.columns = std::move(columns);
  const bool all_ones = entries.columns.all_ones;
  const std::size_t known = std::min(entries.columns.columns(), edges.features.size());
  entries.bin = Buffer<std::uint16_t>(all_ones ? known : entries.columns.entries());
  parallel_blocks(known, 64, [&](std::size_t begin, std::size_t end) {
    for (std::size_t c = begin; c < end; ++c) {
      if (all_ones) {
        entries.bin[c] = static_cast<std::uint16_t>(edges.features[c].bin_of_number(1.0));
        continue;
      }
      std::uint16_t* const out = entries.bin.data() + entries.columns.column_begin[c];
      for_bins(edges.features[c], entries.columns.values_of(c),
               [&](std::size_t i, std::uint32_t bin) { out[i] = static_cast<std::uint16_t>(bin); });
    }
  });
  entries.columns.value.reset();
  return entries;
}

void fill_sparse(BinnedTable& binned, const SparseMatrix& matrix, const EntryBins& entries,
                 bool exclusive) {
  for (Panel& panel : binned.panels) panel.cells = Buffer<std::uint8_t>(binned.rows * panel.stride);
  const bool all_ones = entries.columns.all_ones;
  const std::vector<Place> places = places_of(binned);
  const std::vector<OneCell> ones =
      all_ones ? cells_of_ones(binned, places, entries) : std::vector<OneCell>{};
  const bool has_slots = binned.sparse.hist_end > binned.sparse.hist_begin;
  const std::size_t block_rows = entries.columns.block_rows;
  if (all_ones && exclusive && !has_slots && binned.panels.size() == 1 &&
      binned.panels[0].stride <= 8 * JoinedRecords::kMostWords) {
    const JoinedRecords joined = records_of_ones(binned.panels[0], ones, matrix.columns);
    parallel_blocks(binned.rows, block_rows, [&](std::size_t begin, std::size_t end) {
      join_entries(joined, matrix, begin, end);
    });
    return;
  }
  std::vector<std::uint32_t> row_slots(has_slots ? binned.rows + 1 : 0, 0);  // of row i at i + 1
  std::vector<BlockSlots> blocks((binned.rows + block_rows - 1) / block_rows);
  parallel_blocks(binned.rows, block_rows, [&](std::size_t begin, std::size_t end) {
    for (Panel& panel : binned.panels) {
      std::memset(panel.cells.data() + begin * panel.stride, 0, (end - begin) * panel.stride);
    }
    blocks[begin / block_rows] =
        all_ones ? fill_ones_block(ones, matrix, begin, end, row_slots)
                 : fill_block(binned, places, matrix, entries, begin, end, row_slots);
  });
  if (!has_slots) return;
  binned.sparse.row_begin = RowBegins::of_counts(std::move(row_slots));
  join(binned.sparse, blocks);
}

}  // namespace coppice
