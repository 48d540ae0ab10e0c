#include "grow/row_store.hpp"

#include <algorithm>
#include <type_traits>
#include <vector>

#include "base/parallel.hpp"
#include "grow/part_rows.hpp"
#include "grow/route.hpp"

namespace coppice {

namespace {

constexpr std::size_t kPartBlock = 32768;  // rows that one thread parts at a time

/// The rows of a leaf, before they are parted: a list, or all.
struct ListedRows {
  const std::uint32_t* list;
  std::uint32_t operator()(std::size_t i) const { return list[i]; }
};
struct AllRows {
  static constexpr const std::uint32_t* list = nullptr;
  std::uint32_t operator()(std::size_t i) const { return static_cast<std::uint32_t>(i); }
};

/// Writes the rows [begin, end) that go left to `left`, the others to `right`, in order; returns
/// how many went left. Without a branch: which way a row goes is close to a coin toss. `left` may
/// be where the rows are read from.
template <class Rows, class Cells>
std::size_t part_rows(Rows row_at, const Cells& cells, std::size_t begin, std::size_t end,
                      std::uint32_t* left, std::uint32_t* right) {
  Parted parted;
  if constexpr (std::is_same_v<Cells, ColumnCells<std::uint8_t>> ||
                std::is_same_v<Cells, ColumnCells<std::uint16_t>>) {
    const std::uint32_t* list = row_at.list == nullptr ? nullptr : row_at.list + begin;
    parted = part_rows_vectorised(list, static_cast<std::uint32_t>(begin), end - begin, cells.cells,
                                  cells.left, left, right);
  }
  std::size_t lefts = parted.lefts, rights = parted.done - parted.lefts;
  for (std::size_t i = begin + parted.done; i < end; ++i) {
    const std::uint32_t row = row_at(i);
    const std::size_t goes_left = cells.row(row);
    left[lefts] = row;
    right[rights] = row;
    lefts += goes_left;
    rights += 1 - goes_left;
  }
  return lefts;
}

/// Each block is parted into `scratch` (left rows and then right rows at its own place), and
/// once all are counted the parts are copied to where they belong.
template <class Rows, class Cells>
std::size_t part_in_blocks(Rows row_at, const Cells& cells, std::size_t n, std::uint32_t* rows,
                           std::uint32_t* scratch) {
  const std::size_t blocks = (n + kPartBlock - 1) / kPartBlock;
  std::vector<std::size_t> lefts_before(blocks + 1, 0);
  parallel_blocks(n, kPartBlock, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> right(end - begin);
    const std::size_t lefts = part_rows(row_at, cells, begin, end, scratch + begin, right.data());
    std::copy_n(right.data(), end - begin - lefts, scratch + begin + lefts);
    lefts_before[begin / kPartBlock + 1] = lefts;
  });
  for (std::size_t b = 0; b < blocks; ++b) lefts_before[b + 1] += lefts_before[b];
  const std::size_t all_left = lefts_before[blocks];
  parallel_blocks(n, kPartBlock, [&](std::size_t begin, std::size_t end) {
    const std::size_t before = lefts_before[begin / kPartBlock],
                      lefts = lefts_before[begin / kPartBlock + 1] - before;
    std::copy_n(scratch + begin, lefts, rows + before);
    std::copy_n(scratch + begin + lefts, end - begin - lefts, rows + all_left + begin - before);
  });
  return all_left;
}

template <class Rows, class Cells>
std::size_t part(Rows row_at, const Cells& cells, std::size_t n, std::uint32_t* rows,
                 std::uint32_t* scratch) {
  if (n > 2 * kPartBlock && thread_count() > 1 && !inside_team())
    return part_in_blocks(row_at, cells, n, rows, scratch);
  const std::size_t lefts = part_rows(row_at, cells, 0, n, rows, scratch);
  std::copy_n(scratch, n - lefts, rows + lefts);
  return lefts;
}

}  // namespace

RowRange RowStore::start(const QuantizedGradients& gradients,
                         std::span<const std::uint32_t> sample) {
  gradients_ = &gradients;
  rows_.reserve_discarding(table_.rows);
  scratch_.reserve_discarding(table_.rows);
  if (sample.empty()) return {0, static_cast<std::uint32_t>(table_.rows), true};
  std::copy(sample.begin(), sample.end(), rows_.data());
  return {0, static_cast<std::uint32_t>(sample.size()), false};
}

RowView RowStore::view(const RowRange& range) const {
  RowView view;
  view.size = range.size();
  view.gradients = gradients_;
  view.first = range.begin;
  if (!range.all) view.rows = rows_.data() + range.begin;
  return view;
}

std::span<const std::uint32_t> RowStore::rows(const RowRange& range) const {
  if (range.all) return {};
  return rows_.span().subspan(range.begin, range.size());
}

std::pair<RowRange, RowRange> RowStore::partition(const RowRange& range, const Split& split) {
  std::uint32_t* rows = rows_.data() + range.begin;
  std::uint32_t* scratch = scratch_.data() + range.begin;
  const std::size_t lefts = visit_cells(table_, split, [&](const auto& cells) {
    return range.all ? part(AllRows{}, cells, range.size(), rows, scratch)
                     : part(ListedRows{rows}, cells, range.size(), rows, scratch);
  });
  const auto middle = static_cast<std::uint32_t>(range.begin + lefts);
  return {RowRange{range.begin, middle}, RowRange{middle, range.end}};
}

}  // namespace coppice
