#include "data/message.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "data/numbers.hpp"

namespace coppice {

namespace {

std::string on_one_line(std::string_view text) {
  constexpr std::size_t kMost = 40;
  std::string line;
  for (const char c : text.substr(0, kMost)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      line += fmt::format("\\x{:02x}", byte);
    } else {
      line += c;
    }
  }
  if (text.size() > kMost) line += fmt::format("... ({} bytes)", text.size());
  return line;
}

}  // namespace

std::string shown(std::string_view text) {
  return fmt::format("'{}'", on_one_line(text));
}

std::string shown_names(const std::vector<std::string>& names, std::size_t most) {
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), most); ++i) {
    if (i > 0) list += ", ";
    list += on_one_line(names[i]);
  }
  if (names.size() > most) list += fmt::format(", ... ({} in all)", names.size());
  return list;
}

std::string not_a_number_message(const std::string& file, std::uint64_t line,
                                 const std::string& column, std::string_view text, bool known) {
  const std::string where =
      fmt::format("{}:{}: column {}: {}", file, line, shown(column), shown(text));
  if (is_number_with_comma(text)) {
    return where +
           fmt::format(
               " has a comma; write numbers with a decimal point and thousands without a mark, "
               "or take the column for text with --categorical {}",
               shown(column));
  }
  if (known) {
    return where +
           fmt::format(
               " is not a number, and this column must hold numbers; correct it, or read it "
               "as missing with --missing {}",
               shown(text));
  }
  return where +
         fmt::format(
             " is not a number, and most of this column are; correct it, read it as missing "
             "with --missing {}, or take the column for text with --categorical {}",
             shown(text), shown(column));
}

std::string overflow_message(const std::string& file, std::uint64_t line, const std::string& column,
                             std::string_view text) {
  return fmt::format(
      "{}:{}: column {}: {} is beyond the range of a double (about 1.8e308); correct it, or "
      "read it as missing with --missing {}",
      file, line, shown(column), shown(text), shown(text));
}

}  // namespace coppice
