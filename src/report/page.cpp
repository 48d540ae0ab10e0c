#include "report/page.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

#include "report/svg.hpp"

namespace coppice {

namespace {

constexpr const char* kStyle = R"(
:root { color-scheme: light; }
body { font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; color: #1c2733;
       background: #f5f7fa; max-width: 1200px; margin: 0 auto; padding: 1.5em 1em 3em; }
h1 { font-size: 1.6em; margin: .2em 0 .6em; overflow-wrap: anywhere; }
h2 { font-size: 1.15em; margin: 0 0 .2em; }
section { background: #fff; border: 1px solid #e3e8ee; border-radius: 10px; padding: 18px 22px; margin: 0 0 18px; }
p { margin: .2em 0 .7em; max-width: 85ch; color: #4a5866; }
svg { font: 11.5px system-ui, "Segoe UI", Roboto, "Helvetica Neue", sans-serif; max-width: 100%; height: auto; }
svg text { fill: #5a6775; } svg .name { fill: #1c2733; font-size: 12.5px; }
svg .halo { paint-order: stroke; stroke: #fff; stroke-width: 4px; stroke-linejoin: round; fill: #1c2733; }
.figures { display: flex; flex-wrap: wrap; gap: 12px; overflow-x: auto; }
.grid { stroke: #edf0f4; } .axis { stroke: #9aa7b4; } .step { fill: none; stroke: #d9480f; stroke-width: 2; }
.line { fill: none; stroke-width: 1.3; opacity: .5; } .chosen { stroke-width: 2.8; opacity: 1; }
.line:hover { stroke-width: 4; opacity: 1; }
circle { opacity: .9; } circle:hover { stroke: #1c2733; stroke-width: 2; }
.facts { display: flex; flex-wrap: wrap; gap: 10px 44px; width: 100%; }
.facts div { display: flex; flex-direction: column; }
.facts span { color: #5a6775; font-size: .87em; } .facts b { font-size: 1.75em; font-weight: 600; line-height: 1.25; }
pre { margin: 6px 0 0; padding: 9px 13px; background: #f0f3f7; border-radius: 6px; overflow-x: auto; width: 100%;
      font: 13.5px/1.4 ui-monospace, "DejaVu Sans Mono", monospace; }
table { border-collapse: collapse; font-size: .93em; font-variant-numeric: tabular-nums; width: 100%; }
th { color: #5a6775; font-weight: 500; border-bottom: 2px solid #d5dce4; vertical-align: bottom; }
td, th { padding: 4px 12px; text-align: left; white-space: nowrap; } td { border-bottom: 1px solid #edf0f4; }
.number { text-align: right; } tbody tr:first-child { background: #fdf1e9; font-weight: 600; }
tbody tr:hover { background: #f0f3f7; }
)";

bool is_number(const std::string& cell) {
  return !cell.empty() && (std::isdigit(static_cast<unsigned char>(cell.back())) != 0) &&
         cell.find_first_not_of("0123456789.+-e") == std::string::npos;
}

std::string html_cells(const char* tag, const std::vector<std::string>& cells,
                       const std::vector<bool>& numeric) {
  std::string row = "<tr>";
  for (std::size_t i = 0; i < cells.size(); ++i) {
    row +=
        fmt::format("<{0}{1}>{2}</{0}>", tag,
                    i < numeric.size() && numeric[i] ? " class=\"number\"" : "", escaped(cells[i]));
  }
  return row + "</tr>\n";
}

}  // namespace

std::string html_page(const std::string& title, const std::vector<Section>& sections) {
  std::string page = fmt::format(
      "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n<title>{0}</title>\n"
      "<style>{1}</style></head>\n<body>\n<h1>{0}</h1>\n",
      escaped(title), kStyle);
  for (const Section& section : sections) {
    page += "<section>\n";
    if (!section.heading.empty()) page += fmt::format("<h2>{}</h2>\n", escaped(section.heading));
    if (!section.words.empty()) page += fmt::format("<p>{}</p>\n", escaped(section.words));
    page += "<div class=\"figures\">\n";
    for (const std::string& figure : section.figures) page += figure;
    page += "</div>\n</section>\n";
  }
  return page + "</body></html>\n";
}

std::string html_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows) {
  std::vector<bool> numeric(header.size(), !rows.empty());
  for (const std::vector<std::string>& row : rows) {
    for (std::size_t i = 0; i < std::min(row.size(), numeric.size()); ++i) {
      if (!row[i].empty() && !is_number(row[i])) numeric[i] = false;
    }
  }
  std::string table = "<table><thead>" + html_cells("th", header, numeric) + "</thead>\n<tbody>\n";
  for (const std::vector<std::string>& row : rows) table += html_cells("td", row, numeric);
  return table + "</tbody></table>\n";
}

std::string html_facts(const std::vector<HtmlFact>& facts) {
  std::string html = "<div class=\"facts\">\n";
  for (const HtmlFact& fact : facts) {
    html += fmt::format("<div><span>{}</span><b>{}</b><span>{}</span></div>\n", escaped(fact.name),
                        escaped(fact.value), escaped(fact.more));
  }
  return html + "</div>\n";
}

std::string html_command(const std::string& command) {
  return "<pre>" + escaped(command) + "</pre>\n";
}

}  // namespace coppice
