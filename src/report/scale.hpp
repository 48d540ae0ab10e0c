#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/axis.hpp"

namespace coppice {

/// Maps the values of an axis to pixels.
class Scale {
 public:
  /// `values` are all that will be shown; `from` and `to` the pixels of the least and the greatest.
  Scale(const Axis& axis, const std::vector<double>& values, double from, double to);

  bool shows(double value) const;
  /// Of a value beyond the axis' limits: the limit's.
  double pixel(double value) const;
  bool is_outside(double value) const { return value < axis_.low || value > axis_.high; }
  /// Where marks with numbers or names stand, and their text.
  std::vector<std::pair<double, std::string>> ticks() const;

 private:
  double place(double value) const;  ///< before the mapping to pixels
  std::vector<double> round_numbers() const;

  Axis axis_;
  double low_ = 0, high_ = 1;
  double from_, to_;
};

}  // namespace coppice
