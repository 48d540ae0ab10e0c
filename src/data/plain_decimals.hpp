#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace coppice {

/// Rows that parse_plain_decimals looks at together.
constexpr std::size_t kRowsAtOnce = 8;

/// A field of each row that is to be a number.
struct NumberField {
  std::uint32_t field = 0;
  double* values = nullptr;  ///< of its column
  std::uint32_t plain = 0;   ///< of the rows looked at last: bit i, whether row i's was plain
};

/// True where this processor (and COPPICE_SIMD) has what parse_plain_decimals needs.
bool has_plain_decimals();

/// Reads the number fields of `count` <= kRowsAtOnce rows, `stride` fields each. Field f of row i
/// ends at text[ends[i * stride + f]] and starts after the end before it; there must be one, so row
/// 0 is not a file's first. Where it has at most 16 characters, and parse_plain_decimal would take
/// it, its value goes to values[first + i], the same bits, and bit i of `plain` is set; the other
/// values are undefined. kPadding bytes after the text must be readable.
void parse_plain_decimals(const char* text, const std::uint32_t* ends, std::size_t stride,
                          std::size_t count, std::size_t first, std::span<NumberField> fields);

}  // namespace coppice
