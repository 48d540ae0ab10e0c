#include "report/charts.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <limits>

#include "report/page.hpp"
#include "report/scale.hpp"
#include "report/svg.hpp"

using namespace coppice;

namespace {

std::size_t count(const std::string& text, const std::string& word) {
  std::size_t found = 0;
  for (std::size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
    ++found;
  return found;
}

}  // namespace

TEST_CASE("a scale maps its values into its pixels, in order") {
  const Axis plain{"x"}, log{"x", true}, names{"x", false, {"a", "b", "c"}};
  const Scale linear(plain, {2, 8}, 0, 100), decades(log, {0.01, 100}, 0, 100),
      places(names, {}, 100, 0);
  CHECK(linear.pixel(5) == doctest::Approx(50));
  CHECK(linear.pixel(2) > 0);
  CHECK(linear.pixel(8) < 100);
  CHECK(decades.pixel(1) == doctest::Approx(50));
  CHECK_FALSE(decades.shows(0));
  CHECK_FALSE(linear.shows(std::nan("")));
  CHECK(places.pixel(1) == doctest::Approx(50));
  CHECK(places.ticks().size() == 3);
  CHECK(linear.ticks().size() >= 3);
  CHECK(linear.ticks().front().second == "2");
}

TEST_CASE("each finite point is drawn once, others are left out") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<Mark> marks{
      {1, 2, "one", 0}, {2, 3, "<two> & \"more\"", 1}, {nan, 1, "lost", 0}, {-1, 1, "low", 0}};
  const std::string svg = scatter_chart({"x", true}, {"y"}, marks);
  CHECK(count(svg, "<circle") == 2);
  CHECK(svg.find("&lt;two&gt; &amp; &quot;more&quot;") != std::string::npos);
  CHECK(svg.find("nan") == std::string::npos);
  CHECK(count(svg, "<svg") == count(svg, "</svg>"));
}

TEST_CASE("what lies beyond an axis' limits is drawn at its end, hollow") {
  Axis limited{"y"};
  limited.low = 1;
  const Scale scale(limited, {0, 1, 2}, 100, 0);
  CHECK(scale.pixel(0) == scale.pixel(1));
  CHECK(scale.is_outside(0.5));
  CHECK_FALSE(scale.is_outside(2));
  const std::string svg =
      scatter_chart({"x"}, limited, {{1, 0, "out", 0}, {1, 2, "in", 0}, {2, 2, "best", 1, true}});
  CHECK(count(svg, "fill=\"#fff\"") == 1);
  CHECK(count(svg, kChosenColour) == 1);
  CHECK(svg.rfind("<circle") ==
        svg.rfind("<circle", svg.find(kChosenColour)));  // the chosen one is on top
}

TEST_CASE("figures of nothing, and of one value, are figures") {
  const Axis axis{"x"};
  for (const std::string& svg :
       {scatter_chart(axis, axis, {}), step_chart(axis, axis, {}), line_chart(axis, axis, {}),
        bar_chart({}), parallel_chart({axis}, {}), scatter_chart(axis, axis, {{5, 0, "one", 0.5}}),
        line_chart(axis, axis, {{{1}, {2}, "one", 0, true}}),
        step_chart(axis, axis, {{1, 2, "one", 0, true}})}) {
    CHECK(svg.find("nan") == std::string::npos);
    CHECK(svg.find("inf") == std::string::npos);
    CHECK(count(svg, "</svg>") == 1);
  }
}

TEST_CASE("a page has its parts and reaches for nothing outside") {
  const std::string page = html_page("A <b>", {{"Part", "Words", {html_table({"h"}, {{"cell"}})}}});
  CHECK(page.find("A &lt;b&gt;") != std::string::npos);
  CHECK(page.find("<td>cell</td>") != std::string::npos);
  CHECK(html_table({"n"}, {{"1.5"}, {"-2e-3"}}).find("<td class=\"number\">1.5") !=
        std::string::npos);
  for (const char* outside : {"http", "<script", "src=", "url("})
    CHECK(page.find(outside) == std::string::npos);
}
