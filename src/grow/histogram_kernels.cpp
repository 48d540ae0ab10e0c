#include "grow/histogram_kernels.hpp"

#include <array>
#include <bit>

namespace coppice::kernels {

namespace {

constexpr std::size_t kAhead = 16;  // rows looked up this many ahead of use

/// First slot of each column relative to the panel's.
using Offsets = std::array<std::uint32_t, kPanelColumns>;

Offsets offsets_of(const Panel& panel) {
  Offsets offsets{};
  for (std::size_t c = 0; c < panel.columns.size(); ++c) offsets[c] = panel.columns[c].hist_begin - panel.hist_begin;
  return offsets;
}

template <int Words>
inline void add(std::uint64_t* sums, std::size_t slot, const std::uint64_t* words) {
  sums[slot * Words] += words[0];
  if constexpr (Words == 2) sums[slot * Words + 1] += words[1];
}

/// The cells of up to eight columns, the first in the lowest byte.
inline std::uint64_t load_cells(const std::uint8_t* record) {
  std::uint64_t cells;
  std::memcpy(&cells, record, 8);
  if constexpr (std::endian::native == std::endian::big) cells = __builtin_bswap64(cells);
  return cells;
}

/// One record of byte cells.
template <int Words>
inline void add_record(const std::uint8_t* record, std::size_t columns, const Offsets& offsets, const std::uint64_t* words, std::uint64_t* sums) {
  const std::uint64_t local[2] = {words[0], Words == 2 ? words[1] : 0};
  std::size_t column = 0;
  for (; column + 8 <= columns; column += 8) {
    std::uint64_t cells = load_cells(record + column);
    for (std::size_t k = 0; k < 8; ++k, cells >>= 8) add<Words>(sums, offsets[column + k] + (cells & 0xff), local);
  }
  if (column == columns) return;
  std::uint64_t cells = load_cells(record + column);
  for (; column < columns; ++column, cells >>= 8) add<Words>(sums, offsets[column] + (cells & 0xff), local);
}

template <int Words>
inline void add_wide_record(const std::uint8_t* record, std::size_t columns, const Offsets& offsets, const std::uint64_t* words, std::uint64_t* sums) {
  for (std::size_t c = 0; c < columns; ++c) {
    std::uint16_t cell;
    std::memcpy(&cell, record + 2 * c, 2);
    add<Words>(sums, offsets[c] + cell, words);
  }
}

/// Calls f(record, words) for each row of the view.
template <int Words, class F>
inline void for_records(const Panel& panel, const RowView& view, F&& f) {
  const std::size_t stride = panel.stride;
  if (view.rows == nullptr || view.cells != nullptr) {
    const std::uint8_t* record = view.cells != nullptr ? view.cells : panel.record(view.first);
    for (std::size_t i = 0; i < view.size; ++i, record += stride) f(record, view.words + i * Words);
    return;
  }
  const std::size_t fetched = view.size > kAhead ? view.size - kAhead : 0;
  for (std::size_t i = 0; i < fetched; ++i) {
    __builtin_prefetch(panel.record(view.rows[i + kAhead]));
    f(panel.record(view.rows[i]), view.words + i * Words);
  }
  for (std::size_t i = fetched; i < view.size; ++i) f(panel.record(view.rows[i]), view.words + i * Words);
}

template <int Words>
void accumulate_panel_words(const Panel& panel, const RowView& view, std::uint64_t* sums) {
  const Offsets offsets = offsets_of(panel);
  const std::size_t columns = panel.columns.size();
  if (panel.wide) {
    for_records<Words>(panel, view, [&](const std::uint8_t* record, const std::uint64_t* words) { add_wide_record<Words>(record, columns, offsets, words, sums); });
  } else {
    for_records<Words>(panel, view, [&](const std::uint8_t* record, const std::uint64_t* words) { add_record<Words>(record, columns, offsets, words, sums); });
  }
}

template <int Words>
void accumulate_sparse_words(const SparsePanel& panel, const RowView& view, std::uint64_t* sums) {
  for (std::size_t i = 0; i < view.size; ++i) {
    const std::size_t row = view.rows != nullptr ? view.rows[i] : view.first + i;
    for (std::uint64_t k = panel.row_begin[row]; k < panel.row_begin[row + 1]; ++k) {
      add<Words>(sums, panel.slot[k] - panel.hist_begin, view.words + i * Words);
    }
  }
}

}  // namespace

void accumulate_panel(const Panel& panel, const RowView& view, int words, std::uint64_t* sums) {
  words == 2 ? accumulate_panel_words<2>(panel, view, sums) : accumulate_panel_words<1>(panel, view, sums);
}

void accumulate_sparse(const SparsePanel& panel, const RowView& view, int words, std::uint64_t* sums) {
  words == 2 ? accumulate_sparse_words<2>(panel, view, sums) : accumulate_sparse_words<1>(panel, view, sums);
}

}  // namespace coppice::kernels
