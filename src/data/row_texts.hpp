#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/observer.hpp"
#include "data/reader.hpp"

namespace coppice {

/// What is made of the rows of a file while it is read.
struct RowsToText {
  /// The text of some rows. Called on several threads at once.
  std::function<std::string(const Table& rows)> text_of;
  /// Takes the texts in file order, one at a time, not always on the same thread. What it throws
  /// ends the reading.
  std::function<void(std::string_view text)> take;
  /// Cells that text_of writes of a row; the more, the fewer rows at a time.
  std::size_t cells = 1;

  /// Rows that text_of is given at a time, at most, so that its text stays small.
  std::size_t most_rows() const {
    constexpr std::size_t kCells = std::size_t{1} << 18, kFewest = 64;
    return std::max(kCells / std::max<std::size_t>(cells, 1), kFewest);
  }
};

/// What was read, when all has been taken.
struct RowTotals {
  std::uint64_t rows = 0;
  std::vector<std::uint64_t> unseen_cells;  ///< as TableReader::unseen_cells
};

/// Reads a file that must fit the request's schema, as TableReader does, and turns its rows into
/// text as they come. A thread that has parsed a chunk goes on to its text, so none waits for
/// another, and what lies in memory is a few chunks a thread, however long the file is.
///
///     thread 0   cut 1 | parse 1 | text 1 ...... | take 1 | cut 4 | parse 4 | text 4
///     thread 1           cut 2 | parse 2 | text 2 ... | cut 3 | parse 3 | text 3 | take 2 3
///
/// The request may not need labels.
RowTotals turn_into_text(const std::string& path, const ReadParams& params,
                         const ReadRequest& request, const RowsToText& to, Observer& observer);

}  // namespace coppice
