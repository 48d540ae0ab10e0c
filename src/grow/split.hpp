#pragma once

#include <cstdint>
#include <limits>
#include <vector>

#include "bins/binned_table.hpp"
#include "grow/grow_params.hpp"
#include "grow/histogram.hpp"

namespace coppice {

/// The best way found to cut a leaf in two; gain < 0: none.
struct Split {
  double gain = -1;
  std::uint32_t place = 0;               ///< index in BinnedTable::features (exact: in the schema)
  std::uint32_t bin = 0;                 ///< numeric: bins <= bin go left (exact: unused)
  double threshold = 0;                  ///< exact splits: values <= threshold go left
  std::vector<std::uint32_t> left_bins;  ///< categorical: bins that go left, ascending
  bool default_left = false;             ///< where missing values go
  Sums left;

  bool found() const { return gain >= 0; }
};

/// Real values of a leaf's exact sums, and the terms of its score.
///
/// The score of a leaf with gradient sum G and hessian sum H is T(G)^2 / (H + l2), T(G) soft
/// thresholding by l1: twice the loss reduction of its best value -T(G) / (H + l2). The gain of a
/// split is the score of both sides less that of the leaf (Chen & Guestrin, "XGBoost", KDD 2016,
/// equations 6 and 7, without the factor 1/2).
class SplitRules {
 public:
  SplitRules(const GrowParams& params, const GradientFormat& format)
      : params_(&params), format_(&format) {}

  double gradient(const Sums& sums) const {
    return static_cast<double>(sums.gradient) * format_->gradient_unit;
  }
  double hessian(const Sums& sums) const {
    return static_cast<double>(sums.hessian) * format_->hessian_unit;
  }
  double score(double gradient, double hessian, double extra_l2 = 0) const;
  /// True where a side with these sums may be a leaf.
  bool allows(double hessian, double rows) const {
    return rows >= static_cast<double>(params_->min_rows_in_leaf) &&
           hessian >= params_->min_child_weight && hessian > 0;
  }
  /// False where no split of these rows can leave two leaves that are allowed.
  bool can_split(const Sums& sums) const {
    return sums.rows >= 2 * params_->min_rows_in_leaf && sums.rows >= 2 &&
           hessian(sums) >= 2 * params_->min_child_weight;
  }
  /// Gain that a split must exceed: min_split_gain and the rounding of the scores themselves.
  double least_gain(double leaf_score) const {
    return params_->min_split_gain + 1e-10 * leaf_score;
  }

  const GrowParams& params() const { return *params_; }
  const GradientFormat& format() const { return *format_; }

 private:
  const GrowParams* params_;
  const GradientFormat* format_;
};

/// The best split of a leaf with these histogram and totals over the given features (indices in
/// table.features). Ties go to the feature that comes first, then to the lowest bin, then to
/// missing values right. In parallel over features where the caller is not inside a team.
Split find_split(const BinnedTable& table, const Histogram& histogram, const Sums& totals,
                 const std::vector<std::uint32_t>& places, const SplitRules& rules);

/// Sums of a feature's bins, the implied default bin included. `out` has room for bins() sums.
void feature_sums(const BinnedTable& table, const BinnedFeature& feature,
                  const Histogram& histogram, const GradientFormat& format, const Sums& totals,
                  Sums* out);

/// Rows of a leaf that are in another bin than the default one of a feature that implies it.
std::int64_t rows_off_default(const BinnedTable& table, const BinnedFeature& feature,
                              const Histogram& histogram, const GradientFormat& format);

/// For each cell of the split's column: 1 where the row goes left. Its size is 256 or 65536 for
/// the column's cell width; rows of a sparse feature are looked up by bin (see goes_left_bin).
std::vector<std::uint8_t> left_cells(const BinnedTable& table, const Split& split);
bool goes_left_bin(const FeatureBins& bins, const Split& split, std::uint32_t bin);

}  // namespace coppice
