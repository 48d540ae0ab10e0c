#include "bins/take_rows.hpp"

#include <cstring>

#include "base/parallel.hpp"

namespace coppice {

namespace {

constexpr std::size_t kTakeBlock = 16384;

Panel take_records(const Panel& panel, std::span<const std::uint32_t> rows) {
  Panel taken;
  taken.wide = panel.wide;
  taken.stride = panel.stride;
  taken.columns = panel.columns;
  taken.hist_begin = panel.hist_begin;
  taken.hist_end = panel.hist_end;
  taken.cells = Buffer<std::uint8_t>(rows.size() * panel.stride);
  parallel_blocks(rows.size(), kTakeBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) std::memcpy(taken.cells.data() + i * panel.stride, panel.record(rows[i]), panel.stride);
  });
  return taken;
}

SparsePanel take_slots(const SparsePanel& sparse, std::span<const std::uint32_t> rows) {
  SparsePanel taken;
  taken.hist_begin = sparse.hist_begin;
  taken.hist_end = sparse.hist_end;
  if (sparse.row_begin.empty()) return taken;
  taken.row_begin.push_back(0);
  for (const std::uint32_t row : rows) {
    const auto begin = sparse.slot.begin() + static_cast<std::ptrdiff_t>(sparse.row_begin[row]);
    const auto end = sparse.slot.begin() + static_cast<std::ptrdiff_t>(sparse.row_begin[row + 1]);
    taken.slot.insert(taken.slot.end(), begin, end);
    taken.row_begin.push_back(taken.slot.size());
  }
  return taken;
}

}  // namespace

BinnedTable take_rows(const BinnedTable& table, std::span<const std::uint32_t> rows) {
  BinnedTable taken;
  taken.rows = rows.size();
  taken.edges = table.edges;
  taken.features = table.features;
  for (BinnedFeature& feature : taken.features) feature.most_apart = rows.size();  // repeats may be many
  for (const Panel& panel : table.panels) taken.panels.push_back(take_records(panel, rows));
  taken.sparse = take_slots(table.sparse, rows);
  taken.slots = table.slots;
  return taken;
}

}  // namespace coppice
