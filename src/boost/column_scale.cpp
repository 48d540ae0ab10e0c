#include "boost/column_scale.hpp"

#include <cmath>
#include <cstddef>

namespace coppice {

ColumnScale column_scale(std::span<const double> values) {
  double sum = 0;
  std::size_t finite = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    sum += value;
    ++finite;
  }
  const double center = finite > 0 ? sum / static_cast<double>(finite) : 0;
  if (!std::isfinite(center)) return {};
  return {center, scale_to_square(values, center, values.size())};
}

double scale_to_square(std::span<const double> values, double center, std::size_t rows) {
  double sum = 0;
  for (const double value : values) {
    const double moved = value - center;
    if (std::isfinite(moved)) sum += moved * moved;
  }
  const double square = sum / static_cast<double>(rows);
  const double scale = 1 / std::sqrt(square);
  return square > 0 && std::isfinite(square) && std::isfinite(scale) ? scale : 0;
}

}  // namespace coppice
