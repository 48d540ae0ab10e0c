#include "bins/cell_copies.hpp"

#include <algorithm>
#include <cstring>
#include <functional>
#include <numeric>
#include <vector>

#include "base/parallel.hpp"
#include "bins/copy_rows.hpp"
#include "bins/turn_cells.hpp"

namespace coppice {

namespace {

constexpr std::size_t kBlock = 1024;

/// Calls body(pointers) with where the panel's columns have their cells of a row, as the panel's
/// kind of cell.
template <class Body>
void at_columns(Panel& panel, std::size_t rows, std::size_t row, Body&& body) {
  const auto call = [&]<class Cell>(Cell*) {
    std::vector<Cell*> columns;
    Cell* const first = reinterpret_cast<Cell*>(panel.column_cells.data()) + row;
    for (std::size_t c = 0; c < panel.columns.size(); ++c) columns.push_back(first + c * rows);
    body(columns);
  };
  panel.wide ? call(static_cast<std::uint16_t*>(nullptr))
             : call(static_cast<std::uint8_t*>(nullptr));
}

/// Fills the cells by column from the records, those of `order` if it is not empty.
void add_column_cells(Panel& panel, std::size_t rows, std::span<const std::uint32_t> order) {
  panel.column_cells = Buffer<std::uint8_t>(rows * panel.columns.size() * (panel.wide ? 2 : 1));
  parallel_blocks(rows, kBlock, [&](std::size_t begin, std::size_t end) {
    const std::uint8_t* records = panel.record(begin);
    Buffer<std::uint8_t> ordered;
    if (!order.empty()) {
      ordered = Buffer<std::uint8_t>((end - begin) * panel.stride);
      copy_records(panel, order.subspan(begin, end - begin), ordered.data());
      records = ordered.data();
    }
    at_columns(panel, rows, begin, [&]<class Cell>(const std::vector<Cell*>& columns) {
      records_to_columns<Cell>(records, panel.stride, end - begin, columns);
    });
  });
}

/// Fills the records from the cells by column.
void write_records(Panel& panel, std::size_t rows) {
  parallel_blocks(rows, kBlock, [&](std::size_t begin, std::size_t end) {
    at_columns(panel, rows, begin, [&]<class Cell>(const std::vector<Cell*>& columns) {
      const std::vector<const Cell*> from(columns.begin(), columns.end());
      columns_to_records<Cell>(from, end - begin, panel.cells.data() + begin * panel.stride,
                               panel.stride);
    });
  });
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
    if (panel.column_cells.size() == 0) add_column_cells(panel, table.rows, {});
  }
  add_joint_cells(table);
  table.most_in_slot = most_in_slot(table);
}

void drop_cell_copies(BinnedTable& table) {
  for (Panel& panel : table.panels) panel.column_cells.reset();
  table.joint.clear();
  table.most_in_slot = most_in_slot(table);
}

void order_cells(BinnedTable& table, std::span<const std::uint32_t> order) {
  // By way of the cells by column, so that no panel is there twice.
  for (Panel& panel : table.panels) {
    add_column_cells(panel, table.rows, order);
    write_records(panel, table.rows);
  }
  table.sparse = copy_rows(table.sparse, order);
}

}  // namespace coppice
