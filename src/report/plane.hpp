#pragma once

#include <string>
#include <vector>

#include "report/scale.hpp"

namespace coppice {

//   left                     width - right
//    |--------------------------|   top
//    |        figure            |
//    |--------------------------|   height - bottom
//     ticks and title of x below, of y to the left
struct Frame {
  double width = 370, height = 250, left = 58, right = 12, top = 14, bottom = 44;
};
inline constexpr Frame kWideFrame{1130, 300, 58, 12, 14, 44};

/// Two axes and what lies between them.
class Plane {
 public:
  /// `xs` and `ys` are all values that will be shown.
  Plane(const Frame& frame, const Axis& x, const Axis& y, const std::vector<double>& xs,
        const std::vector<double>& ys)
      : across(x, xs, frame.left, frame.width - frame.right),
        up(y, ys, frame.height - frame.bottom, frame.top),
        frame_(frame),
        x_title_(x.title),
        y_title_(y.title) {}

  bool shows(double x, double y) const { return across.shows(x) && up.shows(y); }
  bool is_outside(double x, double y) const { return across.is_outside(x) || up.is_outside(y); }
  /// The beginning of the figure: grid, ticks and titles.
  std::string open() const;

  Scale across, up;

 private:
  Frame frame_;
  std::string x_title_, y_title_;
};

}  // namespace coppice
