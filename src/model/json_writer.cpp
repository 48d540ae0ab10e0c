#include "model/json_writer.hpp"

#include <fmt/format.h>

#include "model/utf8.hpp"

namespace coppice {

void JsonWriter::comma() {
  if (comma_due_) text_ += ',';
  comma_due_ = true;
}

void JsonWriter::open(char bracket) {
  comma();
  text_ += bracket;
  comma_due_ = false;
}

void JsonWriter::close(char bracket) {
  text_ += bracket;
  comma_due_ = true;
}

void JsonWriter::key(std::string_view name) {
  string(name);
  text_ += ':';
  comma_due_ = false;
}

void JsonWriter::boolean(bool value) {
  comma();
  text_ += value ? "true" : "false";
}

void JsonWriter::written(std::string_view value) {
  comma();
  text_ += value;
}

void JsonWriter::new_line() {
  constexpr std::size_t kHeld = std::size_t{1} << 18;
  if (comma_due_) text_ += ',';
  comma_due_ = false;
  text_ += '\n';
  if (sink_ && text_.size() >= kHeld) flush();
}

void JsonWriter::flush() {
  sink_(text_);
  text_.clear();
}

// A byte that is no part of a UTF-8 character is written as the lone surrogate U+DC00 + byte, as
// Python's "surrogateescape" does (PEP 383); well-formed text holds no lone surrogate.
void JsonWriter::string(std::string_view text) {
  comma();
  text_ += '"';
  while (!text.empty()) {
    const std::size_t length = utf8_length(text);
    const auto byte = static_cast<unsigned char>(text[0]);
    if (length == 0) {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", 0xDC00 + byte);
    } else if (byte == '"' || byte == '\\') {
      text_ += '\\';
      text_ += text[0];
    } else if (byte < 0x20) {
      fmt::format_to(std::back_inserter(text_), "\\u{:04x}", byte);
    } else {
      text_.append(text.substr(0, length));
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  text_ += '"';
}

void JsonWriter::strings(std::span<const std::string> items) {
  open('[');
  for (const std::string& item : items) string(item);
  close(']');
}

}  // namespace coppice
