#pragma once

#include <cstdint>
#include <cstring>
#include <span>

#include "grow/histogram.hpp"

// The loops in which training spends its time. One update adds a row's gradient word to the slot
// of one of its cells.

namespace coppice::kernels {

/// Adds the rows of a view to narrow sums; sums[0] is the panel's first slot.
void accumulate_panel(const Panel& panel, const RowView& view, std::uint64_t* sums);
/// The same for some of the panel's columns.
void accumulate_columns(const Panel& panel, std::span<const std::uint32_t> columns,
                        const RowView& view, std::uint64_t* sums);
/// The same sums as accumulate_panel's, by way of joint cells.
void accumulate_joint(const Panel& panel, const JointPanel& joint, const RowView& view,
                      std::uint64_t* sums);
void accumulate_sparse(const SparsePanel& panel, const RowView& view, std::uint64_t* sums);

/// wide[i] += decode(narrow[i]) for `size` slots; the wide fields lie `slots` apart.
template <class Words>
void add_to_wide(const std::uint64_t* narrow, std::int64_t* wide, std::size_t slots,
                 std::size_t size) {
  for (std::size_t i = 0; i < size; ++i) {
    const Sums sums = Words::decode(narrow + i * Words::words);
    wide[i] += sums.gradient;
    wide[slots + i] += sums.hessian;
    wide[2 * slots + i] += sums.rows;
  }
}

/// wide -= part, which may be narrow or wide.
template <class Words>
void subtract_from_wide(const Histogram& part, std::int64_t* wide, std::size_t slots) {
  if (part.wide) {
    const std::int64_t* less = part.gradients();
    for (std::size_t i = 0; i < 3 * slots; ++i) wide[i] -= less[i];
    return;
  }
  for (std::size_t i = 0; i < slots; ++i) {
    const Sums sums = Words::decode(part.words.data() + i * Words::words);
    wide[i] -= sums.gradient;
    wide[slots + i] -= sums.hessian;
    wide[2 * slots + i] -= sums.rows;
  }
}

}  // namespace coppice::kernels
