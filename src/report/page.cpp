#include "report/page.hpp"

#include <fmt/format.h>

#include "report/scale.hpp"

namespace coppice {

namespace {

constexpr const char* kStyle = R"(
body { font: 15px/1.45 system-ui, sans-serif; color: #222; max-width: 1180px; margin: 2em auto; padding: 0 1em; }
h1 { font-size: 1.5em; } h2 { font-size: 1.15em; margin: 1.6em 0 .3em; } p { margin: .3em 0 .6em; max-width: 75ch; }
svg { font: 11px system-ui, sans-serif; max-width: 100%; height: auto; } svg text { fill: #444; }
.figures { display: flex; flex-wrap: wrap; gap: 10px; overflow-x: auto; }
.grid { stroke: #eee; } .axis { stroke: #888; } .line { fill: none; stroke: #21918c; stroke-width: 2; }
.bar { fill: #3b528b; } .thread { fill: none; stroke-width: 1.3; opacity: .75; } .thread:hover { stroke-width: 4; opacity: 1; }
circle { opacity: .85; } circle:hover { stroke: #222; stroke-width: 2; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
td, th { padding: 3px 10px; border-bottom: 1px solid #ddd; text-align: right; }
)";

}  // namespace

std::string html_page(const std::string& title, const std::vector<Section>& sections) {
  std::string page = fmt::format("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n<title>{0}</title>\n<style>{1}</style></head>\n<body>\n<h1>{0}</h1>\n", escaped(title), kStyle);
  for (const Section& section : sections) {
    if (!section.heading.empty()) page += fmt::format("<h2>{}</h2>\n", escaped(section.heading));
    if (!section.words.empty()) page += fmt::format("<p>{}</p>\n", escaped(section.words));
    page += "<div class=\"figures\">\n";
    for (const std::string& figure : section.figures) page += figure;
    page += "</div>\n";
  }
  return page + "</body></html>\n";
}

std::string html_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows) {
  std::string table = "<table><tr>";
  for (const std::string& cell : header) table += fmt::format("<th>{}</th>", escaped(cell));
  table += "</tr>\n";
  for (const std::vector<std::string>& row : rows) {
    table += "<tr>";
    for (const std::string& cell : row) table += fmt::format("<td>{}</td>", escaped(cell));
    table += "</tr>\n";
  }
  return table + "</table>\n";
}

}  // namespace coppice
