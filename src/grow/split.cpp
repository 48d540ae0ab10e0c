#include "grow/split.hpp"

#include <algorithm>
#include <cmath>

#include "base/parallel.hpp"
#include "grow/split_scan.hpp"

namespace coppice {

double SplitRules::score(double gradient, double hessian, double extra_l2) const {
  const double size = std::max(std::fabs(gradient) - params_->lambda_l1, 0.0);
  return size * size / (hessian + params_->lambda_l2 + extra_l2);
}

namespace {

/// Calls f(at), where at(slot) are the sums in a slot.
template <class F>
void with_slots(const Histogram& histogram, std::size_t slots, const GradientFormat& format,
                const F& f) {
  if (histogram.wide) {
    const std::int64_t* const wide = histogram.gradients();
    return f([=](std::size_t slot) {
      return Sums{wide[slot], wide[slots + slot], wide[2 * slots + slot]};
    });
  }
  visit_words(format.kind, [&](auto word_type) {
    using Words = decltype(word_type);
    const std::uint64_t* const words = histogram.words.data();
    f([=](std::size_t slot) { return Words::decode(words + slot * Words::words); });
  });
}

}  // namespace

void feature_sums(const BinnedTable& table, const BinnedFeature& feature,
                  const Histogram& histogram, const GradientFormat& format, const Sums& totals,
                  Sums* out) {
  const FeatureBins& bins = table.bins(feature);
  const std::uint32_t all = bins.bins(), implied = feature.implied_default ? bins.default_bin : all;
  Sums others;
  with_slots(histogram, table.slots, format, [&](const auto& at) {
    std::size_t slot = feature.hist_begin;
    for (std::uint32_t bin = 0; bin < all; ++bin) {
      if (bin == implied) continue;
      out[bin] = at(slot++);
      others += out[bin];
    }
  });
  if (feature.implied_default) out[implied] = totals - others;
}

std::int64_t rows_off_default(const BinnedTable& table, const BinnedFeature& feature,
                              const Histogram& histogram, const GradientFormat& format) {
  const std::size_t end = feature.hist_begin + table.bins(feature).bins() - 1;
  std::int64_t rows = 0;
  with_slots(histogram, table.slots, format, [&](const auto& at) {
    for (std::size_t slot = feature.hist_begin; slot < end; ++slot) rows += at(slot).rows;
  });
  return rows;
}

Split find_split(const BinnedTable& table, const Histogram& histogram, const Sums& totals,
                 const std::vector<std::uint32_t>& places, const SplitRules& rules) {
  // Blocks of features keep tasks worth handing out; the best of each is kept, and the order of
  // the blocks breaks ties.
  constexpr std::size_t kFeatures = 8;
  std::vector<Split> best((places.size() + kFeatures - 1) / kFeatures);
  parallel_blocks(places.size(), kFeatures, [&](std::size_t begin, std::size_t end) {
    scan::Scanner scanner(table, histogram, totals, rules);
    for (std::size_t i = begin; i < end; ++i) scanner.scan(places[i]);
    best[begin / kFeatures] = scanner.take_best();
  });
  Split winner;
  for (Split& split : best) {
    if (split.gain > winner.gain) winner = std::move(split);
  }
  return winner;
}

bool goes_left_bin(const FeatureBins& bins, const Split& split, std::uint32_t bin) {
  if (bin >= bins.missing_bin()) return split.default_left;
  if (bins.kind == ColumnKind::numeric) return bin <= split.bin;
  return std::binary_search(split.left_bins.begin(), split.left_bins.end(), bin);
}

std::vector<std::uint8_t> left_cells(const BinnedTable& table, const Split& split) {
  const BinnedFeature& f = table.features[split.place];
  const FeatureBins& bins = table.bins(f);
  const Panel& panel = table.panels[static_cast<std::size_t>(f.panel)];
  // Cells of other features of a bundle are rows in this one's default bin.
  const bool others =
      f.implied_default ? goes_left_bin(bins, split, bins.default_bin) : split.default_left;
  // Of a wide column: its cells, one for values that are missing in validation rows only, and what
  // a vectorised look-up reads behind them.
  constexpr std::size_t kBehind = 4;
  std::vector<std::uint8_t> left(panel.wide ? panel.columns[f.column].cells + kBehind : 256,
                                 others);
  for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
    if (f.implied_default && bin == bins.default_bin) continue;
    left[cell_of_bin(f, bins, bin)] = bins.kind == ColumnKind::numeric || bin >= bins.missing_bin()
                                          ? goes_left_bin(bins, split, bin)
                                          : 0;
  }
  for (const std::uint32_t bin : split.left_bins) left[cell_of_bin(f, bins, bin)] = 1;
  return left;
}

}  // namespace coppice
