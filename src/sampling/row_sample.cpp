#include "sampling/row_sample.hpp"

#include <algorithm>
#include <cmath>
#include <functional>

#include "base/parallel.hpp"
#include "base/random.hpp"

namespace coppice {

namespace {

constexpr std::size_t kGroupBlock = 16384;

std::size_t share_of(std::size_t count, double fraction) {
  return static_cast<std::size_t>(std::llround(fraction * static_cast<double>(count)));
}

/// `wanted[c]` of the rows of each class c, drawn without replacement (Knuth, TAOCP vol. 2,
/// 3.4.2, algorithm S, in each class by itself).
std::vector<std::uint32_t> draw_classes(std::span<const double> classes,
                                        std::vector<std::size_t> to_come,
                                        std::vector<std::size_t> wanted,
                                        const CounterRandom& random) {
  std::vector<std::uint32_t> rows;
  for (std::size_t row = 0; row < classes.size(); ++row) {
    const auto c = static_cast<std::size_t>(classes[row]);
    if (random.below(row, to_come[c]--) >= wanted[c]) continue;
    --wanted[c];
    rows.push_back(static_cast<std::uint32_t>(row));
  }
  return rows;
}

std::vector<std::size_t> rows_of_classes(std::span<const double> classes) {
  std::vector<std::size_t> counts;
  for (const double c : classes) {
    const auto number = static_cast<std::size_t>(c);
    if (number >= counts.size()) counts.resize(number + 1);
    ++counts[number];
  }
  return counts;
}

RowSample draw_stratified(const SampleParams& params, std::span<const double> classes,
                          const CounterRandom& random) {
  const std::vector<std::size_t> counts = rows_of_classes(classes);
  std::vector<std::size_t> wanted(counts.size());
  for (std::size_t c = 0; c < counts.size(); ++c) {
    double fraction = params.row_fraction;
    if (counts.size() == 2)
      fraction *= c == 1 ? params.positive_fraction : params.negative_fraction;
    wanted[c] = std::min(counts[c], std::max<std::size_t>(1, share_of(counts[c], fraction)));
  }
  return {draw_classes(classes, counts, wanted, random), {}};
}

RowSample draw_balanced(const SampleParams& params, std::span<const double> classes,
                        const CounterRandom& random) {
  const std::vector<std::size_t> counts = rows_of_classes(classes);
  std::size_t rarest = classes.size();
  for (const std::size_t count : counts) rarest = count > 0 ? std::min(rarest, count) : rarest;
  const std::size_t share = std::max<std::size_t>(1, share_of(rarest, params.row_fraction));
  std::vector<std::size_t> wanted(counts.size());
  for (std::size_t c = 0; c < counts.size(); ++c) wanted[c] = std::min(counts[c], share);
  return {draw_classes(classes, counts, wanted, random), {}};
}

/// term(pair) of a row, summed over the outputs.
template <class Term>
std::vector<double> row_sums(const RowsToSample& source, const Term& term) {
  std::vector<double> sums(source.rows);
  parallel_blocks(source.rows, kGroupBlock, [&](std::size_t begin, std::size_t end) {
    for (std::size_t first = 0; first < source.gradients.size(); first += source.rows) {
      for (std::size_t i = begin; i < end; ++i) sums[i] += term(source.gradients[first + i]);
    }
  });
  return sums;
}

RowSample draw_goss(const SampleParams& params, const RowsToSample& source,
                    const CounterRandom& random) {
  const std::size_t top = share_of(source.rows, params.top_fraction);
  const std::size_t others = std::clamp<std::size_t>(share_of(source.rows, params.other_fraction),
                                                     top == 0 ? 1 : 0, source.rows - top);
  if (top + others >= source.rows) return {};
  const std::vector<double> sizes =
      row_sums(source, [](GradientPair pair) { return std::fabs(double{pair.gradient}); });
  // Rows above the limit are on top, and as many of those at the limit as there is room for, drawn
  // at random: where all are equal (absolute_error) they are not the same every round.
  double limit = HUGE_VAL;
  std::size_t room = 0, ties = 0;
  if (top > 0) {
    std::vector<double> order = sizes;
    const auto nth = order.begin() + static_cast<std::ptrdiff_t>(top - 1);
    std::nth_element(order.begin(), nth, order.end(), std::greater{});
    limit = *nth;
    room = static_cast<std::size_t>(std::count(order.begin(), nth + 1, limit));
    ties = static_cast<std::size_t>(std::count(order.begin(), order.end(), limit));
  }
  std::size_t to_come = source.rows - top, wanted = others;
  const double stands_for =
      static_cast<double>(to_come) / static_cast<double>(std::max<std::size_t>(others, 1));
  RowSample sample;
  for (std::uint32_t row = 0; row < source.rows; ++row) {
    bool on_top = sizes[row] > limit;
    if (sizes[row] == limit) {
      on_top = random.below(source.rows + row, ties--) < room;
      room -= on_top ? 1 : 0;
    }
    if (!on_top && random.below(row, to_come--) >= wanted) continue;
    wanted -= on_top ? 0 : 1;
    sample.rows.push_back(row);
    sample.factors.push_back(on_top ? 1.0F : static_cast<float>(stands_for));
  }
  return sample;
}

RowSample draw_mvs(const SampleParams& params, const RowsToSample& source,
                   const CounterRandom& random) {
  if (params.row_fraction >= 1) return {};
  std::vector<double> sizes = row_sums(source, [&](GradientPair pair) {
    const double g = pair.gradient, h = pair.hessian;
    return g * g + params.mvs_lambda * h * h;
  });
  for (double& size : sizes) size = std::sqrt(size);
  const double mu = mvs_threshold(sizes, params.row_fraction * static_cast<double>(source.rows));
  RowSample sample;
  for (std::uint32_t row = 0; mu > 0 && row < source.rows; ++row) {
    const double probability = std::min(1.0, sizes[row] / mu);
    if (random.uniform(row) >= probability) continue;
    sample.rows.push_back(row);
    sample.factors.push_back(static_cast<float>(1 / probability));
  }
  // Without a size in any row all are taken; without luck, at least the largest.
  if (sample.rows.empty() && mu > 0) {
    const auto largest = std::max_element(sizes.begin(), sizes.end());
    sample = {{static_cast<std::uint32_t>(largest - sizes.begin())}, {}};
  }
  return sample;
}

}  // namespace

// Those of at least mu count 1, the others size / mu. Beginning with a mu that is too large, the mu
// that would be right if no other row came to count 1 falls step by step to the answer.
double mvs_threshold(std::span<const double> sizes, double wanted) {
  struct Part {
    double below = 0;  // sum of the sizes under mu
    std::size_t above = 0;
  };
  double mu = HUGE_VAL;
  while (true) {
    std::vector<Part> parts((sizes.size() + kGroupBlock - 1) / kGroupBlock);
    parallel_blocks(sizes.size(), kGroupBlock, [&](std::size_t begin, std::size_t end) {
      Part part;
      for (std::size_t i = begin; i < end; ++i) {
        part.below += sizes[i] < mu ? sizes[i] : 0;
        part.above += sizes[i] < mu ? 0 : 1;
      }
      parts[begin / kGroupBlock] = part;
    });
    Part all;
    for (const Part& part : parts) {
      all.below += part.below;
      all.above += part.above;
    }
    const double left = wanted - static_cast<double>(all.above);
    if (!(left > 0) || !(all.below > 0)) return mu < HUGE_VAL ? mu : 0;
    const double next = all.below / left;
    if (!(next < mu)) return mu;
    mu = next;
  }
}

RowSample draw_rows(const SampleParams& params, const RowsToSample& source, std::uint64_t seed,
                    std::uint64_t round) {
  const CounterRandom random(seed, RandomPurpose::row_sample, round);
  switch (params.row_sampling) {
    case RowSampling::uniform:
      return {sample_rows(source.rows, params.row_fraction, seed, round), {}};
    case RowSampling::stratified:
      return draw_stratified(params, source.classes, random);
    case RowSampling::balanced:
      return draw_balanced(params, source.classes, random);
    case RowSampling::goss:
      return draw_goss(params, source, random);
    case RowSampling::mvs:
      return draw_mvs(params, source, random);
  }
  return {};
}

}  // namespace coppice
