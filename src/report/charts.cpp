#include "report/charts.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "report/plane.hpp"
#include "report/svg.hpp"

namespace coppice {

namespace {

Plane plane_of(const Frame& frame, const Axis& x, const Axis& y, const std::vector<Mark>& marks) {
  std::vector<double> xs, ys;
  for (const Mark& mark : marks) {
    xs.push_back(mark.x);
    ys.push_back(mark.y);
  }
  return {frame, x, y, xs, ys};
}

std::string colour_of(double shade, bool chosen) {
  return chosen ? kChosenColour : shade_colour(shade);
}

std::string circle(const Plane& plane, const Mark& mark) {
  if (!plane.shows(mark.x, mark.y)) return "";
  const std::string colour = colour_of(mark.shade, mark.chosen);
  const std::string paint = plane.is_outside(mark.x, mark.y)
                                ? fmt::format("fill=\"#fff\" stroke=\"{}\"", colour)
                                : fmt::format("fill=\"{}\"", colour);
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"{}\" {}>{}</circle>\n",
                     plane.across.pixel(mark.x), plane.up.pixel(mark.y), mark.chosen ? 5 : 3.5,
                     paint, svg_note(mark.note));
}

/// Those that are chosen after, and so above, the others.
template <class Item, class Draw>
std::string in_layers(const std::vector<Item>& items, const Draw& draw) {
  std::string below, above;
  for (const Item& item : items) (item.chosen ? above : below) += draw(item);
  return below + above;
}

}  // namespace

std::string scatter_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks) {
  const Plane plane = plane_of(Frame{}, x, y, marks);
  return plane.open() + in_layers(marks, [&](const Mark& mark) { return circle(plane, mark); }) +
         "</svg>\n";
}

std::string step_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks) {
  const Plane plane = plane_of(kWideFrame, x, y, marks);
  std::string path;
  double last = 0;
  for (const Mark& mark : marks) {
    if (!plane.shows(mark.x, mark.y)) continue;
    last = std::max(last, plane.across.pixel(mark.x));
    if (!mark.chosen) continue;
    const double px = plane.across.pixel(mark.x), py = plane.up.pixel(mark.y);
    path += path.empty() ? fmt::format("M{:.1f} {:.1f}", px, py)
                         : fmt::format("H{:.1f}V{:.1f}", px, py);
  }
  if (!path.empty()) path = fmt::format("<path d=\"{}H{:.1f}\" class=\"step\"/>\n", path, last);
  std::string below, above;
  for (const Mark& mark : marks) (mark.chosen ? above : below) += circle(plane, mark);
  return plane.open() + below + path + above + "</svg>\n";
}

std::string line_chart(const Axis& x, const Axis& y, const std::vector<Line>& lines) {
  std::vector<double> xs, ys;
  for (const Line& line : lines) {
    xs.insert(xs.end(), line.x.begin(), line.x.end());
    ys.insert(ys.end(), line.y.begin(), line.y.end());
  }
  const Plane plane(kWideFrame, x, y, xs, ys);
  const auto draw = [&](const Line& line) {
    std::string points;
    for (std::size_t i = 0; i < line.x.size(); ++i) {
      if (!plane.shows(line.x[i], line.y[i]) || plane.is_outside(line.x[i], line.y[i])) continue;
      points +=
          fmt::format("{:.1f},{:.1f} ", plane.across.pixel(line.x[i]), plane.up.pixel(line.y[i]));
    }
    if (points.empty()) return points;
    return fmt::format("<polyline points=\"{}\" class=\"line{}\" stroke=\"{}\">{}</polyline>\n",
                       points, line.chosen ? " chosen" : "", colour_of(line.shade, line.chosen),
                       svg_note(line.note));
  };
  return plane.open() + in_layers(lines, draw) + "</svg>\n";
}

std::string bar_chart(std::vector<std::pair<std::string, double>> bars) {
  constexpr double kWidth = 1130, kLeft = 190, kRow = 24;
  std::stable_sort(bars.begin(), bars.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string svg = open_svg(kWidth, kRow * static_cast<double>(bars.size()) + 4);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double y = kRow * static_cast<double>(i) + 3,
                 share = std::clamp(bars[i].second, 0.0, 1.0);
    const double length = (kWidth - kLeft - 60) * share;
    svg += svg_text(kLeft - 8, y + 13, "end", bars[i].first, "name");
    svg += fmt::format(
        "<rect x=\"{:g}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"17\" rx=\"2\" fill=\"{}\"/>\n",
        kLeft, y, std::max(length, 1.0), shade_colour(0.35 + share));
    svg += svg_text(kLeft + length + 7, y + 13, "start", fmt::format("{:.0f} %", 100 * share));
  }
  return svg + "</svg>\n";
}

std::string parallel_chart(const std::vector<Axis>& axes, const std::vector<Line>& lines) {
  constexpr double kWidth = 1130, kHeight = 390, kTop = 40, kBottom = 345, kNone = 372, kLeft = 70;
  const double gap =
      (kWidth - 2 * kLeft) / static_cast<double>(std::max<std::size_t>(axes.size(), 2) - 1);
  std::vector<Scale> scales;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    std::vector<double> values;
    for (const Line& line : lines) values.push_back(line.y[a]);
    scales.emplace_back(axes[a], values, kBottom, kTop);
  }
  const auto x_of = [&](std::size_t a) { return kLeft + gap * static_cast<double>(a); };
  std::vector<bool> leaves_out(axes.size(), false);
  const auto draw = [&](const Line& line) {
    std::string path;
    double x = 0, y = 0;
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const bool there = scales[a].shows(line.y[a]);
      const double next_x = x_of(a), next_y = there ? scales[a].pixel(line.y[a]) : kNone,
                   middle = (x + next_x) / 2;
      path += a == 0 ? fmt::format("M{:.1f} {:.1f}", next_x, next_y)
                     : fmt::format("C{0:.1f} {1:.1f} {0:.1f} {2:.1f} {3:.1f} {2:.1f}", middle, y,
                                   next_y, next_x);
      x = next_x;
      y = next_y;
      leaves_out[a] = leaves_out[a] || !there;
    }
    return fmt::format("<path d=\"{}\" class=\"line{}\" stroke=\"{}\">{}</path>\n", path,
                       line.chosen ? " chosen" : "", colour_of(line.shade, line.chosen),
                       svg_note(line.note));
  };
  std::string svg = open_svg(kWidth, kHeight) + in_layers(lines, draw);
  for (std::size_t a = 0; a < axes.size(); ++a) {
    svg += svg_line(x_of(a), kTop, x_of(a), kBottom, "axis") +
           svg_text(x_of(a), 18, "middle", axes[a].title, "name");
    for (const auto& [pixel, text] : scales[a].ticks())
      svg += svg_text(x_of(a) - 6, pixel + 4, "end", text, "halo");
    if (leaves_out[a]) svg += svg_text(x_of(a), kNone + 14, "middle", "not used", "halo");
  }
  return svg + "</svg>\n";
}

std::string colour_key(const std::string& poor, const std::string& good,
                       const std::string& chosen) {
  constexpr int kSteps = 9;
  constexpr double kStep = 14;
  double x = 7.0 * static_cast<double>(poor.size());
  std::string svg = open_svg(520, 20) + svg_text(x, 14, "end", poor);
  for (int i = 0; i < kSteps; ++i) {
    svg +=
        fmt::format("<rect x=\"{:.1f}\" y=\"5\" width=\"{:.1f}\" height=\"11\" fill=\"{}\"/>\n",
                    x + 6 + i * kStep, kStep, shade_colour(static_cast<double>(i) / (kSteps - 1)));
  }
  x += 12 + kSteps * kStep;
  svg += svg_text(x, 14, "start", good);
  x += 7.0 * static_cast<double>(good.size()) + 24;
  svg += fmt::format("<circle cx=\"{:.1f}\" cy=\"10\" r=\"5\" fill=\"{}\"/>\n", x, kChosenColour);
  return svg + svg_text(x + 11, 14, "start", chosen) + "</svg>\n";
}

}  // namespace coppice
