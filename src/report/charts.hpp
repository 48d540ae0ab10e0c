#pragma once

#include <string>
#include <utility>
#include <vector>

#include "report/axis.hpp"

namespace coppice {

/// A point of a figure, with what is shown where the mouse rests on it.
struct Mark {
  double x = 0, y = 0;
  std::string note;
  double shade = 0;     ///< 0 (pale) to 1 (strong): its colour
  bool chosen = false;  ///< stands out, and is drawn last
};

/// A line through points of a plane (x ascending), or across parallel axes.
struct Line {
  std::vector<double> x, y;  ///< across parallel axes: y alone, one an axis
  std::string note;
  double shade = 0;
  bool chosen = false;
};

// Each gives the text of one <svg> element that needs nothing beside it. Values that are not
// finite, and those not above 0 on a logarithmic axis, are left out; points outside an axis' limits
// are drawn hollow at its end, lines there not at all.

std::string scatter_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks);
/// All marks, and a line through those that are chosen, which keeps its height until the next.
std::string step_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks);
std::string line_chart(const Axis& x, const Axis& y, const std::vector<Line>& lines);
/// Bars from 0 to 1, longest first.
std::string bar_chart(std::vector<std::pair<std::string, double>> bars);
/// A value that is NaN lies below its axis.
std::string parallel_chart(const std::vector<Axis>& axes, const std::vector<Line>& lines);
/// What the colours mean, in one line.
std::string colour_key(const std::string& poor, const std::string& good, const std::string& chosen);

}  // namespace coppice
