#include "report/charts.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "report/scale.hpp"

namespace coppice {

namespace {

//   left                     width - right
//    |--------------------------|   top
//    |        figure            |
//    |--------------------------|   height - bottom
//     ticks and title of x below, of y to the left
struct Frame {
  double width = 380, height = 250, left = 62, right = 14, top = 12, bottom = 44;
};

std::string open_svg(double width, double height) {
  return fmt::format("<svg viewBox=\"0 0 {0:g} {1:g}\" width=\"{0:g}\" height=\"{1:g}\" role=\"img\">\n", width, height);
}

std::string text_at(double x, double y, const char* anchor, const std::string& text) {
  return fmt::format("<text x=\"{:.1f}\" y=\"{:.1f}\" text-anchor=\"{}\">{}</text>\n", x, y, anchor, escaped(text));
}

std::string line(double x1, double y1, double x2, double y2, const char* style) {
  return fmt::format("<line x1=\"{:.1f}\" y1=\"{:.1f}\" x2=\"{:.1f}\" y2=\"{:.1f}\" class=\"{}\"/>\n", x1, y1, x2, y2, style);
}

std::string title(const std::string& note) { return "<title>" + escaped(note) + "</title>"; }

/// Grid lines, ticks and titles of both axes.
std::string axes(const Frame& frame, const Axis& x, const Axis& y, const Scale& across, const Scale& up) {
  const double bottom = frame.height - frame.bottom, right = frame.width - frame.right;
  std::string svg;
  for (const auto& [pixel, text] : across.ticks()) {
    svg += line(pixel, frame.top, pixel, bottom, "grid") + text_at(pixel, bottom + 15, "middle", text);
  }
  for (const auto& [pixel, text] : up.ticks()) {
    svg += line(frame.left, pixel, right, pixel, "grid") + text_at(frame.left - 5, pixel + 4, "end", text);
  }
  svg += line(frame.left, bottom, right, bottom, "axis") + line(frame.left, frame.top, frame.left, bottom, "axis");
  svg += text_at((frame.left + right) / 2, frame.height - 8, "middle", x.title);
  const double middle = (frame.top + bottom) / 2;
  return svg + fmt::format("<text x=\"12\" y=\"{0:.1f}\" text-anchor=\"middle\" transform=\"rotate(-90 12 {0:.1f})\">{1}</text>\n", middle, escaped(y.title));
}

struct Plane {
  Plane(const Frame& frame, const Axis& x, const Axis& y, const std::vector<Mark>& marks)
      : across(x, column(marks, &Mark::x), frame.left, frame.width - frame.right),
        up(y, column(marks, &Mark::y), frame.height - frame.bottom, frame.top) {}

  static std::vector<double> column(const std::vector<Mark>& marks, double Mark::*member) {
    std::vector<double> values;
    for (const Mark& mark : marks) values.push_back(mark.*member);
    return values;
  }
  bool shows(const Mark& mark) const { return across.shows(mark.x) && up.shows(mark.y); }

  Scale across, up;
};

std::string circle(const Plane& plane, const Mark& mark) {
  return fmt::format("<circle cx=\"{:.1f}\" cy=\"{:.1f}\" r=\"3.5\" fill=\"{}\">{}</circle>\n", plane.across.pixel(mark.x),
                     plane.up.pixel(mark.y), shade_colour(mark.shade), title(mark.note));
}

}  // namespace

std::string scatter_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks) {
  const Frame frame;
  const Plane plane(frame, x, y, marks);
  std::string svg = open_svg(frame.width, frame.height) + axes(frame, x, y, plane.across, plane.up);
  for (const Mark& mark : marks) {
    if (plane.shows(mark)) svg += circle(plane, mark);
  }
  return svg + "</svg>\n";
}

std::string step_chart(const Axis& x, const Axis& y, const std::vector<Mark>& marks) {
  Frame frame;
  frame.width = 780;
  const Plane plane(frame, x, y, marks);
  std::string svg = open_svg(frame.width, frame.height) + axes(frame, x, y, plane.across, plane.up), path, circles;
  for (const Mark& mark : marks) {
    if (!plane.shows(mark)) continue;
    const double px = plane.across.pixel(mark.x), py = plane.up.pixel(mark.y);
    path += path.empty() ? fmt::format("M{:.1f} {:.1f}", px, py) : fmt::format("H{:.1f}V{:.1f}", px, py);
    circles += circle(plane, mark);
  }
  return svg + fmt::format("<path d=\"{}\" class=\"line\"/>\n", path) + circles + "</svg>\n";
}

std::string bar_chart(std::vector<std::pair<std::string, double>> bars) {
  constexpr double kWidth = 780, kLeft = 190, kRow = 22;
  std::stable_sort(bars.begin(), bars.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  std::string svg = open_svg(kWidth, kRow * static_cast<double>(bars.size()) + 4);
  for (std::size_t i = 0; i < bars.size(); ++i) {
    const double y = kRow * static_cast<double>(i) + 3, length = (kWidth - kLeft - 60) * std::clamp(bars[i].second, 0.0, 1.0);
    svg += text_at(kLeft - 8, y + 13, "end", bars[i].first);
    svg += fmt::format("<rect x=\"{:g}\" y=\"{:.1f}\" width=\"{:.1f}\" height=\"16\" class=\"bar\"/>\n", kLeft, y, std::max(length, 1.0));
    svg += text_at(kLeft + length + 6, y + 13, "start", fmt::format("{:.0f} %", 100 * bars[i].second));
  }
  return svg + "</svg>\n";
}

std::string parallel_chart(const std::vector<Axis>& axes, const std::vector<Thread>& threads) {
  constexpr double kHeight = 320, kTop = 34, kBottom = 290, kNone = 312, kGap = 130, kLeft = 60;
  std::string svg = open_svg(kLeft * 2 + kGap * static_cast<double>(std::max<std::size_t>(axes.size(), 2) - 1), kHeight);
  std::vector<Scale> scales;
  for (std::size_t a = 0; a < axes.size(); ++a) {
    std::vector<double> values;
    for (const Thread& thread : threads) values.push_back(thread.values[a]);
    scales.emplace_back(axes[a], values, kBottom, kTop);
  }
  const auto x_of = [](std::size_t a) { return kLeft + kGap * static_cast<double>(a); };
  for (const Thread& thread : threads) {
    std::string points;
    for (std::size_t a = 0; a < axes.size(); ++a) {
      const double y = scales[a].shows(thread.values[a]) ? scales[a].pixel(thread.values[a]) : kNone;
      points += fmt::format("{:.1f},{:.1f} ", x_of(a), y);
    }
    svg += fmt::format("<polyline points=\"{}\" class=\"thread\" stroke=\"{}\">{}</polyline>\n", points, shade_colour(thread.shade), title(thread.note));
  }
  for (std::size_t a = 0; a < axes.size(); ++a) {
    svg += line(x_of(a), kTop, x_of(a), kBottom, "axis") + text_at(x_of(a), 16, "middle", axes[a].title);
    for (const auto& [pixel, text] : scales[a].ticks()) svg += text_at(x_of(a) - 5, pixel + 4, "end", text);
  }
  return svg + "</svg>\n";
}

}  // namespace coppice
