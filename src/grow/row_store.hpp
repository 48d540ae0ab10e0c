#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "base/buffer.hpp"
#include "bins/binned_table.hpp"
#include "grow/histogram.hpp"
#include "grow/quantize.hpp"
#include "grow/split.hpp"

namespace coppice {

/// Where a leaf's row numbers lie in the store; or all rows of the table, which need no list.
struct RowRange {
  std::uint32_t begin = 0, end = 0;
  bool all = false;

  std::size_t size() const { return end - begin; }
};

/// The row numbers of the tree that grows, kept together leaf by leaf and ascending within each, so
/// that whatever looks rows up goes through memory in one direction.
///
///   rows_    [ 0 3 4 9 .. leaf .. ]      a split parts the leaf's run:
///            [ left: 0 4 .. | right: 3 9 .. ]
///
/// Only numbers move: four bytes a row. What a split asks for, one cell a row, is read from the
/// copy of the cells by column; what a histogram adds up, whole records, from that by row, and only
/// for the smaller child.
class RowStore {
 public:
  explicit RowStore(const BinnedTable& table) : table_(table) {}

  /// Begins a tree over all rows, or over `sample` (ascending row numbers). Returns the root.
  RowRange start(const QuantizedGradients& gradients, std::span<const std::uint32_t> sample);

  RowView view(const RowRange& range) const;
  /// Parts the rows of `range`: left ones first. Distinct leaves may be split at the same time.
  std::pair<RowRange, RowRange> partition(const RowRange& range, const Split& split);
  /// Numbers of a leaf's rows, ascending; empty for the whole table.
  std::span<const std::uint32_t> rows(const RowRange& range) const;

 private:
  const BinnedTable& table_;
  const QuantizedGradients* gradients_ = nullptr;
  Buffer<std::uint32_t> rows_;
  Buffer<std::uint32_t> scratch_;  ///< of the same layout
};

}  // namespace coppice
