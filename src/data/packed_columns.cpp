#include "data/packed_columns.hpp"

namespace coppice {

std::vector<double> numbers_of(const Column& column) {
  if (column.packed.empty()) return column.numbers;
  std::vector<double> numbers(column.packed.size());
  column.packed.read(0, numbers);
  return numbers;
}

void pack(Column& column) {
  column.packed.append(column.numbers);
  column.numbers = {};
}

void unpack(Column& column) {
  if (column.packed.empty()) return;
  column.numbers = numbers_of(column);
  column.packed = {};
}

}  // namespace coppice
