#pragma once

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <string>

#include "base/random.hpp"
#include "data/reader.hpp"

namespace coppice::reference {

/// A table to learn from, as if read from a file: `columns` numeric columns of at most `distinct`
/// values each (0: any), a share of them missing, and a label that depends on the first three and
/// on noise: a number, or with `classes` >= 2 a class number.
inline LoadedTable random_table(std::size_t rows, std::size_t columns, std::uint64_t seed,
                                std::size_t distinct = 0, double missing = 0, int classes = 0) {
  LoadedTable loaded;
  loaded.table.rows = rows;
  for (std::size_t c = 0; c < columns; ++c) {
    const CounterRandom random(seed, RandomPurpose::search, c);
    Column column;
    column.name = fmt::format("x{}", c);
    for (std::size_t i = 0; i < rows; ++i) {
      double value = random.uniform(i);
      if (distinct > 0)
        value = std::floor(value * static_cast<double>(distinct)) / static_cast<double>(distinct);
      const bool is_missing = random.uniform(rows + i) < missing;
      column.numbers.push_back(is_missing ? std::numeric_limits<double>::quiet_NaN() : value);
    }
    loaded.schema.features.push_back({column.name, ColumnKind::numeric, {}});
    loaded.table.features.push_back(std::move(column));
  }
  loaded.schema.header = true;
  loaded.schema.label = loaded.table.label.name = std::string("target");
  const CounterRandom noise(seed, RandomPurpose::permutation);
  for (std::size_t i = 0; i < rows; ++i) {
    const auto x = [&](std::size_t c) {
      const double value = loaded.table.features[c % columns].numbers[i];
      return std::isnan(value) ? 0.4 : value;
    };
    const double y = 2 * x(0) * x(1) + std::sin(6 * x(2)) + 0.3 * (noise.uniform(i) - 0.5);
    const double of_class = std::min(std::floor((y + 1) / 4 * classes), classes - 1.0);
    loaded.table.label.numbers.push_back(classes < 2 ? y : std::max(of_class, 0.0));
  }
  return loaded;
}

}  // namespace coppice::reference
