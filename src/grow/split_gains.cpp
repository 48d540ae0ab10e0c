#include "grow/split_gains.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

#include "base/dispatch.hpp"

namespace coppice::scan {

namespace {

/// Packed words that are sums already, a column of each field. All fields fit in 32 bits.
void decode_packed(const std::uint64_t* words, double gradient_unit, double hessian_unit,
                   std::size_t size, double* gradient, double* hessian, double* rows) {
  for (std::size_t b = 0; b < size; ++b) {
    gradient[b] =
        static_cast<double>(static_cast<std::int32_t>(words[b] >> 32) >> 6) * gradient_unit;
    hessian[b] =
        static_cast<double>(static_cast<std::int32_t>((words[b] >> 13) & 0x1ffffff)) * hessian_unit;
    rows[b] = static_cast<double>(static_cast<std::int32_t>(words[b] & 0x1fff));
  }
}

void prefix_of_packed(const std::uint64_t* words, const GradientFormat& format, Prefix prefix) {
  std::uint64_t* sums = prefix.sums;
  std::uint64_t running = 0;
  for (std::size_t b = 0; b < prefix.size; ++b) sums[b] = running += words[b];
  at_width<decode_packed>(sums, format.gradient_unit, format.hessian_unit, prefix.size,
                          prefix.gradient, prefix.hessian, prefix.rows);
}

void to_prefix(const Sums& sums, const GradientFormat& format, Prefix prefix, std::size_t b) {
  prefix.gradient[b] = static_cast<double>(sums.gradient) * format.gradient_unit;
  prefix.hessian[b] = static_cast<double>(sums.hessian) * format.hessian_unit;
  prefix.rows[b] = static_cast<double>(sums.rows);
}

/// Narrow, one word a sum: prefix sums of the words themselves, decoded once they are summed.
template <class Words>
void prefix_of_words(const std::uint64_t* words, const GradientFormat& format, Prefix prefix) {
  std::uint64_t running[2] = {0, 0};
  for (std::size_t b = 0; b < prefix.size; ++b) {
    for (int k = 0; k < Words::words; ++k)
      running[k] += words[b * Words::words + static_cast<std::size_t>(k)];
    to_prefix(Words::decode(running), format, prefix, b);
  }
}

void prefix_of_wide(const std::int64_t* wide, std::size_t slots, const GradientFormat& format,
                    Prefix prefix) {
  Sums running;
  for (std::size_t b = 0; b < prefix.size; ++b) {
    running += Sums{wide[b], wide[slots + b], wide[2 * slots + b]};
    to_prefix(running, format, prefix, b);
  }
}

}  // namespace

GainTerms gain_terms(const SplitRules& rules, const Sums& totals) {
  const GrowParams& params = rules.params();
  return {rules.gradient(totals),
          rules.hessian(totals),
          static_cast<double>(totals.rows),
          params.lambda_l1,
          params.lambda_l2,
          static_cast<double>(params.min_rows_in_leaf),
          std::max(params.min_child_weight, std::numeric_limits<double>::min())};
}

Sums prefix_sums(const BinnedTable& table, const BinnedFeature& feature, const Histogram& histogram,
                 const GradientFormat& format, const Sums& totals, std::vector<Sums>& scratch,
                 Prefix prefix) {
  const FeatureBins& bins = table.bins(feature);
  if (feature.implied_default) {
    scratch.resize(bins.bins());
    feature_sums(table, feature, histogram, format, totals, scratch.data());
    Sums running;
    for (std::size_t b = 0; b < prefix.size; ++b)
      to_prefix(running += scratch[b], format, prefix, b);
    return bins.has_missing ? scratch[prefix.size] : Sums{};
  }
  const std::size_t begin = feature.hist_begin, last = begin + prefix.size;
  if (histogram.wide) {
    const std::int64_t* wide = histogram.gradients();
    prefix_of_wide(wide + begin, table.slots, format, prefix);
    return bins.has_missing ? Sums{wide[last], wide[table.slots + last],
                                   wide[2 * std::size_t{table.slots} + last]}
                            : Sums{};
  }
  return visit_words(format.kind, [&](auto word_type) {
    using Words = decltype(word_type);
    const std::uint64_t* words = histogram.words.data();
    if constexpr (std::is_same_v<Words, PackedWords>) {
      prefix_of_packed(words + begin, format, prefix);
    } else {
      prefix_of_words<Words>(words + begin * Words::words, format, prefix);
    }
    return bins.has_missing ? Words::decode(words + last * Words::words) : Sums{};
  });
}

namespace {

void gains_of(const Prefix& prefix, const LeftOffset& offset, const GainTerms& terms,
              std::size_t thresholds, double* gains) {
  const double* gradients = prefix.gradient;
  const double* hessians = prefix.hessian;
  const double* row_counts = prefix.rows;
  for (std::size_t b = 0; b < thresholds; ++b) {
    const double left_rows = row_counts[b] + offset.rows, right_rows = terms.rows - left_rows;
    const double left_hessian = hessians[b] + offset.hessian,
                 right_hessian = terms.hessian - left_hessian;
    const double left_gradient = gradients[b] + offset.gradient,
                 right_gradient = terms.gradient - left_gradient;
    const double left_size = std::max(std::fabs(left_gradient) - terms.l1, 0.0);
    const double right_size = std::max(std::fabs(right_gradient) - terms.l1, 0.0);
    const double gain = left_size * left_size / (left_hessian + terms.l2) +
                        right_size * right_size / (right_hessian + terms.l2);
    const bool allowed = (left_rows >= terms.min_rows) & (right_rows >= terms.min_rows) &
                         (left_hessian >= terms.min_hessian) & (right_hessian >= terms.min_hessian);
    gains[b] = allowed ? gain : -1.0;
  }
}

/// The bits of the largest value. No value is NaN, and of negative ones there is only -1: the order
/// of the bits as integers is that of the numbers, and finding the largest integer vectorises.
std::int64_t largest_bits(const double* values, std::size_t n) {
  std::int64_t largest = std::numeric_limits<std::int64_t>::min();
  for (std::size_t i = 0; i < n; ++i) {
    const auto bits = std::bit_cast<std::int64_t>(values[i]);
    largest = bits > largest ? bits : largest;
  }
  return largest;
}

}  // namespace

void threshold_gains(const Prefix& prefix, const LeftOffset& offset, const GainTerms& terms,
                     std::size_t thresholds, double* gains) {
  at_width<gains_of>(prefix, offset, terms, thresholds, gains);
}

std::size_t first_largest(const double* values, std::size_t n) {
  const auto largest = std::bit_cast<double>(at_width<largest_bits>(values, n));
  return static_cast<std::size_t>(std::find(values, values + n, largest) - values);
}

}  // namespace coppice::scan
