#pragma once

#include <memory>
#include <optional>
#include <string>

#include "data/chunks.hpp"
#include "data/dialect.hpp"
#include "data/layout.hpp"
#include "data/missing.hpp"
#include "data/reader.hpp"

namespace coppice {

/// A file of rows whose first lines have been looked at: whether it is CSV or LibSVM, and what its
/// columns are for. Throws as TableReader does. Gatherers of rows (CsvTable, LibsvmTable) are made
/// from it, and it must outlive them.
struct TextFile {
  TextFile(const std::string& path, const ReadParams& params, const ReadRequest& request,
           Observer& observer);
  TextFile(const TextFile&) = delete;
  TextFile& operator=(const TextFile&) = delete;

  /// What the columns of a CSV file are.
  struct Columns {
    Dialect dialect;
    CsvLayout layout;
  };

  std::string name;  ///< for messages
  MissingSpellings missing;
  std::optional<Columns> csv;      ///< nothing: LibSVM
  std::size_t line_bytes = 1;      ///< mean of the first lines
  std::unique_ptr<Source> source;  ///< of the rows
  ChunkCutter::Options cut;        ///< but for the size of a chunk
};

}  // namespace coppice
