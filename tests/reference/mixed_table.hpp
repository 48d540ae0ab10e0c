#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include "base/random.hpp"
#include "data/table.hpp"

// Training tables drawn at random, for the tests of src/bins, src/grow and src/boost.

namespace mixed_table {

using namespace coppice;

class Draw {
 public:
  explicit Draw(std::uint64_t seed) : random_(seed, RandomPurpose::search) {}
  std::uint64_t below(std::uint64_t n) { return random_.below(next_++, n); }
  double uniform() { return random_.uniform(next_++); }
  bool chance(double p) { return uniform() < p; }

 private:
  CounterRandom random_;
  std::uint64_t next_ = 0;
};

/// Numbers with `distinct` different values (0: all different), some of them missing.
inline Column numbers(std::size_t rows, std::uint64_t distinct, double missing, Draw& draw) {
  Column column;
  column.name = std::string("number");
  for (std::size_t row = 0; row < rows; ++row) {
    const double value = distinct > 0 ? static_cast<double>(draw.below(distinct)) * 0.75 - 3
                                      : draw.uniform() * 200 - 100;
    column.numbers.push_back(draw.chance(missing) ? std::numeric_limits<double>::quiet_NaN()
                                                  : value);
  }
  return column;
}

/// Categories of uneven frequency (the square of a uniform number chooses), some missing.
inline Column categories(std::size_t rows, std::size_t count, double missing, Draw& draw) {
  Column column;
  column.name = std::string("category");
  column.kind = ColumnKind::categorical;
  for (std::size_t k = 0; k < count; ++k) column.categories.push_back(fmt::format("k{}", k));
  for (std::size_t row = 0; row < rows; ++row) {
    const double u = draw.uniform();
    const auto code = static_cast<std::int32_t>(u * u * static_cast<double>(count));
    column.codes.push_back(draw.chance(missing) ? -1 : code);
  }
  return column;
}

/// A bit of everything: few and many values, missing ones, a constant, few and many categories.
inline Table mixed(std::size_t rows, std::uint64_t seed) {
  Draw draw(seed);
  Table table;
  table.rows = rows;
  table.features = {numbers(rows, 7, 0, draw),       numbers(rows, 0, 0.1, draw),
                    categories(rows, 3, 0, draw),    numbers(rows, 1, 0, draw),
                    categories(rows, 25, 0.1, draw), numbers(rows, 40, 0.5, draw),
                    categories(rows, 2, 0.2, draw),  numbers(rows, 0, 0, draw),
                    numbers(rows, 2, 0, draw),       categories(rows, 9, 0, draw)};
  return table;
}

inline Table numeric(std::size_t rows, std::size_t features, std::uint64_t distinct,
                     std::uint64_t seed) {
  Draw draw(seed);
  Table table;
  table.rows = rows;
  for (std::size_t c = 0; c < features; ++c) {
    table.features.push_back(numbers(rows, distinct, 0, draw));
  }
  return table;
}

/// Rows that name columns of falling density: dense ones that fill a byte a row, some that
/// exclude each other (a bundle), and many rare ones for the sparse panel.
inline Table sparse(std::size_t rows, std::uint32_t columns, std::uint64_t seed) {
  Draw draw(seed);
  Table table;
  table.rows = rows;
  table.is_sparse = true;
  table.sparse.columns = columns;
  table.sparse.row_begin = {0};
  const std::uint32_t exclusive = std::min(columns, 6U);
  for (std::size_t row = 0; row < rows; ++row) {
    const auto one = static_cast<std::uint32_t>(draw.below(exclusive));
    for (std::uint32_t c = 0; c < columns; ++c) {
      const double density = c == exclusive ? 0.9 : 2.0 / (1 + c);
      if (c < exclusive ? c != one : !draw.chance(density)) continue;
      table.sparse.column.push_back(c);
      const bool is_missing = c % 5 == 3 && draw.chance(0.3);
      const double value = 1 + static_cast<double>(draw.below(1 + c % 4));
      table.sparse.value.push_back(is_missing   ? std::numeric_limits<double>::quiet_NaN()
                                   : c % 7 == 4 ? -value
                                                : value);
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  return table;
}

/// One of `groups` x `size` columns a group in each row: the columns of a group exclude each other.
inline Table one_hot(std::size_t rows, std::uint32_t groups, std::uint32_t size) {
  Draw draw(1);
  Table table;
  table.rows = rows;
  table.is_sparse = true;
  table.sparse.columns = groups * size;
  table.sparse.row_begin = {0};
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::uint32_t g = 0; g < groups; ++g) {
      table.sparse.column.push_back(g * size + static_cast<std::uint32_t>(draw.below(size)));
      table.sparse.value.push_back(1);
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  return table;
}

/// The same rows with a number in each cell.
inline Table dense_twin(const Table& table) {
  Table dense;
  dense.rows = table.rows;
  for (std::uint32_t c = 0; c < table.sparse.columns; ++c) {
    Column column;
    column.numbers.assign(table.rows, 0);
    dense.features.push_back(column);
  }
  for (std::size_t row = 0; row < table.rows; ++row) {
    for (std::uint64_t i = table.sparse.row_begin[row]; i < table.sparse.row_begin[row + 1]; ++i) {
      dense.features[table.sparse.column[i]].numbers[row] = table.sparse.value[i];
    }
  }
  return dense;
}

/// The rows of a dense table in another order, or some of them twice.
inline Table rows_of(const Table& table, const std::vector<std::uint32_t>& rows) {
  Table taken;
  taken.rows = rows.size();
  for (const Column& column : table.features) {
    Column& to =
        taken.features.emplace_back(Column{column.name, column.kind, {}, {}, column.categories});
    for (const std::uint32_t row : rows) {
      if (column.kind == ColumnKind::numeric) {
        to.numbers.push_back(column.numbers[row]);
      } else {
        to.codes.push_back(column.codes[row]);
      }
    }
  }
  return taken;
}

}  // namespace mixed_table
