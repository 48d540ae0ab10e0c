#include "grow/histogram_kernels.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/look_up.hpp"

namespace coppice::kernels {

namespace {

constexpr std::size_t kGroup = 16;        // columns added up at a time: their sums fit in L1
constexpr std::size_t kLeastRows = 2048;  // for groups to have sums of their own
constexpr std::size_t kByteCells = 256;   // that a byte can be

/// First slot of each column relative to the panel's.
using Offsets = std::array<std::uint32_t, kPanelColumns>;

Offsets offsets_of(const Panel& panel) {
  Offsets offsets{};
  for (std::size_t c = 0; c < panel.columns.size(); ++c)
    offsets[c] = panel.columns[c].hist_begin - panel.hist_begin;
  return offsets;
}

template <int Words>
inline void add(std::uint64_t* sums, std::size_t slot, const std::uint64_t* words) {
  sums[slot * Words] += words[0];
  if constexpr (Words == 2) sums[slot * Words + 1] += words[1];
}

/// One record of byte cells, columns [column, columns). (A load for each cell: shifting them out of
/// one word takes an instruction more, and it is instructions that two threads of a core share.)
template <int Words>
inline void add_record(const std::uint8_t* record, std::size_t column, std::size_t columns,
                       const Offsets& offsets, const std::uint64_t* words, std::uint64_t* sums) {
  for (; column + 8 <= columns; column += 8) {
    for (std::size_t k = column; k < column + 8; ++k)
      add<Words>(sums, offsets[k] + record[k], words);
  }
  for (; column < columns; ++column) add<Words>(sums, offsets[column] + record[column], words);
}

template <int Words>
inline void add_wide_record(const std::uint8_t* record, std::size_t column, std::size_t columns,
                            const Offsets& offsets, const std::uint64_t* words,
                            std::uint64_t* sums) {
  for (; column < columns; ++column) {
    std::uint16_t cell;
    std::memcpy(&cell, record + 2 * column, 2);
    add<Words>(sums, offsets[column] + cell, words);
  }
}

/// Calls f(record, words) for each row of the view.
template <class Words, class F>
inline void for_records(const Panel& panel, const RowView& view, F&& f) {
  const auto* stored = view.gradients->rows<Words>();
  std::uint64_t words[2] = {0, 0};
  const auto take = [&](std::size_t row) {
    Words::expand(stored[row], words);
    f(panel.record(row), words);
  };
  if (view.rows == nullptr) {
    for (std::size_t row = view.first; row < view.first + view.size; ++row) take(row);
    return;
  }
  look_up(
      {view.rows, view.size},
      [&](std::size_t row) {
        __builtin_prefetch(stored + row);
        return panel.record(row);
      },
      take);
}

/// Adds the byte cells of columns first, first + 1, ... each to sums that have room for all that a
/// byte can be, side by side: an addition then has no place to look up, and takes three
/// instructions.
template <class Words, std::size_t... k>
void add_columns(const Panel& panel, std::size_t first, const RowView& view, std::uint64_t* sums,
                 std::index_sequence<k...>) {
  for_records<Words>(panel, view, [&](const std::uint8_t* record, const std::uint64_t* words) {
    (add<Words::words>(sums, k * kByteCells + record[first + k], words), ...);
  });
}

/// Columns [first, first + wanted), at most `count`.
template <class Words, std::size_t count = kGroup>
void accumulate_group(const Panel& panel, std::size_t first, std::size_t wanted,
                      const RowView& view, std::uint64_t* sums) {
  if constexpr (count > 1) {
    if (wanted < count) return accumulate_group<Words, count - 1>(panel, first, wanted, view, sums);
  }
  std::array<std::uint64_t, count * kByteCells * Words::words> group{};
  add_columns<Words>(panel, first, view, group.data(), std::make_index_sequence<count>());
  for (std::size_t k = 0; k < count; ++k) {
    const CellColumn& column = panel.columns[first + k];
    const std::uint64_t* const from = group.data() + k * kByteCells * Words::words;
    std::uint64_t* const to =
        sums + std::size_t{column.hist_begin - panel.hist_begin} * Words::words;
    for (std::size_t i = 0; i < std::size_t{column.cells} * Words::words; ++i) to[i] += from[i];
  }
}

template <class Words>
void accumulate_records(const Panel& panel, const RowView& view, std::uint64_t* sums) {
  const std::size_t columns = panel.columns.size();
  if (!panel.wide && view.size >= kLeastRows) {
    for (std::size_t c = 0; c < columns; c += kGroup) {
      accumulate_group<Words>(panel, c, std::min(kGroup, columns - c), view, sums);
    }
    return;
  }
  const Offsets offsets = offsets_of(panel);
  constexpr int kWords = Words::words;
  for_records<Words>(panel, view, [&](const std::uint8_t* record, const std::uint64_t* words) {
    if (panel.wide) {
      add_wide_record<kWords>(record, 0, columns, offsets, words, sums);
    } else {
      add_record<kWords>(record, 0, columns, offsets, words, sums);
    }
  });
}

/// A column that is added up on its own: where its cell is in a record, and its first slot.
struct PickedColumn {
  std::uint32_t byte, slot;
};

template <class Words, class Cell>
void accumulate_picked(const Panel& panel, std::span<const PickedColumn> picked,
                       const RowView& view, std::uint64_t* sums) {
  for_records<Words>(panel, view, [&](const std::uint8_t* record, const std::uint64_t* words) {
    for (const PickedColumn& column : picked) {
      Cell cell;
      std::memcpy(&cell, record + column.byte, sizeof cell);
      add<Words::words>(sums, column.slot + cell, words);
    }
  });
}

/// Adds the sums of a byte's joint cells to the cells of one of its columns.
template <int Words>
void spread_sums(const std::uint64_t* joint, std::uint32_t joint_cells, std::uint32_t place,
                 std::uint32_t cells, std::uint64_t* sums) {
  const std::size_t run = std::size_t{place} * Words, all = std::size_t{joint_cells} * Words;
  for (std::size_t begin = 0; begin < all;) {
    for (std::uint32_t cell = 0; cell < cells; ++cell) {
      std::uint64_t words[Words] = {};
      for (const std::size_t end = begin + run; begin < end; begin += Words) {
        for (int k = 0; k < Words; ++k) words[k] += joint[begin + static_cast<std::size_t>(k)];
      }
      add<Words>(sums, cell, words);
    }
  }
}

template <class Words>
void accumulate_joined(const Panel& panel, const JointPanel& joint, const RowView& view,
                       std::uint64_t* sums) {
  constexpr std::size_t kWords = Words::words;
  std::vector<std::uint64_t> joint_sums(joint.records.hist_end * kWords, 0);
  accumulate_records<Words>(joint.records, view, joint_sums.data());
  for (const JointPanel::Member& member : joint.members) {
    const CellColumn &from = joint.records.columns[member.joint],
                     &to = panel.columns[member.column];
    spread_sums<kWords>(joint_sums.data() + from.hist_begin * kWords, from.cells, member.place,
                        to.cells, sums + (to.hist_begin - panel.hist_begin) * kWords);
  }
}

template <class Words>
void accumulate_slots(const SparsePanel& panel, const RowView& view, std::uint64_t* sums) {
  const auto* stored = view.gradients->rows<Words>();
  std::uint64_t words[2] = {0, 0};
  for (std::size_t i = 0; i < view.size; ++i) {
    const std::size_t row = view.rows != nullptr ? view.rows[i] : view.first + i;
    Words::expand(stored[row], words);
    for (std::uint64_t k = panel.row_begin[row]; k < panel.row_begin[row + 1]; ++k) {
      add<Words::words>(sums, panel.slot[k] - panel.hist_begin, words);
    }
  }
}

}  // namespace

void accumulate_panel(const Panel& panel, const RowView& view, std::uint64_t* sums) {
  visit_words(view.gradients->format.kind,
              [&](auto word_type) { accumulate_records<decltype(word_type)>(panel, view, sums); });
}

void accumulate_columns(const Panel& panel, std::span<const std::uint32_t> columns,
                        const RowView& view, std::uint64_t* sums) {
  const std::uint32_t cell = panel.wide ? 2 : 1;
  std::vector<PickedColumn> picked;
  for (const std::uint32_t c : columns) {
    picked.push_back({c * cell, panel.columns[c].hist_begin - panel.hist_begin});
  }
  visit_words(view.gradients->format.kind, [&](auto word_type) {
    using Words = decltype(word_type);
    panel.wide ? accumulate_picked<Words, std::uint16_t>(panel, picked, view, sums)
               : accumulate_picked<Words, std::uint8_t>(panel, picked, view, sums);
  });
}

void accumulate_joint(const Panel& panel, const JointPanel& joint, const RowView& view,
                      std::uint64_t* sums) {
  visit_words(view.gradients->format.kind, [&](auto word_type) {
    accumulate_joined<decltype(word_type)>(panel, joint, view, sums);
  });
}

void accumulate_sparse(const SparsePanel& panel, const RowView& view, std::uint64_t* sums) {
  visit_words(view.gradients->format.kind,
              [&](auto word_type) { accumulate_slots<decltype(word_type)>(panel, view, sums); });
}

}  // namespace coppice::kernels
