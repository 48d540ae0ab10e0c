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

Histogram build_wide(const BinnedTable& table, const DrawnColumns& drawn, const RowView& view,
                     HistogramPool& pool) {
  const std::vector<SlotRange> ranges = slot_ranges(table);
  // Work is cut by panel and, where panels are few, by rows; each cut of the rows has sums of its
  // own, which are integers: adding them in any order gives the same bits.
  const std::size_t team = inside_team() ? 1 : static_cast<std::size_t>(thread_count());
  const std::size_t cuts = ranges.size() >= 2 * team ? 1 : team;
  std::vector<Histogram> parts;
  for (std::size_t i = 0; i < cuts; ++i) {
    parts.push_back(pool.take(true, view.gradients->format.words()));
  }
  parallel_for(cuts * ranges.size(), [&](std::size_t task) {
    const SlotRange& range = ranges[task / cuts];
    const std::size_t cut = task % cuts;
    std::int64_t* wide = parts[cut].gradients();
    for (std::size_t field = 0; field < 3; ++field) {
      std::fill_n(wide + field * table.slots + range.begin, range.end - range.begin, 0);
    }
    const RowView part = view.part(view.size * cut / cuts, view.size * (cut + 1) / cuts);
    build_wide_part(table, drawn, part, range, wide);
  });
  for (std::size_t i = 1; i < cuts; ++i) {
    std::int64_t* sums = parts[0].gradients();
    const std::int64_t* more = parts[i].gradients();
    for (std::size_t k = 0; k < 3 * std::size_t{table.slots}; ++k) sums[k] += more[k];
    pool.give_back(std::move(parts[i]));
  }
  return std::move(parts[0]);
}

Histogram build_narrow(const BinnedTable& table, const DrawnColumns& drawn, const RowView& view,
                       HistogramPool& pool) {
  const GradientFormat& format = view.gradients->format;
  Histogram histogram = pool.take(false, format.words());
  const std::vector<SlotRange> ranges = slot_ranges(table);
  const auto words = static_cast<std::size_t>(format.words());
  const auto build = [&](std::size_t i) {
    std::uint64_t* sums = histogram.words.data() + ranges[i].begin * words;
    std::memset(sums, 0, (ranges[i].end - ranges[i].begin) * words * sizeof(std::uint64_t));
    accumulate(table, drawn, view, ranges[i], sums);
  };
  if (view.size * ranges.size() < 4096) {
    for (std::size_t i = 0; i < ranges.size(); ++i) build(i);
  } else {
    parallel_for(ranges.size(), build);
  }
  return histogram;
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
  return view.size > view.gradients->format.block_rows() ? build_wide(table, drawn, view, pool)
                                                         : build_narrow(table, drawn, view, pool);
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
