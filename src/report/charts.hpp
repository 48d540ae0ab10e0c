#pragma once

#include <string>
#include <utility>
#include <vector>

namespace coppice {

/// One axis of a figure: numbers, on a linear or logarithmic scale, or names.
struct Axis {
  std::string title;
  bool log = false;
  std::vector<std::string> names;  ///< not empty: place i has name i
};

/// A point of a figure, with what is shown where the mouse rests on it.
struct Mark {
  double x = 0, y = 0;
  std::string note;
  double shade = 0;  ///< 0 to 1, its colour
};

// Each gives the text of one <svg> element that needs nothing beside it. Values that are not finite,
// and those not above 0 on a logarithmic axis, are left out.

std::string scatter_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks);
/// A line that keeps its height until the next mark.
std::string step_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks);
/// Bars from 0 to 1, longest first.
std::string bar_chart(std::vector<std::pair<std::string, double>> bars);

/// A line across all axes; a value that is NaN lies below the axis.
struct Thread {
  std::vector<double> values;  ///< one an axis
  std::string note;
  double shade = 0;
};
std::string parallel_chart(const std::vector<Axis>& axes, const std::vector<Thread>& threads);

}  // namespace coppice
