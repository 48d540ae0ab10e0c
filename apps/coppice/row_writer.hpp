#pragma once

#include <array>
#include <cstddef>
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

/// Rows as the text of a CSV file (RFC 4180), or as JSON lines, one object a row. Numbers have
/// `precision` significant digits, or with 0 as few as read back to the same number.
class RowText {
 public:
  /// `names` are those of the columns.
  RowText(RowFormat format, int precision, const std::vector<std::string>& names);

  /// The line that comes before the rows of a CSV file; of JSON lines nothing.
  const std::string& header() const { return header_; }
  /// The text of rows [begin, end). Several threads may call it at once.
  std::string of(const std::vector<OutputColumn>& columns, std::size_t begin,
                 std::size_t end) const;

 private:
  RowFormat format_;
  int precision_;
  std::string header_, after_;       ///< after_: what ends a row
  std::vector<std::string> before_;  ///< what stands before each cell
};

/// Writes the columns, `rows` cells each, as a CSV file; formats in parallel.
void write_csv(const std::vector<std::string>& names, const std::vector<OutputColumn>& columns,
               std::size_t rows, AtomicFile& out);

/// A text as a JSON string, in quotes; bytes that are no UTF-8 are replaced.
std::string json_string(std::string_view text);
/// A text as a CSV field, in quotes where it needs them.
std::string csv_field(std::string_view text);

}  // namespace coppice
