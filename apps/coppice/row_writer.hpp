#pragma once

#include <array>
#include <string>
#include <utility>
#include <vector>

#include "base/atomic_file.hpp"
#include "base/parameters.hpp"
#include "coppice/prediction.hpp"

namespace coppice {

enum class RowFormat { csv, jsonl };
template <>
struct EnumNames<RowFormat> {
  static constexpr std::array<std::pair<RowFormat, const char*>, 2> names{
      {{RowFormat::csv, "csv"}, {RowFormat::jsonl, "jsonl"}}};
};

/// Writes rows as CSV under a header line (RFC 4180), or as JSON lines, one object a row. Numbers
/// have `precision` significant digits, or with 0 as few as read back to the same number.
class RowWriter {
 public:
  RowWriter(RowFormat format, int precision, AtomicFile& out)
      : format_(format), precision_(precision), out_(out) {}

  /// The header of a CSV file; call it once, before the rows.
  void header(const std::vector<std::string>& names);
  /// The next rows; `columns` have `rows` cells each. Formats in parallel.
  void write(const std::vector<OutputColumn>& columns, std::size_t rows);

 private:
  RowFormat format_;
  int precision_;
  AtomicFile& out_;
  std::vector<std::string> blocks_;  ///< text of each block of rows
};

/// A text as a JSON string, in quotes; bytes that are no UTF-8 are replaced.
std::string json_string(std::string_view text);
/// A text as a CSV field, in quotes where it needs them.
std::string csv_field(std::string_view text);

}  // namespace coppice
