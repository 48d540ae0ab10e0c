#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "bins/bin_params.hpp"
#include "data/table.hpp"

namespace coppice {

/// How one feature's values become bins 0, 1, ...
///
///   numeric       thresholds   t0      t1      t2
///                 bin       0  |   1   |   2   |  3      value <= t[b]  <=>  bin <= b
///   categorical   one bin a category, most frequent first
///   missing       a bin of its own after the others, where the training rows have any
struct FeatureBins {
  ColumnKind kind = ColumnKind::numeric;
  std::vector<double> thresholds;         ///< numeric: finite, ascending
  std::vector<std::int32_t> category_of;  ///< categorical: bin -> code in the schema
  std::vector<std::int32_t> bin_of;       ///< categorical: code -> bin, -1 counts as missing
  bool has_missing = false;
  bool has_positive_infinity = false;
  std::uint32_t default_bin = 0;  ///< bin of zero: what a sparse row does not name

  std::uint32_t value_bins() const {
    return static_cast<std::uint32_t>(kind == ColumnKind::numeric ? thresholds.size() + 1
                                                                  : category_of.size());
  }
  std::uint32_t bins() const { return value_bins() + (has_missing ? 1 : 0); }
  /// Bin of a missing value. Where training had none it is past the last bin.
  std::uint32_t missing_bin() const { return value_bins(); }
  std::uint32_t bin_of_number(double value) const;
  std::uint32_t bin_of_code(std::int32_t code) const {
    const bool known = code >= 0 && static_cast<std::size_t>(code) < bin_of.size() &&
                       bin_of[static_cast<std::size_t>(code)] >= 0;
    return known ? static_cast<std::uint32_t>(bin_of[static_cast<std::size_t>(code)])
                 : missing_bin();
  }
  /// True where every row falls in one bin: nothing to split on.
  bool is_constant() const { return bins() <= 1; }
};

struct SparseColumns;

/// Bins of every feature of a table (sparse: of every column).
struct BinEdges {
  std::vector<FeatureBins> features;
};

/// A distinct value and the number of sampled rows that have it.
struct ValueCount {
  double value;
  std::uint64_t count;
};

/// Thresholds of at most `max_bins` bins over ascending distinct values. Where each value can have
/// a bin, neighbours share one only until it has `min_rows` rows; else a value with more than its
/// share of rows has a bin of its own (but for less than half a share of rows just below it) and
/// the others are cut into bins of equal rows. Thresholds lie midway between neighbours. (After the
/// greedy binning of Ke et al., "LightGBM", NIPS 2017.)
std::vector<double> find_thresholds(std::span<const ValueCount> values, int max_bins, int min_rows);

/// Midpoint m of two values with a <= m < b, finite; a < b.
double split_point(double a, double b);

/// Finds the bins of every feature from a sample of the rows (all where they are few). The sample
/// does not depend on a seed, so fits that differ in it share their bins; nor does the result on
/// threads.
BinEdges fit_edges(const Table& table, const BinParams& params);
/// The same of a sparse table of `rows` rows, by column.
BinEdges fit_edges(const SparseColumns& columns, std::size_t rows, const BinParams& params);

}  // namespace coppice
