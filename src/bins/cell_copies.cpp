#include "bins/cell_copies.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <vector>

#include "base/parallel.hpp"

namespace coppice {

namespace {

/// Turns rows [begin, end) of a panel. Eight columns at a time: a record's eight cells are one
/// load.
template <class Cell>
void turn_rows(Panel& panel, std::size_t rows, std::size_t begin, std::size_t end) {
  constexpr std::size_t kLoad = 8 / sizeof(Cell);
  Cell* columns = reinterpret_cast<Cell*>(panel.column_cells.data());
  for (std::size_t first = 0; first < panel.columns.size(); first += kLoad) {
    const std::size_t count = std::min(kLoad, panel.columns.size() - first);
    for (std::size_t row = begin; row < end; ++row) {
      Cell cells[kLoad];
      std::memcpy(cells, panel.record(row) + first * sizeof(Cell), sizeof cells);
      for (std::size_t k = 0; k < count; ++k) columns[(first + k) * rows + row] = cells[k];
    }
  }
}

/// Deals the panel's columns to bytes, those of most cells first, each to the first byte that it
/// fits in. Without columns where that leaves more than three quarters of the bytes.
JointPanel plan_joint(const Panel& panel) {
  constexpr std::uint32_t kByteCells = 256;
  JointPanel joint;
  if (panel.wide) return joint;
  std::vector<std::uint32_t> order(panel.columns.size());
  std::iota(order.begin(), order.end(), 0U);
  const auto cells = [&](std::uint32_t column) { return panel.columns[column].cells; };
  std::ranges::stable_sort(order, std::ranges::greater(), cells);
  std::vector<std::uint32_t> products;
  joint.members.resize(order.size());
  for (const std::uint32_t column : order) {
    const auto fits = std::ranges::find_if(
        products, [&](std::uint32_t product) { return product * cells(column) <= kByteCells; });
    const auto byte = static_cast<std::uint32_t>(fits - products.begin());
    if (fits == products.end()) products.push_back(1);
    joint.members[column] = {column, byte, products[byte]};
    products[byte] *= cells(column);
  }
  if (4 * products.size() > 3 * order.size()) return {};
  for (const JointPanel::Member& member : joint.members) joint.spread += products[member.joint];
  Panel& records = joint.records;
  for (const std::uint32_t product : products) {
    records.columns.push_back({records.hist_end, product});
    records.hist_end += product;
  }
  records.stride = record_stride(products.size());
  return joint;
}

/// Fills the joint records of rows [begin, end), byte by byte, from the panel's cells by column.
void join_rows(const Panel& panel, JointPanel& joint, std::size_t rows, std::size_t begin,
               std::size_t end) {
  Panel& records = joint.records;
  std::vector<std::uint8_t> sums((end - begin) * records.columns.size(), 0);
  for (const JointPanel::Member& member : joint.members) {
    const std::uint8_t* const cells = panel.column_cells.data() + member.column * rows + begin;
    std::uint8_t* const sum = sums.data() + member.joint * (end - begin);
    const auto place = static_cast<std::uint8_t>(member.place);
    for (std::size_t i = 0; i < end - begin; ++i) {
      sum[i] = static_cast<std::uint8_t>(sum[i] + cells[i] * place);
    }
  }
  std::memset(records.cells.data() + begin * records.stride, 0, (end - begin) * records.stride);
  for (std::size_t column = 0; column < records.columns.size(); ++column) {
    const std::uint8_t* const sum = sums.data() + column * (end - begin);
    std::uint8_t* const out = records.cells.data() + begin * records.stride + column;
    for (std::size_t i = 0; i < end - begin; ++i) out[i * records.stride] = sum[i];
  }
}

constexpr std::size_t kBlock = 4096;

void add_joint_cells(BinnedTable& table) {
  table.joint.clear();
  for (const Panel& panel : table.panels) {
    JointPanel& joint = table.joint.emplace_back(plan_joint(panel));
    if (joint.records.columns.empty()) continue;
    joint.records.cells = Buffer<std::uint8_t>(table.rows * joint.records.stride);
    parallel_blocks(table.rows, kBlock, [&](std::size_t begin, std::size_t end) {
      join_rows(panel, joint, table.rows, begin, end);
    });
  }
}

/// All rows may be in one bin of a dense column; in those of a sparse one that have a slot are at
/// most those that leave the default bin.
std::size_t most_in_slot(const BinnedTable& table) {
  std::size_t most = 0;
  for (const BinnedFeature& f : table.features) {
    most = std::max(most, f.implied_default ? f.most_apart : table.rows);
  }
  return most;
}

}  // namespace

void add_cell_copies(BinnedTable& table) {
  for (Panel& panel : table.panels) {
    panel.column_cells =
        Buffer<std::uint8_t>(table.rows * panel.columns.size() * (panel.wide ? 2 : 1));
    parallel_blocks(table.rows, kBlock, [&](std::size_t begin, std::size_t end) {
      panel.wide ? turn_rows<std::uint16_t>(panel, table.rows, begin, end)
                 : turn_rows<std::uint8_t>(panel, table.rows, begin, end);
    });
  }
  add_joint_cells(table);
  table.most_in_slot = most_in_slot(table);
}

}  // namespace coppice
