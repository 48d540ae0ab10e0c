#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <string>
#include <vector>

#include "data/chunks.hpp"

namespace coppice {

/// How the chunks of one LibSVM file are parsed.
struct LibsvmPlan {
  std::string file;  ///< for messages
  bool need_label =
      true;  ///< a line without a label is an error; else labels and qids are passed over
  std::uint32_t base = 0;  ///< number of the first column; a lower one is an error
  std::uint32_t columns =
      std::numeric_limits<std::uint32_t>::max();  ///< those from here on are dropped
};

/// The rows of one chunk. Column numbers count from the plan's base.
struct LibsvmPiece {
  /// Rows of one query that stand together.
  struct Query {
    std::int64_t id = 0;
    std::size_t rows = 0;
    std::uint64_t line = 0;  ///< of its first row
  };

  Chunk chunk;
  std::size_t rows = 0, entries = 0;
  std::size_t cut_rows = 0;  ///< rows that had columns past the plan's
  std::vector<std::uint64_t> lines;
  std::vector<double> labels;              ///< empty where none are needed
  std::vector<Query> queries;              ///< empty where no line has a qid
  std::vector<std::uint64_t> row_entries;  ///< entries of each row
  std::unique_ptr<std::uint32_t[]> columns;
  std::unique_ptr<double[]> values;  ///< filled where not all are 1
  bool all_ones = true;              ///< no value is another than 1
  std::size_t capacity = 0;          ///< of columns and values
  std::uint32_t lowest =
      std::numeric_limits<std::uint32_t>::max();  ///< column numbers seen, before any
  std::uint32_t highest = 0;                      ///< were dropped

  /// Takes note of the columns of a row, which ascend, before any are dropped.
  void see_columns(std::uint32_t first, std::uint32_t last) {
    lowest = std::min(lowest, first);
    highest = std::max(highest, last);
  }
  /// Ends a row whose entries are those from `first` on.
  void end_row(std::size_t first, std::uint64_t line) {
    row_entries.push_back(entries - first);
    lines.push_back(line);
    ++rows;
  }
  /// The entries from `first` on have the value 1, which is spelled where not all have.
  void spell_ones(std::size_t first) {
    if (!all_ones) std::fill(values.get() + first, values.get() + entries, 1.0);
  }
};

/// Parses lines `label [qid:number] index:value ... [# comment]`. Entries of a row are sorted by
/// column; a column named twice in a row is an error. Blank lines and comment lines hold no row.
/// Errors are input errors that name line and token; the rows before it are then in the piece.
void parse_libsvm(const LibsvmPlan& plan, LibsvmPiece& piece);

}  // namespace coppice
