#pragma once

#include <limits>
#include <string>
#include <vector>

namespace coppice {

/// One axis of a figure: numbers, on a linear or logarithmic scale, or names.
struct Axis {
  std::string title;
  bool log = false;
  std::vector<std::string> names = {};                    ///< not empty: place i has name i
  double low = -std::numeric_limits<double>::infinity();  ///< what is below is drawn there
  double high = std::numeric_limits<double>::infinity();
};

}  // namespace coppice
