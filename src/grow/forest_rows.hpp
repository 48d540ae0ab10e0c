#pragma once

#include <cstdint>
#include <span>

namespace coppice {

/// A drawn row of a forest's tree, small, since splits move it: 8 bytes with a class.
struct ClassRow {
  std::uint32_t row;
  std::uint16_t label;
  std::uint16_t count;  ///< times that it was drawn
};

struct NumberRow {
  std::uint32_t row;
  std::uint32_t count;
  double label;
};

/// What the rows of a forest carry beside their bins.
struct ForestLabels {
  std::uint32_t classes = 0;        ///< 0: numbers
  std::span<const double> labels;   ///< class numbers, or numbers
  std::span<const double> weights;  ///< empty: all 1; rows of weight 0 must not be drawn
};

}  // namespace coppice
