#include <algorithm>
#include <numeric>
#include <unordered_map>

#include "base/error.hpp"
#include "base/random.hpp"
#include "boost/prepare.hpp"
#include "boost/strata.hpp"
#include "data/cut_rows.hpp"

namespace coppice {

namespace {

/// Marks that share of the rows. In the order of strata, and by chance within one, each
/// 1/fraction-th row is taken: so each stratum gives its share. The first row of a stratum stays,
/// or a class might have none to learn from.
std::vector<std::uint8_t> mark_rows(const std::vector<std::uint32_t>& strata, double fraction,
                                    std::uint64_t seed) {
  const CounterRandom random(seed, RandomPurpose::holdout);
  std::vector<std::uint32_t> order(strata.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (strata[a] != strata[b]) return strata[a] < strata[b];
    const std::uint64_t draw_a = random.bits(a), draw_b = random.bits(b);
    return draw_a != draw_b ? draw_a < draw_b : a < b;
  });
  std::vector<std::uint8_t> marked(strata.size(), 0);
  std::size_t taken = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    const double due = fraction * static_cast<double>(i + 1) + 1e-9;  // 0.3 of 10 rows is 3
    const bool first = i == 0 || strata[order[i]] != strata[order[i - 1]];
    if (first || due < static_cast<double>(taken + 1)) continue;
    marked[order[i]] = 1;
    ++taken;
  }
  return marked;
}

/// Marks whole groups until they hold the share of the rows.
std::vector<std::uint8_t> mark_groups(const std::vector<std::int64_t>& groups, double fraction,
                                      std::uint64_t seed) {
  std::unordered_map<std::int64_t, std::uint32_t> number_of;
  std::vector<std::uint32_t> number(groups.size());
  for (std::size_t row = 0; row < groups.size(); ++row) {
    number[row] = number_of.try_emplace(groups[row], static_cast<std::uint32_t>(number_of.size()))
                      .first->second;
  }
  const std::vector<std::uint8_t> marked =
      mark_rows(std::vector<std::uint32_t>(number_of.size(), 0), fraction, seed);
  std::vector<std::uint8_t> rows(groups.size());
  for (std::size_t row = 0; row < groups.size(); ++row) rows[row] = marked[number[row]];
  return rows;
}

}  // namespace

ValidationSet hold_out(LoadedTable& data, double fraction, std::uint64_t seed) {
  Table& table = data.table;
  const std::vector<std::uint8_t> marked =
      table.groups.empty() ? mark_rows(label_strata(table.label), fraction, seed)
                           : mark_groups(table.groups, fraction, seed);
  ValidationSet held{"valid", cut_rows(table, marked)};
  if (held.table.rows == 0) {
    throw usage_error(
        "valid-fraction: {} of {} rows is less than one row; raise it, or give --valid FILE",
        fraction, table.rows);
  }
  return held;
}

}  // namespace coppice
