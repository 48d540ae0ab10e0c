#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "data/look.hpp"
#include "data/reader.hpp"

namespace coppice {

/// How a CSV file is written, and where its rows begin.
struct Dialect {
  char delimiter = ',';
  bool header = false;
  std::vector<std::string> names;  ///< one a field; "column_N" where the file gives none
  std::size_t body = 0;            ///< bytes of the head's text before the first row
  std::uint64_t body_line = 1;     ///< line number of that byte
};

/// "column_3": the name of field 3 where the file gives none.
std::string numbered_column(std::size_t field);
/// 3 of "column_3"; nothing of other names.
std::optional<std::uint32_t> number_of_column(std::string_view name);

/// Finds delimiter and header as `params` say or by looking. With a schema the file must have the
/// header line that the training file had, or none. Throws input errors that say what was
/// expected; duplicate names are one.
Dialect find_dialect(const Head& head, const std::string& file, const ReadParams& params,
                     const Schema* schema, const MissingSpellings& missing);

}  // namespace coppice
