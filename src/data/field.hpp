#pragma once

#include <cstring>
#include <string>
#include <string_view>

#include "data/scan.hpp"

namespace coppice {

/// One field of a record (RFC 4180): unquoted, without the blanks around it, or the text between
/// its quotes.
struct Field {
  std::string_view text;
  const char* end = nullptr;  ///< its terminator: the delimiter or the line feed
  bool quoted = false;
  bool doubled = false;           ///< the text has quotes written twice: see without_doubled_quotes
  bool text_after_quote = false;  ///< `"abc"def`: a fault
};

inline bool is_blank(char c, char delimiter) {
  return (c == ' ' || c == '\t') && c != delimiter;
}

namespace detail {

inline Field read_quoted_field(const char* p, const char* last, char delimiter) {
  Field field;
  field.quoted = true;
  const char* const first = p;
  for (;;) {
    const char* const quote = find_byte(p, last - 1, '"');  // not closed: cutters refuse that
    field.end = quote + 1;
    if (quote[1] != '"') {
      field.text = {first, static_cast<std::size_t>(quote - first)};
      break;
    }
    field.doubled = true;
    p = quote + 2;
  }
  if (*field.end == delimiter || *field.end == '\n') return field;
  if (field.end >= last) {
    field.end = last - 1;
    return field;
  }
  const char* const terminator = find_either(field.end, delimiter, '\n');
  for (const char* c = field.end; c != terminator; ++c) {
    if (!is_blank(*c, delimiter) && *c != '\r') field.text_after_quote = true;
  }
  field.end = terminator;
  return field;
}

}  // namespace detail

/// The field that starts at p, in text that ends before `last` with a line feed.
inline Field read_field(const char* p, const char* last, char delimiter) {
  while (is_blank(*p, delimiter)) ++p;
  if (*p == '"') return detail::read_quoted_field(p + 1, last, delimiter);
  Field field;
  field.end = find_either(p, delimiter, '\n');
  const char* tail = field.end;
  if (*tail == '\n' && tail > p && tail[-1] == '\r') --tail;
  while (tail > p && is_blank(tail[-1], delimiter)) --tail;
  field.text = {p, static_cast<std::size_t>(tail - p)};
  return field;
}

/// What stands between the quotes, each pair of quotes made one.
std::string without_doubled_quotes(std::string_view text);

/// Where fields are separated by blanks, a run of them separates once, and those at a line's
/// begin and end separate nothing.
inline const char* skip_separators(const char* p) {
  while (*p == ' ' || *p == '\t') ++p;
  return p;
}

inline bool at_line_end(const char* p) {
  return *p == '\n' || (*p == '\r' && p[1] == '\n');
}
inline const char* after_line_end(const char* p) {
  return p + (*p == '\r' ? 2 : 1);
}

/// The last of a run of separators from p on, or the line feed where nothing else follows.
inline const char* end_of_separators(const char* p) {
  const char* const next = skip_separators(p);
  if (at_line_end(next)) return after_line_end(next) - 1;
  return next > p ? next - 1 : p;
}

/// The begin of the next line where this one holds nothing but blanks, else nullptr.
inline const char* after_blank_line(const char* p, char delimiter) {
  while (*p == ' ' || (*p == '\t' && delimiter != '\t')) ++p;
  return at_line_end(p) ? after_line_end(p) : nullptr;
}

}  // namespace coppice
