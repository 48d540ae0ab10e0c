#pragma once

#include <string>
#include <utility>
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

// To be put among figures.

/// The first row stands out. A cell that is a number stands to the right.
std::string html_table(const std::vector<std::string>& header,
                       const std::vector<std::vector<std::string>>& rows);
/// Numbers to be seen at a glance: what each is, its value, and a word more.
struct HtmlFact {
  std::string name, value, more;
};
std::string html_facts(const std::vector<HtmlFact>& facts);
std::string html_command(const std::string& command);

}  // namespace coppice
