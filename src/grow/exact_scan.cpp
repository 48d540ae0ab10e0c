#include "grow/exact_scan.hpp"

#include <algorithm>

#include "bins/sorted_columns.hpp"
#include "grow/split_gains.hpp"

namespace coppice::scan {

namespace {

/// Sums left of the candidates at hand, and where they stand.
struct Candidates {
  static constexpr std::size_t kMost = 256;
  double gradient[kMost], hessian[kMost], rows[kMost], gains[kMost];
  Sums sums[kMost];
  std::size_t size = 0;
};

/// The best candidate so far of one direction of the missing rows.
struct Best {
  double gain = -1;
  Sums left;
};

class ExactScan {
 public:
  ExactScan(const Sums& totals, const Sums& missing, const SplitRules& rules)
      : rules_(rules), terms_(gain_terms(rules, totals)), missing_(missing) {}

  /// `last`: the last candidate sets all values apart from the missing ones.
  void take(Candidates& found, bool last_sets_apart) {
    if (found.size == 0) return;
    for (std::size_t i = 0; i < found.size; ++i) {
      found.gradient[i] = rules_.gradient(found.sums[i]);
      found.hessian[i] = rules_.hessian(found.sums[i]);
      found.rows[i] = static_cast<double>(found.sums[i].rows);
    }
    keep(found, Sums{}, found.size, right_);
    if (missing_.rows > 0) keep(found, missing_, found.size - (last_sets_apart ? 1 : 0), left_);
    found.size = 0;
  }

  Split best(const Sums& totals, std::uint32_t feature) const {
    const double leaf_score = rules_.score(rules_.gradient(totals), rules_.hessian(totals));
    const double right_gain = right_.gain - leaf_score, left_gain = left_.gain - leaf_score;
    const bool to_left = left_gain > right_gain;
    Split split;
    const double gain = to_left ? left_gain : right_gain;
    if (!(gain > rules_.least_gain(leaf_score))) return split;
    split.gain = gain;
    split.place = feature;
    split.left = to_left ? left_.left : right_.left;
    split.bin = static_cast<std::uint32_t>(split.left.rows);
    split.default_left = to_left;
    if (to_left) split.left += missing_;
    if (missing_.rows == 0) split.default_left = 2 * split.left.rows >= totals.rows;
    return split;
  }

 private:
  void keep(Candidates& found, const Sums& added, std::size_t size, Best& best) const {
    if (size == 0) return;
    const Prefix prefix{found.gradient, found.hessian, found.rows, size};
    const LeftOffset offset{rules_.gradient(added), rules_.hessian(added),
                            static_cast<double>(added.rows)};
    threshold_gains(prefix, offset, terms_, size, found.gains);
    const std::size_t first = first_largest(found.gains, size);
    if (found.gains[first] > best.gain) best = {found.gains[first], found.sums[first]};
  }

  const SplitRules& rules_;
  GainTerms terms_;
  Sums missing_;
  Best right_, left_;
};

Sums missing_sums(const SortedList& list, const GradientUnits* gradients, const Sums& totals) {
  if (static_cast<std::int64_t>(list.entries.size()) == totals.rows) return {};
  Sums present{0, 0, static_cast<std::int64_t>(list.entries.size())};
  for (const std::uint32_t entry : list.entries) {
    const GradientUnits& row = gradients[entry & SortedColumns::kRow];
    present.gradient += row.gradient;
    present.hessian += row.hessian;
  }
  return totals - present;
}

}  // namespace

Split find_exact_split(const SortedList& list, const GradientUnits* gradients, const Sums& totals,
                       const SplitRules& rules) {
  const std::span<const std::uint32_t> entries = list.entries;
  if (entries.empty()) return {};
  const Sums missing = missing_sums(list, gradients, totals);
  ExactScan scan(totals, missing, rules);
  Candidates found;
  Sums left;
  const auto add = [&](std::size_t i) {
    const GradientUnits& row = gradients[entries[i] & SortedColumns::kRow];
    left.gradient += row.gradient;
    left.hessian += row.hessian;
    left.rows = static_cast<std::int64_t>(i + 1);
    found.sums[found.size] = left;
  };
  const std::size_t last = entries.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    add(i);
    found.size += entries[i + 1] >> 31;  // a candidate stands where the next value is another
    if (found.size == Candidates::kMost) scan.take(found, false);
  }
  const bool sets_apart = missing.rows > 0 && !list.has_infinity;
  if (sets_apart) {
    add(last);
    ++found.size;
  }
  scan.take(found, sets_apart);
  return scan.best(totals, list.feature);
}

}  // namespace coppice::scan
