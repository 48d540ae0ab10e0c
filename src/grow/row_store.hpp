#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "bins/binned_table.hpp"
#include "grow/histogram.hpp"
#include "grow/quantize.hpp"
#include "grow/split.hpp"

namespace coppice {

/// Where a leaf's rows lie: a range of one of the store's two sides, or (root of all rows) the
/// table itself.
struct RowRange {
  std::uint32_t begin = 0, end = 0;
  std::int8_t side = kTable;
  static constexpr std::int8_t kTable = -1;

  std::size_t size() const { return end - begin; }
};

/// The rows of the tree that grows, kept together leaf by leaf. A split copies a leaf's rows from
/// one side to the other, left from the front of the range, right from its back; order within a
/// leaf does not matter, since sums are exact.
///
///   side 0    [ . . . . . . leaf . . . . . . ]
///                 |  left: 1 2 3 ->   <- right: 7 6 5 4
///   side 1    [ . . . left . . | . right . . ]
///
/// Where the table is one narrow byte panel the records (cells) move too, so that every pass over
/// a leaf is sequential; wider rows stay and only their numbers and gradients move.
class RowStore {
 public:
  explicit RowStore(const BinnedTable& table);

  /// Begins a tree over all rows, or over `sample` (ascending row numbers). Returns the root.
  RowRange start(const QuantizedGradients& gradients, std::span<const std::uint32_t> sample);

  RowView view(const RowRange& range) const;
  /// Splits the rows of `range` into two ranges of the other side. Distinct leaves may be split at
  /// the same time.
  std::pair<RowRange, RowRange> partition(const RowRange& range, const Split& split);
  /// Numbers of a leaf's rows; empty for the whole table.
  std::span<const std::uint32_t> rows(const RowRange& range) const;

 private:
  struct Side {
    Buffer<std::uint8_t> cells;
    Buffer<std::uint64_t> words;
    Buffer<std::uint32_t> rows;
  };
  void ensure_sides();

  const BinnedTable& table_;
  bool moves_records_;
  std::size_t stride_ = 0;
  const QuantizedGradients* gradients_ = nullptr;
  int words_ = 1;
  std::array<Side, 2> sides_;
};

}  // namespace coppice
