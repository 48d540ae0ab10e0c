#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

#include "base/parallel.hpp"
#include "bins/binned_table.hpp"
#include "bins/cell_copies.hpp"
#include "grow/grower.hpp"
#include "grow/histogram.hpp"
#include "grow/row_store.hpp"
#include "reference/mixed_table.hpp"
#include "reference/naive_grow.hpp"

using namespace coppice;

using Kind = GradientFormat::Kind;
inline constexpr std::array kKinds{Kind::counted, Kind::packed, Kind::precise};

/// A table raw and binned.
struct Binned {
  explicit Binned(Table made, const BinParams& params = {}, std::size_t min_rows = 1)
      : raw(made), table(bin_table(made, fit_edges(raw, params), min_rows)) {
    add_cell_copies(table);
  }
  Table raw;
  BinnedTable table;
};

/// Gradients whose quantisation loses nothing: whole numbers in units that are a power of two.
/// So the sums of a fast path and of its twin agree to the last bit, and so do gains.
inline std::vector<GradientPair> whole_gradients(std::size_t rows, Kind kind, std::uint64_t seed) {
  mixed_table::Draw draw(seed);
  std::vector<GradientPair> pairs(rows);
  const std::uint64_t spread = kind == Kind::precise ? 15 : 4095;
  for (GradientPair& pair : pairs) {
    pair.gradient = static_cast<float>(draw.below(2 * spread + 1)) - static_cast<float>(spread);
    pair.hessian = kind == Kind::counted ? 1 : 1 + static_cast<float>(draw.below(spread));
  }
  // The largest sets the unit: 4096 / 2^30, 4095 / 4095, and 2^24 / 2^38.
  if (kind == Kind::counted) pairs[0].gradient = 4096;
  if (kind == Kind::packed) pairs[0] = {-4095, 4095};
  if (kind == Kind::precise) pairs[0] = {0x1p24F, 0x1p24F};
  return pairs;
}

inline QuantizedGradients quantized(const std::vector<GradientPair>& pairs, Kind kind) {
  QuantizedGradients out;
  quantize(pairs, kind == Kind::counted, 1, 1, out);
  REQUIRE(out.format.kind == kind);
  return out;
}

inline QuantizedGradients random_gradients(std::size_t rows, Kind kind, std::uint64_t seed) {
  return quantized(whole_gradients(rows, kind, seed), kind);
}

inline reference::Rows all_rows(std::size_t rows) {
  reference::Rows all(rows);
  std::iota(all.begin(), all.end(), 0U);
  return all;
}

inline std::vector<std::uint32_t> all_places(const BinnedTable& table) {
  return all_rows(table.features.size());
}

/// A leaf of the given rows (empty: all of the table), its histogram and its total.
struct Leaf {
  Leaf(const BinnedTable& table, const QuantizedGradients& gradients,
       std::span<const std::uint32_t> sample = {})
      : store(table),
        rows(store.start(gradients, sample)),
        pool(table.slots, std::size_t{1} << 30),
        histogram(build_histogram(table, store.view(rows), pool)),
        sums(total(store.view(rows))) {}
  RowStore store;
  RowRange rows;
  HistogramPool pool;
  Histogram histogram;
  Sums sums;
};

inline std::vector<Sums> sums_of(const BinnedTable& table, std::size_t place,
                                 const Histogram& histogram, const GradientFormat& format,
                                 const Sums& totals) {
  std::vector<Sums> sums(table.bins(table.features[place]).bins());
  feature_sums(table, table.features[place], histogram, format, totals, sums.data());
  return sums;
}

/// Compares every bin's sums with those of the twin.
inline void check_histogram(const Binned& data, const QuantizedGradients& gradients,
                            const Histogram& histogram, const reference::Rows& rows) {
  const reference::Problem problem{&data.raw, &data.table.edges, &gradients, nullptr};
  const Sums totals = reference::total(problem, rows);
  for (std::size_t place = 0; place < data.table.features.size(); ++place) {
    CAPTURE(place);
    const auto expected = reference::histogram(problem, data.table.features[place].feature, rows);
    CHECK((sums_of(data.table, place, histogram, gradients.format, totals) == expected));
  }
}

inline bool same_split(const Split& a, const Split& b) {
  return a.gain == b.gain && a.place == b.place && a.bin == b.bin && a.left_bins == b.left_bins &&
         a.default_left == b.default_left && a.left == b.left;
}

inline bool same_tree(const GrownTree& a, const GrownTree& b) {
  const auto same_splits = [](const GrownSplit& x, const GrownSplit& y) {
    return same_split(x.split, y.split) && x.sums == y.sums && x.left == y.left &&
           x.right == y.right;
  };
  return std::ranges::equal(a.splits, b.splits, same_splits) &&
         std::ranges::equal(a.leaves, b.leaves, [](const GrownLeaf& x, const GrownLeaf& y) {
           return x.sums == y.sums && x.rows.size() == y.rows.size();
         });
}

inline GrownTree grow_tree(const BinnedTable& table, const QuantizedGradients& gradients,
                           const GrowParams& params) {
  GrowRequest request;
  request.gradients = &gradients;
  return Grower(table, params).grow(request);
}
