#pragma once

#include <string>
#include <vector>

#include "report/charts.hpp"

namespace coppice {

/// Maps the values of an axis to pixels.
class Scale {
 public:
  /// `values` are all that will be shown; `from` and `to` the pixels of the least and the greatest.
  Scale(const Axis& axis, const std::vector<double>& values, double from, double to);

  bool shows(double value) const;
  double pixel(double value) const;
  /// Where marks with numbers or names stand, and their text.
  std::vector<std::pair<double, std::string>> ticks() const;

 private:
  double place(double value) const;  ///< before the mapping to pixels
  std::vector<double> round_numbers() const;

  const Axis& axis_;
  double low_ = 0, high_ = 1;
  double from_, to_;
};

/// A text inside SVG or HTML.
std::string escaped(const std::string& text);
/// A colour from blue (0) to yellow (1).
std::string shade_colour(double shade);

}  // namespace coppice
