#include "data/copy_rows.hpp"

#include "base/parallel.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

/// The chosen values; of a column that is empty (not read): none.
template <class T>
std::vector<T> copy_values(const std::vector<T>& values, std::span<const std::uint32_t> rows) {
  std::vector<T> copied;
  if (values.empty()) return copied;
  copied.reserve(rows.size());
  for (const std::uint32_t row : rows) copied.push_back(values[row]);
  return copied;
}

Column copy_column(const Column& column, std::span<const std::uint32_t> rows) {
  if (!column.packed.empty()) {
    Column copied = {column.name, column.kind, copy_values(numbers_of(column), rows), {}, {}};
    pack(copied);
    return copied;
  }
  return {column.name, column.kind, copy_values(column.numbers, rows),
          copy_values(column.codes, rows), column.categories};
}

SparseMatrix copy_matrix(const SparseMatrix& matrix, std::span<const std::uint32_t> rows) {
  SparseMatrix copied;
  copied.columns = matrix.columns;
  copied.row_begin.push_back(0);
  for (const std::uint32_t row : rows) {
    copied.column.append(matrix.column, matrix.row_begin[row], matrix.row_begin[row + 1]);
    copied.value.append(matrix.value, matrix.row_begin[row], matrix.row_begin[row + 1]);
    copied.row_begin.push_back(copied.column.size());
  }
  return copied;
}

}  // namespace

std::vector<Column> copy_columns(const std::vector<Column>& columns,
                                 std::span<const std::uint32_t> rows) {
  std::vector<Column> copied(columns.size());
  parallel_for(columns.size(), [&](std::size_t i) { copied[i] = copy_column(columns[i], rows); });
  return copied;
}

Table copy_rows(const Table& table, std::span<const std::uint32_t> rows) {
  Table copied;
  copied.rows = rows.size();
  copied.is_sparse = table.is_sparse;
  copied.first_line = table.first_line;
  copied.features = copy_columns(table.features, rows);
  if (table.is_sparse) copied.sparse = copy_matrix(table.sparse, rows);
  copied.label = copy_column(table.label, rows);
  copied.weights = copy_values(table.weights, rows);
  copied.groups = copy_values(table.groups, rows);
  copied.kept = copy_columns(table.kept, rows);
  if (!table.lines.empty()) {
    for (const std::uint32_t row : rows) copied.lines.push_back(table.lines[row]);
  }
  return copied;
}

}  // namespace coppice
