#pragma once

#include <string>
#include <vector>

namespace coppice::reference {

struct NaiveRow {
  std::vector<std::string> fields;
  std::uint64_t line = 0;  ///< where it starts
};

/// RFC 4180 one character at a time: the twin of the chunked parser. Blanks around an unquoted
/// field are none of it; blank lines are no rows.
inline std::vector<NaiveRow> naive_csv(const std::string& text, char delimiter) {
  enum class State { before_field, unquoted, quoted, quote_in_quoted };
  std::vector<NaiveRow> rows;
  NaiveRow row;
  std::string field;
  bool was_quoted = false;
  State state = State::before_field;
  std::uint64_t line = 1, row_line = 1;
  const auto end_field = [&] {
    const std::string blanks = delimiter == '\t' ? " \r" : " \t\r";
    if (!was_quoted) {
      const std::size_t last = field.find_last_not_of(blanks);
      field = last == std::string::npos ? "" : field.substr(0, last + 1);
    }
    row.fields.push_back(field);
    field.clear();
    was_quoted = false;
    state = State::before_field;
  };
  const auto end_row = [&] {
    const bool blank =
        row.fields.empty() && !was_quoted && field.find_first_not_of(" \t\r") == std::string::npos;
    if (!blank) {
      end_field();
      row.line = row_line;
      rows.push_back(row);
    }
    row = {};
    field.clear();
    state = State::before_field;
  };
  for (const char c : text) {
    if (state == State::quoted) {
      if (c == '"') {
        state = State::quote_in_quoted;
      } else {
        field += c;
      }
    } else if (state == State::quote_in_quoted && c == '"') {
      field += '"';
      state = State::quoted;
    } else if (c == '\n') {
      end_row();
      row_line = line + 1;
    } else if (c == delimiter) {
      end_field();
    } else if (state == State::before_field && c == '"') {
      was_quoted = true;
      state = State::quoted;
    } else if (state == State::before_field && (c == ' ' || c == '\t')) {
    } else if (!was_quoted) {
      field += c;
      state = State::unquoted;
    }
    if (c == '\n') ++line;
  }
  if (!field.empty() || !row.fields.empty() || was_quoted) end_row();
  return rows;
}

}  // namespace coppice::reference
