#pragma once

#include <string>
#include <vector>

namespace coppice {

/// A part of a page: a heading, words, and figures side by side (SVG).
struct Section {
  std::string heading;
  std::string words;  ///< plain text
  std::vector<std::string> figures;
};

/// One HTML page that needs no other file and no script.
std::string html_page(const std::string& title, const std::vector<Section>& sections);

/// A table as HTML, to be put among figures.
std::string html_table(const std::vector<std::string>& header, const std::vector<std::vector<std::string>>& rows);

}  // namespace coppice
