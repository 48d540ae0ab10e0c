#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "data/table.hpp"

namespace coppice {

/// The rows of each numeric column in the order of its values, sorted once for all trees that look
/// for exact splits. Rows without a value are left out. An entry is a row number, and its highest
/// bit says that the value is another than that of the entry before:
///
///     rows       0    1    2    3    4         entries   1    4    0    2
///     values    2.5  1.0  2.5   -   1.0                 *              *    <- kNewValue
///
class SortedColumns {
 public:
  static constexpr std::uint32_t kNewValue = 0x80000000;
  static constexpr std::uint32_t kRow = ~kNewValue;

  /// In parallel over columns. Fewer than 2^31 rows; columns are numeric. Values that no finite
  /// threshold tells apart (-infinity and the lowest number) count as one.
  explicit SortedColumns(std::span<const Column> columns);

  std::size_t rows() const { return rows_; }
  std::size_t columns() const { return entries_.size(); }
  std::span<const std::uint32_t> entries(std::size_t column) const {
    return entries_[column].span();
  }
  /// True where some row has the value +infinity.
  bool has_infinity(std::size_t column) const { return has_infinity_[column] != 0; }
  /// True where every row has a value in every column.
  bool is_complete() const { return complete_; }

 private:
  std::size_t rows_ = 0;
  std::vector<Buffer<std::uint32_t>> entries_;
  std::vector<std::uint8_t> has_infinity_;
  bool complete_ = true;
};

}  // namespace coppice
