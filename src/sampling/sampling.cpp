#include "sampling/sampling.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/parallel.hpp"
#include "base/random.hpp"

namespace coppice {

namespace {

constexpr std::uint64_t kDrawBlock = 65536;

std::uint64_t at_least_one_of(std::uint64_t count, double fraction) {
  const auto wanted =
      static_cast<std::uint64_t>(std::llround(fraction * static_cast<double>(count)));
  return std::clamp<std::uint64_t>(wanted, 1, count);
}

/// Fills `out` with that many of [begin, end), ascending, every choice equally likely. Knuth,
/// "The art of computer programming" vol. 2, 3.4.2, algorithm S: take an item with probability
/// (still wanted) / (still to come).
void select(std::uint64_t begin, std::uint64_t end, const CounterRandom& random,
            std::span<std::uint32_t> out) {
  std::size_t taken = 0;
  for (std::uint64_t i = begin; taken < out.size(); ++i) {
    out[taken] = static_cast<std::uint32_t>(i);  // stands if taken, else is written over
    taken += random.below(i, end - i) < out.size() - taken;
  }
}

}  // namespace

std::vector<std::uint32_t> sample_rows(std::size_t rows, double fraction, std::uint64_t seed,
                                       std::uint64_t round) {
  if (fraction >= 1 || rows == 0) return {};
  const std::uint64_t wanted = at_least_one_of(rows, fraction);
  const CounterRandom random(seed, RandomPurpose::row_sample, round);
  // Rows of a block are drawn from it alone, so that blocks run in parallel. Systematic sampling
  // says how many: of the ticks at shift, shift + rows / wanted, ... those that fall in the block.
  // With the shift at random each row's chance is wanted / rows, and the counts add up.
  const std::uint64_t shift = random.below(rows, rows);
  const auto before = [&](std::uint64_t row) { return (wanted * row + shift) / rows; };
  std::vector<std::uint32_t> sample(wanted);
  parallel_blocks(rows, kDrawBlock, [&](std::size_t begin, std::size_t end) {
    select(begin, end, random,
           std::span(sample).subspan(before(begin), before(end) - before(begin)));
  });
  return sample;
}

std::vector<std::uint16_t> bootstrap_counts(std::size_t rows, double fraction, std::uint64_t seed,
                                            std::uint64_t round) {
  const std::uint64_t draws = at_least_one_of(rows, fraction);
  const CounterRandom random(seed, RandomPurpose::bootstrap, round);
  std::vector<std::uint16_t> counts(rows);
  for (std::uint64_t i = 0; i < draws; ++i) {
    std::uint16_t& count = counts[random.below(i, rows)];
    count = static_cast<std::uint16_t>(count + (count < 0xffff ? 1 : 0));
  }
  return counts;
}

std::vector<std::uint32_t> sample_columns(std::uint32_t columns, double fraction,
                                          std::uint64_t seed, std::uint64_t round) {
  if (columns == 0) return {};
  std::vector<std::uint32_t> sample(at_least_one_of(columns, fraction));
  select(0, columns, CounterRandom(seed, RandomPurpose::column_sample, round), sample);
  return sample;
}

}  // namespace coppice
