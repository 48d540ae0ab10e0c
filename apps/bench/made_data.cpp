#include "bench/made_data.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <numbers>

#include "base/error.hpp"
#include "base/random.hpp"

namespace coppice::bench {

namespace {

using Text = fmt::memory_buffer;

double uniform(std::size_t row, std::size_t column) {
  return CounterRandom(1, RandomPurpose::search, column).uniform(row);
}

/// Normal by Box and Muller ("A note on the generation of random normal deviates", 1958).
double normal(std::size_t row, std::size_t column) {
  const double radius = std::sqrt(-2 * std::log(1 - uniform(row, 2 * column)));
  return radius * std::cos(2 * std::numbers::pi * uniform(row, 2 * column + 1));
}

double dense_value(std::size_t row, std::size_t column) {
  const double value = normal(row, column);
  if (column % 4 == 3) return std::exp(value / 2);
  return column == 5 ? std::round(2 * value) / 2 : value;
}

/// The columns of a row's non-zeros, ascending.
std::vector<std::uint32_t> sparse_columns(std::size_t row, std::size_t columns,
                                          std::size_t entries) {
  std::vector<std::uint32_t> chosen;
  for (std::size_t i = 0; i < entries; ++i) {
    const double share = uniform(row, i);
    chosen.push_back(
        static_cast<std::uint32_t>(static_cast<double>(columns) * share * share * share));
  }
  std::sort(chosen.begin(), chosen.end());
  chosen.erase(std::unique(chosen.begin(), chosen.end()), chosen.end());
  return chosen;
}

template <class... Values>
void put(Text& text, fmt::format_string<Values...> format, Values&&... values) {
  fmt::format_to(std::back_inserter(text), format, std::forward<Values>(values)...);
}

}  // namespace

ScratchFile::ScratchFile(const std::string& text)
    : path_(std::filesystem::temp_directory_path() / "coppice_bench_XXXXXX") {
  const int descriptor = mkstemp(path_.data());
  if (descriptor < 0) throw io_error("{}: cannot be made", path_);
  close(descriptor);
  std::ofstream file(path_, std::ios::binary);
  if (!(file << text)) throw io_error("{}: cannot be written", path_);
}

ScratchFile::~ScratchFile() {
  std::remove(path_.c_str());
}

std::string dense_csv(std::size_t rows, std::size_t columns) {
  Text text;
  put(text, "y");
  for (std::size_t c = 0; c < columns; ++c) put(text, ",x{}", c);
  for (std::size_t row = 0; row < rows; ++row) {
    put(text, "\n{}", uniform(row, 2 * columns) < 0.4 ? 1 : 0);
    for (std::size_t c = 0; c < columns; ++c) put(text, ",{:.5g}", dense_value(row, c));
  }
  put(text, "\n");
  return to_string(text);
}

std::string quoted_csv(std::size_t rows) {
  const auto whole = [](std::size_t row, std::size_t column, double below) {
    return static_cast<int>(below * uniform(row, column));
  };
  const auto airport = [](std::size_t row, std::size_t column) {
    const double share = uniform(row, column);
    const auto code = static_cast<unsigned>(229 * share * share) * 7919 % 17576;
    return fmt::format("{}{}{}", static_cast<char>('A' + code / 676),
                       static_cast<char>('A' + code / 26 % 26), static_cast<char>('A' + code % 26));
  };
  Text text;
  put(text, "\"delayed\",\"month\",\"day\",\"time\",\"distance\",\"origin\",\"destination\"\n");
  for (std::size_t row = 0; row < rows; ++row) {
    put(text, "{},\"{}\",\"{}\",{},{},\"{}\",\"{}\"\n", whole(row, 0, 2), 1 + whole(row, 1, 12),
        1 + whole(row, 2, 31), 100 * whole(row, 3, 24) + whole(row, 4, 60),
        80 + whole(row, 5, 2500), airport(row, 6), airport(row, 7));
  }
  return to_string(text);
}

std::string libsvm_text(std::size_t rows, std::size_t columns, std::size_t entries) {
  Text text;
  for (std::size_t row = 0; row < rows; ++row) {
    put(text, "{}", uniform(row, entries) < 0.4 ? 1 : 0);
    for (const std::uint32_t column : sparse_columns(row, columns, entries)) {
      put(text, " {}:{:.4g}", column + 1, uniform(row, entries + 1 + column));
    }
    put(text, "\n");
  }
  return to_string(text);
}

Table dense_table(std::size_t rows, std::size_t columns) {
  Table table;
  table.rows = rows;
  table.features.resize(columns);
  for (std::size_t c = 0; c < columns; ++c) {
    table.features[c].name = fmt::format("x{}", c);
    table.features[c].numbers.resize(rows);
    for (std::size_t row = 0; row < rows; ++row) {
      table.features[c].numbers[row] = dense_value(row, c);
    }
  }
  return table;
}

Table sparse_table(std::size_t rows, std::size_t columns, std::size_t entries) {
  Table table;
  table.rows = rows;
  table.is_sparse = true;
  table.sparse.columns = static_cast<std::uint32_t>(columns);
  table.sparse.row_begin.push_back(0);
  for (std::size_t row = 0; row < rows; ++row) {
    for (const std::uint32_t column : sparse_columns(row, columns, entries)) {
      table.sparse.column.push_back(column);
      table.sparse.value.push_back(uniform(row, entries + 1 + column));
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  return table;
}

}  // namespace coppice::bench
