#pragma once

#include <string>

namespace coppice {

// Pieces of SVG, as text.

/// A text inside SVG or HTML.
std::string escaped(const std::string& text);

std::string open_svg(double width, double height);
std::string svg_text(double x, double y, const char* anchor, const std::string& text,
                     const char* style = "");
std::string svg_line(double x1, double y1, double x2, double y2, const char* style);
/// What is shown where the mouse rests.
std::string svg_note(const std::string& note);

/// A colour from pale (0) to strong (1): what is poor recedes. Even in lightness, so that it can be
/// told apart in print and by the colour-blind.
std::string shade_colour(double shade);
/// That of the one that stands out.
inline constexpr const char* kChosenColour = "#d9480f";

}  // namespace coppice
