#include "grow/row_store.hpp"

#include <algorithm>
#include <cstring>

#include "base/parallel.hpp"
#include "grow/route.hpp"

namespace coppice {

namespace {

constexpr std::size_t kMovedStride = 64;     // widest record that moves, bytes
constexpr std::size_t kPartitionBlock = 16384;

/// What one partition reads and where it writes: records, gradient words and row numbers.
struct Moves {
  const std::uint8_t* from_cells;
  const std::uint64_t* from_words;
  const std::uint32_t* from_rows;  // null: rows are from_first, from_first + 1, ...
  std::uint32_t from_first;
  std::uint8_t* to_cells;          // null: records stay in the table
  std::uint64_t* to_words;
  std::uint32_t* to_rows;

  std::uint32_t row(std::size_t i) const { return from_rows != nullptr ? from_rows[i] : from_first + static_cast<std::uint32_t>(i); }
};

template <std::size_t Stride, int Words>
void copy_row(const Moves& moves, std::size_t from, std::size_t to) {
  if constexpr (Stride > 0) std::memcpy(moves.to_cells + to * Stride, moves.from_cells + from * Stride, Stride);
  for (std::size_t k = 0; k < Words; ++k) moves.to_words[to * Words + k] = moves.from_words[from * Words + k];
  moves.to_rows[to] = moves.row(from);
}

/// Moves rows [begin, end): those that go left to `left`, left + 1, ..., the others to `right`,
/// right + Step, .... Without a branch: which way a row goes is close to a coin toss. Returns the
/// end of the left ones.
template <std::size_t Stride, int Words, int Step, class GoesLeft>
std::size_t move_rows(const Moves& moves, std::size_t begin, std::size_t end, std::size_t left, std::size_t right, GoesLeft goes_left) {
  for (std::size_t i = begin; i < end; ++i) {
    const bool go_left = goes_left(i);
    copy_row<Stride, Words>(moves, i, go_left ? left : right);
    left += go_left ? 1 : 0;
    right += go_left ? std::size_t{0} : static_cast<std::size_t>(Step);
  }
  return left;
}

/// Calls f with the stride and number of words as constants.
template <class F>
void visit_shape(std::size_t stride, int words, F&& f) {
  const auto with_words = [&](auto stride_constant) {
    words == 2 ? f(stride_constant, std::integral_constant<int, 2>{}) : f(stride_constant, std::integral_constant<int, 1>{});
  };
  switch (stride) {
    case 8: return with_words(std::integral_constant<std::size_t, 8>{});
    case 16: return with_words(std::integral_constant<std::size_t, 16>{});
    case 24: return with_words(std::integral_constant<std::size_t, 24>{});
    case 32: return with_words(std::integral_constant<std::size_t, 32>{});
    case 40: return with_words(std::integral_constant<std::size_t, 40>{});
    case 48: return with_words(std::integral_constant<std::size_t, 48>{});
    case 56: return with_words(std::integral_constant<std::size_t, 56>{});
    case 64: return with_words(std::integral_constant<std::size_t, 64>{});
    default: return with_words(std::integral_constant<std::size_t, 0>{});
  }
}

/// Partitions n rows; returns how many went left. A large leaf is cut into blocks that are
/// counted first, so that each knows where its rows go.
template <std::size_t Stride, int Words, class GoesLeft>
std::size_t partition_rows(const Moves& moves, std::size_t n, GoesLeft goes_left) {
  const std::size_t blocks = (n + kPartitionBlock - 1) / kPartitionBlock;
  if (blocks <= 2 || thread_count() == 1 || inside_team()) return move_rows<Stride, Words, -1>(moves, 0, n, 0, n - 1, goes_left);
  std::vector<std::size_t> left_begin(blocks + 1, 0);
  parallel_blocks(n, kPartitionBlock, [&](std::size_t begin, std::size_t end) {
    std::size_t count = 0;
    for (std::size_t i = begin; i < end; ++i) count += goes_left(i);
    left_begin[begin / kPartitionBlock + 1] = count;
  });
  for (std::size_t b = 0; b < blocks; ++b) left_begin[b + 1] += left_begin[b];
  const std::size_t all_left = left_begin[blocks];
  parallel_blocks(n, kPartitionBlock, [&](std::size_t begin, std::size_t end) {
    const std::size_t left = left_begin[begin / kPartitionBlock];
    move_rows<Stride, Words, 1>(moves, begin, end, left, all_left + begin - left, goes_left);
  });
  return all_left;
}

}  // namespace

RowStore::RowStore(const BinnedTable& table) : table_(table) {
  const bool one_panel = table.panels.size() == 1 && table.sparse.hist_begin == table.sparse.hist_end;
  moves_records_ = one_panel && !table.panels[0].wide && table.panels[0].stride <= kMovedStride;
  if (moves_records_) stride_ = table.panels[0].stride;
}

void RowStore::ensure_sides() {
  for (Side& side : sides_) {
    if (moves_records_) side.cells.reserve_discarding(table_.rows * stride_);
    side.words.reserve_discarding(table_.rows * static_cast<std::size_t>(words_));
    side.rows.reserve_discarding(table_.rows);
  }
}

RowRange RowStore::start(const QuantizedGradients& gradients, std::span<const std::uint32_t> sample) {
  gradients_ = &gradients;
  words_ = gradients.format.words();
  ensure_sides();
  if (sample.empty()) return {0, static_cast<std::uint32_t>(table_.rows), RowRange::kTable};
  Side& side = sides_[0];
  const auto words = static_cast<std::size_t>(words_);
  parallel_blocks(sample.size(), kPartitionBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) {
      const std::size_t row = sample[i];
      side.rows[i] = sample[i];
      std::memcpy(side.words.data() + i * words, gradients.words.data() + row * words, words * sizeof(std::uint64_t));
      if (moves_records_) std::memcpy(side.cells.data() + i * stride_, table_.panels[0].record(row), stride_);
    }
  });
  return {0, static_cast<std::uint32_t>(sample.size()), 0};
}

RowView RowStore::view(const RowRange& range) const {
  RowView view;
  view.size = range.size();
  const auto words = static_cast<std::size_t>(words_);
  if (range.side == RowRange::kTable) {
    view.words = gradients_->words.data() + range.begin * words;
    view.first = range.begin;
    return view;
  }
  const Side& side = sides_[static_cast<std::size_t>(range.side)];
  view.words = side.words.data() + range.begin * words;
  view.rows = side.rows.data() + range.begin;
  if (moves_records_) view.cells = side.cells.data() + range.begin * stride_;
  return view;
}

std::span<const std::uint32_t> RowStore::rows(const RowRange& range) const {
  if (range.side == RowRange::kTable) return {};
  return sides_[static_cast<std::size_t>(range.side)].rows.span().subspan(range.begin, range.size());
}

std::pair<RowRange, RowRange> RowStore::partition(const RowRange& range, const Split& split) {
  const RowView from = view(range);
  const std::int8_t to_side = range.side == 0 ? 1 : 0;
  Side& to = sides_[static_cast<std::size_t>(to_side)];
  Moves moves{};
  moves.from_words = from.words;
  moves.from_rows = from.rows;
  moves.from_first = static_cast<std::uint32_t>(from.first);
  moves.to_words = to.words.data() + std::size_t{range.begin} * static_cast<std::size_t>(words_);
  moves.to_rows = to.rows.data() + range.begin;
  if (moves_records_) {
    moves.from_cells = from.cells != nullptr ? from.cells : table_.panels[0].record(from.first);
    moves.to_cells = to.cells.data() + range.begin * stride_;
  }
  const BinnedFeature& feature = table_.features[split.place];
  std::size_t left = 0;
  visit_shape(stride_, words_, [&](auto stride, auto words) {
    constexpr std::size_t kStride = decltype(stride)::value;
    constexpr int kWords = decltype(words)::value;
    left = visit_cells(table_, split, [&](auto cell_goes_left) {
      if constexpr (kStride > 0) {
        const std::uint8_t* cell = moves.from_cells + feature.column;
        return partition_rows<kStride, kWords>(moves, range.size(), [=](std::size_t i) { return cell_goes_left.byte(cell[i * kStride]); });
      } else {
        return partition_rows<kStride, kWords>(moves, range.size(), [&](std::size_t i) { return cell_goes_left.row(moves.row(i)); });
      }
    });
  });
  const auto middle = static_cast<std::uint32_t>(range.begin + left);
  return {RowRange{range.begin, middle, to_side}, RowRange{middle, range.end, to_side}};
}

}  // namespace coppice
