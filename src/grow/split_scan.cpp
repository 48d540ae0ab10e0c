#include "grow/split_scan.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "grow/split_gains.hpp"

namespace coppice::scan {

Scanner::Scanner(const BinnedTable& table, const Histogram& histogram, const Sums& totals,
                 const SplitRules& rules)
    : table_(table), histogram_(histogram), rules_(rules), totals_(totals) {
  leaf_score_ = rules.score(rules.gradient(totals), rules.hessian(totals));
  least_ = rules.least_gain(leaf_score_);
}

void Scanner::scan(std::uint32_t place) {
  const BinnedFeature& feature = table_.features[place];
  // The rows in the default bin stay together, so the others are all that one side can have.
  if (feature.implied_default && rows_off_default(table_, feature, histogram_, rules_.format()) <
                                     rules_.params().min_rows_in_leaf) {
    return;
  }
  const FeatureBins& bins = table_.bins(feature);
  if (bins.kind == ColumnKind::numeric) {
    scan_numeric(place, bins);
    return;
  }
  sums_.resize(bins.bins());
  feature_sums(table_, feature, histogram_, rules_.format(), totals_, sums_.data());
  if (bins.bins() <= static_cast<std::uint32_t>(rules_.params().one_hot_categories)) {
    scan_one_hot(place, bins);
  } else {
    scan_sorted(place, bins);
  }
}

// Numeric: one pass of prefix sums, then the gains of all thresholds at once.
//
//   bin        0      1      2     ...   n-1   | missing
//   prefix    S0   S0+S1   ...                 |   M
//   missing right: left = prefix[b]        missing left: left = prefix[b] + M
//
// With missing rows, b = n-1 with missing right sets the missing apart from all values.
void Scanner::scan_numeric(std::uint32_t place, const FeatureBins& bins) {
  const BinnedFeature& feature = table_.features[place];
  const std::size_t n = bins.value_bins();
  prefix_.resize(3 * n);
  gains_.resize(n);
  words_.resize(n);
  Prefix prefix{prefix_.data(), prefix_.data() + n, prefix_.data() + 2 * n, n, words_.data()};
  const Sums missing =
      prefix_sums(table_, feature, histogram_, rules_.format(), totals_, sums_, prefix);
  const GainTerms terms = gain_terms(rules_, totals_);
  const auto try_side = [&](const Sums& added, std::size_t thresholds, bool missing_left) {
    if (thresholds == 0) return;
    const LeftOffset offset{rules_.gradient(added), rules_.hessian(added),
                            static_cast<double>(added.rows)};
    threshold_gains(prefix, offset, terms, thresholds, gains_.data());
    const std::size_t bin = first_largest(gains_.data(), thresholds);
    const double gain = gains_[bin] - leaf_score_;
    if (!(gain > least_) || !(gain > best_.gain)) return;
    best_.gain = gain;
    best_.place = place;
    best_.bin = static_cast<std::uint32_t>(bin);
    best_.left = {};  // summed once the scan is over
    best_.left_bins.clear();
    best_.default_left = missing_left;
  };
  const bool may_set_apart = missing.rows > 0 && !bins.has_positive_infinity;
  try_side(Sums{}, may_set_apart ? n : n - 1, false);
  if (missing.rows > 0) try_side(missing, n - 1, true);
}

Split Scanner::take_best() {
  if (!best_.found()) return {};
  const FeatureBins& bins = table_.bins(table_.features[best_.place]);
  if (bins.kind == ColumnKind::categorical) return std::move(best_);
  sums_.resize(bins.bins());
  feature_sums(table_, table_.features[best_.place], histogram_, rules_.format(), totals_,
               sums_.data());
  for (std::uint32_t bin = 0; bin <= best_.bin; ++bin) best_.left += sums_[bin];
  const Sums missing = bins.has_missing ? sums_[bins.missing_bin()] : Sums{};
  if (best_.default_left) best_.left += missing;
  // Without missing rows here, one that comes later goes with the majority; in a sparse column that
  // never was missing, with zero, since bundles have no cell for it.
  if (missing.rows == 0) {
    const bool with_zero = table_.features[best_.place].implied_default && !bins.has_missing;
    best_.default_left =
        with_zero ? bins.default_bin <= best_.bin : 2 * best_.left.rows >= totals_.rows;
  }
  return std::move(best_);
}

double Scanner::gain_of(const Sums& left, double extra_l2) const {
  const Sums right = totals_ - left;
  const double left_hessian = rules_.hessian(left), right_hessian = rules_.hessian(right);
  if (!rules_.allows(left_hessian, static_cast<double>(left.rows)) ||
      !rules_.allows(right_hessian, static_cast<double>(right.rows)))
    return -1;
  return rules_.score(rules_.gradient(left), left_hessian, extra_l2) +
         rules_.score(rules_.gradient(right), right_hessian, extra_l2) - leaf_score_;
}

void Scanner::keep(std::uint32_t place, const FeatureBins& bins, double gain,
                   std::vector<std::uint32_t> left_bins, const Sums& left) {
  best_.gain = gain;
  best_.place = place;
  best_.bin = 0;
  best_.left = left;
  std::sort(left_bins.begin(), left_bins.end());
  best_.default_left = !left_bins.empty() && left_bins.back() == bins.missing_bin();
  if (best_.default_left) left_bins.pop_back();
  best_.left_bins = std::move(left_bins);
}

void Scanner::scan_one_hot(std::uint32_t place, const FeatureBins& bins) {
  for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
    const double gain = gain_of(sums_[bin], 0);
    if (gain > least_ && gain > best_.gain) keep(place, bins, gain, {bin}, sums_[bin]);
  }
}

// Sorted by gradient over (smoothed) hessian, the best two-way partition of the categories is one
// of the cuts of that order (Fisher, "On grouping for maximum homogeneity", 1958); categories
// with too few rows to have an order stay right.
void Scanner::scan_sorted(std::uint32_t place, const FeatureBins& bins) {
  const double smoothing = rules_.params().category_smoothing;
  std::vector<std::uint32_t> order;
  std::vector<double> ratio(bins.bins());
  for (std::uint32_t bin = 0; bin < bins.bins(); ++bin) {
    if (static_cast<double>(sums_[bin].rows) < std::max(1.0, smoothing)) continue;
    ratio[bin] = rules_.gradient(sums_[bin]) / (rules_.hessian(sums_[bin]) + smoothing);
    order.push_back(bin);
  }
  std::stable_sort(order.begin(), order.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return ratio[a] < ratio[b]; });
  scan_order(place, bins, order, false);
  scan_order(place, bins, order, true);
}

void Scanner::scan_order(std::uint32_t place, const FeatureBins& bins,
                         const std::vector<std::uint32_t>& order, bool backwards) {
  const GrowParams& params = rules_.params();
  const std::size_t most = std::min<std::size_t>(
      static_cast<std::size_t>(params.max_category_threshold), (order.size() + 1) / 2);
  const auto bin_at = [&](std::size_t i) { return order[backwards ? order.size() - 1 - i : i]; };
  Sums left;
  std::int64_t rows_since_candidate = 0;
  for (std::size_t i = 0; i < most; ++i) {
    left += sums_[bin_at(i)];
    rows_since_candidate += sums_[bin_at(i)].rows;
    if (totals_.rows - left.rows < params.min_rows_in_category) return;
    if (rows_since_candidate < params.min_rows_in_category) continue;
    const double gain = gain_of(left, params.category_l2);
    if (gain < 0) continue;
    rows_since_candidate = 0;
    if (!(gain > least_) || !(gain > best_.gain)) continue;
    std::vector<std::uint32_t> left_bins;
    for (std::size_t k = 0; k <= i; ++k) left_bins.push_back(bin_at(k));
    keep(place, bins, gain, std::move(left_bins), left);
  }
}

}  // namespace coppice::scan
