#include "grow/histogram.hpp"

#include <algorithm>
#include <cstring>

#include "base/parallel.hpp"
#include "grow/histogram_kernels.hpp"

namespace coppice {

namespace {

/// Slots of one panel, or of the sparse panel: the unit that is built at a time, so that its
/// narrow sums stay in cache.
struct SlotRange {
  std::int32_t panel;
  std::uint32_t begin, end;
};

std::vector<SlotRange> slot_ranges(const BinnedTable& table) {
  std::vector<SlotRange> ranges;
  for (std::size_t p = 0; p < table.panels.size(); ++p) {
    ranges.push_back(
        {static_cast<std::int32_t>(p), table.panels[p].hist_begin, table.panels[p].hist_end});
  }
  if (table.sparse.hist_end > table.sparse.hist_begin) {
    ranges.push_back({BinnedFeature::kSparse, table.sparse.hist_begin, table.sparse.hist_end});
  }
  return ranges;
}

/// True where the additions that joint cells spare are more than those that spread their sums.
bool is_worth_joining(const BinnedTable& table, std::size_t panel, std::size_t rows) {
  if (table.joint.empty() || table.joint[panel].records.columns.empty()) return false;
  const JointPanel& joint = table.joint[panel];
  const std::size_t spared = joint.members.size() - joint.records.columns.size();
  return rows * spared > joint.spread;
}

/// Adds the rows of `view` (at most block_rows) to narrow sums that start at the range's first
/// slot.
void accumulate(const BinnedTable& table, const DrawnColumns& drawn, const RowView& view,
                const SlotRange& range, std::uint64_t* sums) {
  if (range.panel == BinnedFeature::kSparse) {
    return kernels::accumulate_sparse(table.sparse, view, sums);
  }
  const auto p = static_cast<std::size_t>(range.panel);
  if (drawn.all(p)) {
    if (is_worth_joining(table, p, view.size)) {
      return kernels::accumulate_joint(table.panels[p], table.joint[p], view, sums);
    }
    return kernels::accumulate_panel(table.panels[p], view, sums);
  }
  kernels::accumulate_columns(table.panels[p], drawn.of(p), view, sums);
}

/// Adds rows [begin, end) of the view to wide sums, block by block through narrow ones.
void build_wide_part(const BinnedTable& table, const DrawnColumns& drawn, const RowView& view,
                     const SlotRange& range, std::int64_t* wide) {
  const GradientFormat& format = view.gradients->format;
  const std::size_t size = range.end - range.begin,
                    words = size * static_cast<std::size_t>(format.words());
  std::vector<std::uint64_t> narrow(words);
  const std::size_t block = format.block_rows();
  for (std::size_t begin = 0; begin < view.size; begin += block) {
    std::memset(narrow.data(), 0, words * sizeof(std::uint64_t));
    const RowView part = view.part(begin, std::min(view.size, begin + block));
    accumulate(table, drawn, part, range, narrow.data());
    visit_words(format.kind, [&](auto word_type) {
      kernels::add_to_wide<decltype(word_type)>(narrow.data(), wide + range.begin, table.slots,
                                                size);
    });
  }
}

/// Builds each range of slots, and where ranges are few also each of some cuts of the rows: the
/// cuts have sums of their own, which are integers, so that adding them in any order gives the same
/// bits. `build(range, part of the view, sums)` sets one range; `join(sums, more)` adds all.
template <class Build, class Join>
Histogram build_in_parts(const BinnedTable& table, const RowView& view, HistogramPool& pool,
                         bool wide, std::size_t most_cuts, const Build& build, const Join& join) {
  const std::vector<SlotRange> ranges = slot_ranges(table);
  const std::size_t cuts = ranges.size() >= 2 * most_cuts ? 1 : most_cuts;
  std::vector<Histogram> parts;
  for (std::size_t i = 0; i < cuts; ++i) {
    parts.push_back(pool.take(wide, view.gradients->format.words()));
  }
  const auto task = [&](std::size_t i) {
    const std::size_t cut = i % cuts;
    build(ranges[i / cuts], view.part(view.size * cut / cuts, view.size * (cut + 1) / cuts),
          parts[cut]);
  };
  // Less than this is not worth a thread's waking.
  constexpr std::size_t kLeastRows = 4096;
  if (view.size * ranges.size() < kLeastRows) {
    for (std::size_t i = 0; i < cuts * ranges.size(); ++i) task(i);
  } else {
    parallel_for(cuts * ranges.size(), task);
  }
  for (std::size_t i = 1; i < cuts; ++i) {
    join(parts[0], parts[i]);
    pool.give_back(std::move(parts[i]));
  }
  return std::move(parts[0]);
}

std::size_t team_size() {
  return inside_team() ? 1 : static_cast<std::size_t>(thread_count());
}

Histogram build_wide(const BinnedTable& table, const DrawnColumns& drawn, const RowView& view,
                     HistogramPool& pool) {
  const auto build = [&](const SlotRange& range, const RowView& part, Histogram& histogram) {
    std::int64_t* const wide = histogram.gradients();
    for (std::size_t field = 0; field < 3; ++field) {
      std::fill_n(wide + field * table.slots + range.begin, range.end - range.begin, 0);
    }
    build_wide_part(table, drawn, part, range, wide);
  };
  const auto join = [&](Histogram& all, const Histogram& more) {
    for (std::size_t i = 0; i < 3 * std::size_t{table.slots}; ++i) {
      all.gradients()[i] += more.gradients()[i];
    }
  };
  return build_in_parts(table, view, pool, true, team_size(), build, join);
}

Histogram build_narrow(const BinnedTable& table, const DrawnColumns& drawn, const RowView& view,
                       HistogramPool& pool) {
  const auto words = static_cast<std::size_t>(view.gradients->format.words());
  const auto build = [&](const SlotRange& range, const RowView& part, Histogram& histogram) {
    std::uint64_t* const sums = histogram.words.data() + range.begin * words;
    std::memset(sums, 0, (range.end - range.begin) * words * sizeof(std::uint64_t));
    accumulate(table, drawn, part, range, sums);
  };
  const auto join = [&](Histogram& all, const Histogram& more) {
    for (std::size_t i = 0; i < table.slots * words; ++i) all.words[i] += more.words[i];
  };
  // A cut must have more to add up than there is to join.
  const std::size_t entries = table.sparse.slot.size() / std::max<std::size_t>(1, table.rows);
  const bool pays = view.size * entries > table.slots;
  return build_in_parts(table, view, pool, false, pays ? team_size() : 1, build, join);
}

}  // namespace

Histogram HistogramPool::take(bool wide, int words) {
  const std::size_t size = slots_ * (wide ? 3 : static_cast<std::size_t>(words));
  {
    const std::lock_guard lock(mutex_);
    std::vector<Histogram>& free = wide ? free_wide_ : free_narrow_;
    if (!free.empty() && free.back().words.size() >= size) {
      Histogram histogram = std::move(free.back());
      free.pop_back();
      return histogram;
    }
    bytes_ += size * sizeof(std::uint64_t);
  }
  return {wide, Buffer<std::uint64_t>(size)};
}

void HistogramPool::give_back(Histogram histogram) {
  if (!histogram) return;
  const std::lock_guard lock(mutex_);
  if (bytes_ > budget_) {
    bytes_ -= histogram.words.size() * sizeof(std::uint64_t);
    return;
  }
  (histogram.wide ? free_wide_ : free_narrow_).push_back(std::move(histogram));
}

bool HistogramPool::over_budget() const {
  const std::lock_guard lock(mutex_);
  return bytes_ > budget_;
}

DrawnColumns::DrawnColumns(const BinnedTable& table, std::span<const std::uint32_t> places)
    : panels_(table.panels.size()) {
  for (const std::uint32_t place : places) {
    const BinnedFeature& f = table.features[place];
    if (f.panel == BinnedFeature::kSparse) continue;
    std::vector<std::uint32_t>& columns = panels_[static_cast<std::size_t>(f.panel)].columns;
    if (std::ranges::find(columns, f.column) == columns.end()) columns.push_back(f.column);
  }
  for (std::size_t p = 0; p < panels_.size(); ++p) {
    std::ranges::sort(panels_[p].columns);
    panels_[p].all = 8 * panels_[p].columns.size() > 7 * table.panels[p].columns.size();
  }
}

Histogram build_histogram(const BinnedTable& table, const RowView& view, HistogramPool& pool,
                          const DrawnColumns& drawn) {
  const bool wide = std::min(view.size, table.most_in_slot) > view.gradients->format.block_rows();
  return wide ? build_wide(table, drawn, view, pool) : build_narrow(table, drawn, view, pool);
}

Histogram subtract(const GradientFormat& format, Histogram parent, const Histogram& part,
                   std::size_t rows, std::size_t slots, HistogramPool& pool) {
  const auto words = static_cast<std::size_t>(format.words());
  if (!parent.wide) {
    std::uint64_t* sums = parent.words.data();
    const std::uint64_t* less = part.words.data();
    for (std::size_t i = 0; i < slots * words; ++i) sums[i] -= less[i];
    return parent;
  }
  visit_words(format.kind, [&](auto word_type) {
    kernels::subtract_from_wide<decltype(word_type)>(part, parent.gradients(), slots);
  });
  if (rows > format.block_rows()) return parent;
  Histogram narrow = pool.take(false, format.words());
  const std::int64_t* wide = parent.gradients();
  for (std::size_t i = 0; i < slots; ++i) {
    encode(format.kind, {wide[i], wide[slots + i], wide[2 * slots + i]},
           narrow.words.data() + i * words);
  }
  pool.give_back(std::move(parent));
  return narrow;
}

Sums total(const RowView& view) {
  constexpr std::size_t kBlock = 8191;
  std::vector<Sums> parts((view.size + kBlock - 1) / kBlock);
  visit_words(view.gradients->format.kind, [&](auto word_type) {
    using Words = decltype(word_type);
    const auto* stored = view.gradients->rows<Words>();
    parallel_blocks(view.size, kBlock, [&](std::size_t begin, std::size_t end) {
      std::uint64_t sums[2] = {0, 0}, words[2] = {0, 0};
      for (std::size_t i = begin; i < end; ++i) {
        Words::expand(stored[view.rows != nullptr ? view.rows[i] : view.first + i], words);
        for (int k = 0; k < Words::words; ++k) sums[k] += words[k];
      }
      parts[begin / kBlock] = Words::decode(sums);
    });
  });
  Sums all;
  for (const Sums& part : parts) all += part;
  return all;
}

}  // namespace coppice
