#include "bins/turn_cells.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "bins/binned_table.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

template <class Cell>
void check_turned(std::size_t rows, std::size_t columns, Dice& dice) {
  const std::size_t stride = record_stride(columns * sizeof(Cell));
  std::vector<std::vector<Cell>> cells(columns, std::vector<Cell>(rows));
  for (auto& column : cells) {
    for (Cell& cell : column) cell = static_cast<Cell>(dice.below(65536));
  }
  std::vector<const Cell*> from;
  for (const auto& column : cells) from.push_back(column.data());
  std::vector<std::uint8_t> records(rows * stride + 8, 0xee);
  columns_to_records<Cell>(from, rows, records.data(), stride);
  std::vector<std::uint8_t> expected(rows * stride, 0);
  for (std::size_t c = 0; c < columns; ++c) {
    for (std::size_t row = 0; row < rows; ++row)
      std::memcpy(&expected[row * stride + c * sizeof(Cell)], &cells[c][row], sizeof(Cell));
  }
  CHECK(std::equal(expected.begin(), expected.end(), records.begin()));
  CHECK(records[rows * stride] == 0xee);
  std::vector<std::vector<Cell>> back(columns, std::vector<Cell>(rows));
  std::vector<Cell*> to;
  for (auto& column : back) to.push_back(column.data());
  records_to_columns<Cell>(records.data(), stride, rows, to);
  CHECK(back == cells);
}

}  // namespace

TEST_CASE("cells by column and by row are turned into each other") {
  Dice dice(2);
  for (const std::size_t rows : {1, 7, 8, 9, 100}) {
    for (const std::size_t columns : {1, 3, 4, 5, 8, 9, 28, 64}) {
      CAPTURE(rows);
      CAPTURE(columns);
      check_turned<std::uint8_t>(rows, columns, dice);
      check_turned<std::uint16_t>(rows, columns, dice);
    }
  }
}
