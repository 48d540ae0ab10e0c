#include "data/cut_rows.hpp"

#include <utility>

#include "data/packed_columns.hpp"

namespace coppice {

namespace {

/// Takes the marked values out of a column of values; one that is empty (not read) stays so.
template <class T>
std::vector<T> cut_values(std::vector<T>& values, const std::vector<std::uint8_t>& cut) {
  std::vector<T> taken;
  if (values.empty()) return taken;
  std::size_t kept = 0;
  for (std::size_t row = 0; row < cut.size(); ++row) {
    if (cut[row] != 0) {
      taken.push_back(values[row]);
    } else {
      values[kept++] = values[row];
    }
  }
  values.resize(kept);
  values.shrink_to_fit();
  return taken;
}

Column cut_column(Column& column, const std::vector<std::uint8_t>& cut) {
  const bool packed = !column.packed.empty();
  unpack(column);
  Column taken;
  taken.name = column.name;
  taken.kind = column.kind;
  taken.categories = column.categories;
  taken.numbers = cut_values(column.numbers, cut);
  taken.codes = cut_values(column.codes, cut);
  if (packed) {
    pack(column);
    pack(taken);
  }
  return taken;
}

std::vector<Column> cut_columns(std::vector<Column>& columns,
                                const std::vector<std::uint8_t>& cut) {
  std::vector<Column> taken;
  taken.reserve(columns.size());
  for (Column& column : columns) taken.push_back(cut_column(column, cut));
  return taken;
}

SparseMatrix cut_matrix(SparseMatrix& matrix, const std::vector<std::uint8_t>& cut) {
  SparseMatrix taken, kept;
  taken.columns = kept.columns = matrix.columns;
  taken.row_begin.push_back(0);
  kept.row_begin.push_back(0);
  for (std::size_t row = 0; row < cut.size(); ++row) {
    SparseMatrix& to = cut[row] != 0 ? taken : kept;
    to.column.append(matrix.column, matrix.row_begin[row], matrix.row_begin[row + 1]);
    to.value.append(matrix.value, matrix.row_begin[row], matrix.row_begin[row + 1]);
    to.row_begin.push_back(to.column.size());
  }
  matrix = std::move(kept);
  return taken;
}

RowLines cut_lines(RowLines& lines, const std::vector<std::uint8_t>& cut) {
  RowLines taken, kept;
  for (std::size_t row = 0; row < lines.size(); ++row)
    (cut[row] != 0 ? taken : kept).push_back(lines[row]);
  lines = std::move(kept);
  return taken;
}

}  // namespace

Table cut_rows(Table& table, const std::vector<std::uint8_t>& cut) {
  Table taken;
  taken.is_sparse = table.is_sparse;
  taken.first_line = table.first_line;
  taken.features = cut_columns(table.features, cut);
  if (table.is_sparse) taken.sparse = cut_matrix(table.sparse, cut);
  taken.label = cut_column(table.label, cut);
  taken.weights = cut_values(table.weights, cut);
  taken.groups = cut_values(table.groups, cut);
  taken.kept = cut_columns(table.kept, cut);
  taken.lines = cut_lines(table.lines, cut);
  for (const std::uint8_t marked : cut) taken.rows += marked != 0 ? 1 : 0;
  table.rows -= taken.rows;
  return taken;
}

}  // namespace coppice
