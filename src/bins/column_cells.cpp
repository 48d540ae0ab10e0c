#include "bins/column_cells.hpp"

#include <cstring>

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

}  // namespace

void add_column_cells(BinnedTable& table) {
  constexpr std::size_t kBlock = 4096;
  for (Panel& panel : table.panels) {
    panel.column_cells =
        Buffer<std::uint8_t>(table.rows * panel.columns.size() * (panel.wide ? 2 : 1));
    parallel_blocks(table.rows, kBlock, [&](std::size_t begin, std::size_t end) {
      panel.wide ? turn_rows<std::uint16_t>(panel, table.rows, begin, end)
                 : turn_rows<std::uint8_t>(panel, table.rows, begin, end);
    });
  }
}

}  // namespace coppice
