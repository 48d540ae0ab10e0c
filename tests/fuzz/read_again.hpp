#pragma once

#include <string>

#include "data/reader.hpp"
#include "data/row_texts.hpp"
#include "memory_file.hpp"

/// A file that was read fits its own schema: in small chunks, as tables and as text, it has the
/// same rows.
inline void must_read_again(const std::string& path, const coppice::ReadParams& params,
                            const coppice::LoadedTable& whole, coppice::Observer& observer) {
  coppice::ReadRequest request;
  request.schema = &whole.schema;
  request.chunk_bytes = 64;
  coppice::TableReader reader(path, params, request, observer);
  std::size_t rows = 0;
  for (coppice::Table chunk; reader.next(chunk);) rows += chunk.rows;
  must(rows == whole.table.rows);
  std::size_t taken = 0;
  const coppice::RowsToText to{
      [](const coppice::Table& some) { return std::string(some.rows, '.'); },
      [&](std::string_view text) { taken += text.size(); }};
  must(coppice::turn_into_text(path, params, request, to, observer).rows == rows);
  must(taken == rows);
}
