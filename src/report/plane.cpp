#include "report/plane.hpp"

#include <fmt/format.h>

#include "report/svg.hpp"

namespace coppice {

std::string Plane::open() const {
  const double bottom = frame_.height - frame_.bottom, right = frame_.width - frame_.right;
  std::string svg = open_svg(frame_.width, frame_.height);
  for (const auto& [pixel, text] : across.ticks()) {
    svg += svg_line(pixel, frame_.top, pixel, bottom, "grid") +
           svg_text(pixel, bottom + 16, "middle", text);
  }
  for (const auto& [pixel, text] : up.ticks()) {
    svg += svg_line(frame_.left, pixel, right, pixel, "grid") +
           svg_text(frame_.left - 6, pixel + 4, "end", text);
  }
  svg += svg_line(frame_.left, bottom, right, bottom, "axis");
  svg += svg_text((frame_.left + right) / 2, frame_.height - 8, "middle", x_title_, "name");
  const double middle = (frame_.top + bottom) / 2;
  return svg + fmt::format(
                   "<text x=\"12\" y=\"{0:.1f}\" text-anchor=\"middle\" class=\"name\" "
                   "transform=\"rotate(-90 12 {0:.1f})\">{1}</text>\n",
                   middle, escaped(y_title_));
}

}  // namespace coppice
