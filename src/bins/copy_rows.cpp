#include "bins/copy_rows.hpp"

#include <algorithm>
#include <cstring>
#include <functional>

#include "base/look_up.hpp"
#include "base/parallel.hpp"

namespace coppice {

namespace {

constexpr std::size_t kCopyBlock = 4096;

BinnedTable layout_of(const BinnedTable& table) {
  BinnedTable copied;
  copied.edges = table.edges;
  copied.features = table.features;
  copied.slots = table.slots;
  return copied;
}

/// Copies records of so many bytes; 0: as many as the panel says.
template <std::size_t bytes>
void copy_records_of(const Panel& panel, std::span<const std::uint32_t> rows, std::uint8_t* to) {
  const auto record = [&](std::uint32_t row) { return panel.record(row); };
  look_up(rows, record, [&](std::uint32_t row) {
    const std::size_t size = bytes > 0 ? bytes : panel.stride;
    std::memcpy(to, record(row), size);
    to += size;
  });
}

Panel copy_panel(const Panel& panel, std::span<const std::uint32_t> rows) {
  Panel copied = layout_of(panel);
  copied.cells = Buffer<std::uint8_t>(rows.size() * panel.stride);
  parallel_blocks(rows.size(), kCopyBlock, [&](std::size_t begin, std::size_t end) {
    copy_records(panel, rows.subspan(begin, end - begin),
                 copied.cells.data() + begin * panel.stride);
  });
  return copied;
}

}  // namespace

Panel layout_of(const Panel& panel) {
  Panel copied;
  copied.wide = panel.wide;
  copied.stride = panel.stride;
  copied.columns = panel.columns;
  copied.hist_begin = panel.hist_begin;
  copied.hist_end = panel.hist_end;
  return copied;
}

void copy_records(const Panel& panel, std::span<const std::uint32_t> rows, std::uint8_t* to) {
  const auto copy = panel.stride == 4    ? copy_records_of<4>
                    : panel.stride == 8  ? copy_records_of<8>
                    : panel.stride == 16 ? copy_records_of<16>
                    : panel.stride == 32 ? copy_records_of<32>
                                         : copy_records_of<0>;
  copy(panel, rows, to);
}

SparsePanel copy_rows(const SparsePanel& panel, std::span<const std::uint32_t> rows) {
  SparsePanel copied;
  copied.hist_begin = panel.hist_begin;
  copied.hist_end = panel.hist_end;
  if (panel.row_begin.empty()) return copied;
  std::vector<std::uint32_t> slots(rows.size() + 1, 0);
  parallel_blocks(rows.size(), kCopyBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i)
      slots[i + 1] =
          static_cast<std::uint32_t>(panel.row_begin[rows[i] + 1] - panel.row_begin[rows[i]]);
  });
  copied.row_begin = RowBegins::of_counts(std::move(slots));
  copied.slot.resize(copied.row_begin.back());
  parallel_blocks(rows.size(), kCopyBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const auto first = panel.slot.begin() + static_cast<std::ptrdiff_t>(panel.row_begin[rows[i]]);
      std::copy_n(first, copied.row_begin[i + 1] - copied.row_begin[i],
                  copied.slot.begin() + static_cast<std::ptrdiff_t>(copied.row_begin[i]));
    }
  });
  return copied;
}

BinnedTable copy_rows(const BinnedTable& table, std::span<const std::uint32_t> rows) {
  BinnedTable copied = layout_of(table);
  copied.rows = rows.size();
  // Where each comes once, no split has more rows on its smaller side than one of the whole table.
  const bool once =
      std::adjacent_find(rows.begin(), rows.end(), std::greater_equal<>()) == rows.end();
  for (BinnedFeature& feature : copied.features) {
    if (!once) feature.most_apart = rows.size();
  }
  for (const Panel& panel : table.panels) copied.panels.push_back(copy_panel(panel, rows));
  copied.sparse = copy_rows(table.sparse, rows);
  return copied;
}

BinnedTable share(const BinnedTable& table) {
  BinnedTable shared = layout_of(table);
  shared.rows = table.rows;
  shared.most_in_slot = table.most_in_slot;
  shared.sparse = table.sparse;
  for (const Panel& panel : table.panels) {
    Panel& copied = shared.panels.emplace_back(layout_of(panel));
    copied.cells = panel.cells.shared();
    copied.column_cells = panel.column_cells.shared();
  }
  for (const JointPanel& joint : table.joint) {
    JointPanel& copied = shared.joint.emplace_back();
    copied.records = layout_of(joint.records);
    copied.records.cells = joint.records.cells.shared();
    copied.members = joint.members;
    copied.spread = joint.spread;
  }
  return shared;
}

}  // namespace coppice
