#pragma once

#include <span>

namespace coppice {

/// What moves a numeric column to mean 0 and scales it to standard deviation 1, missing and
/// infinite values counting as the mean: (value - center) * scale.
struct ColumnScale {
  double center = 0;
  double scale = 0;  ///< 0: the column is constant, or of numbers too large for it
};
ColumnScale column_scale(std::span<const double> values);

/// The scale of a column of which `values` are given and all others of `rows` rows are 0, for a
/// mean square of 1; 0 as above.
double scale_to_square(std::span<const double> values, double center, std::size_t rows);

}  // namespace coppice
