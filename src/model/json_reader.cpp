#include "model/json_reader.hpp"

#include <fmt/format.h>

#include "model/utf8.hpp"

namespace coppice {

void JsonReader::fail(std::string_view what) const {
  refuse(fmt::format("{} {}", found(), what));
}

void JsonReader::refuse(std::string_view what) const {
  std::string where = part_.empty() ? "" : part_ + ", ";
  if (!field_.empty()) where += fmt::format("field '{}', ", field_);
  throw ModelFault(fmt::format("{}byte {}: {}", where, at_, what));
}

/// What stands at the current place, fit for one line.
std::string JsonReader::found() const {
  if (at_ >= text_.size()) return "the end of the file";
  const auto byte = static_cast<unsigned char>(text_[at_]);
  if (byte < 0x20 || byte >= 0x7F) return fmt::format("byte 0x{:02x}", byte);
  return fmt::format("'{}'", text_[at_]);
}

void JsonReader::skip_space() {
  while (at_ < text_.size() &&
         (text_[at_] == '\n' || text_[at_] == ' ' || text_[at_] == '\r' || text_[at_] == '\t')) {
    ++at_;
  }
}

bool JsonReader::take_comma() {
  skip_space();
  const bool due = comma_due_;
  comma_due_ = true;
  if (!due) return true;
  if (at_ >= text_.size() || text_[at_] != ',') return false;
  ++at_;
  skip_space();
  return true;
}

void JsonReader::comma() {
  if (!take_comma()) fail("stands where ',' should be");
}

void JsonReader::open(char bracket) {
  comma();
  if (at_ >= text_.size() || text_[at_] != bracket) {
    fail(fmt::format("stands where '{}' should be", bracket));
  }
  ++at_;
  comma_due_ = false;
}

bool JsonReader::at_close(char bracket) {
  skip_space();
  if (at_ >= text_.size() || text_[at_] != bracket) return false;
  ++at_;
  comma_due_ = true;
  return true;
}

void JsonReader::close(char bracket) {
  if (!at_close(bracket)) fail(fmt::format("stands where '{}' should be", bracket));
}

bool JsonReader::key_is_next(std::string_view name) {
  const std::string_view rest = text_.substr(at_);
  return rest.size() >= name.size() + 3 && rest[0] == '"' && rest.substr(1).starts_with(name) &&
         rest.substr(name.size() + 1, 2) == "\":";
}

bool JsonReader::at_key(std::string_view name) const {
  JsonReader ahead = *this;
  return ahead.take_comma() && ahead.key_is_next(name);
}

void JsonReader::key(std::string_view name) {
  if (!take_comma() || !key_is_next(name))
    fail(fmt::format("stands where the field '{}' should be", name));
  at_ += name.size() + 3;
  field_ = name;
  comma_due_ = false;
}

std::string JsonReader::any_key() {
  std::string name = string();
  if (at_ >= text_.size() || text_[at_] != ':') fail("stands where ':' should be");
  ++at_;
  comma_due_ = false;
  return name;
}

bool JsonReader::boolean() {
  comma();
  const std::string_view rest = text_.substr(at_);
  const bool value = rest.starts_with("true");
  if (!value && !rest.starts_with("false")) fail("is not true or false");
  at_ += value ? 4 : 5;
  return value;
}

bool JsonReader::at_string() {
  std::size_t next = at_;
  const auto space = [&](char c) {
    return c == ' ' || c == '\n' || c == '\r' || c == '\t' || c == ',';
  };
  while (next < text_.size() && space(text_[next])) ++next;
  return next < text_.size() && text_[next] == '"';
}

std::string JsonReader::string() {
  comma();
  return quoted();
}

std::string JsonReader::quoted() {
  if (at_ >= text_.size() || text_[at_] != '"') fail("is not a text in quotes");
  ++at_;
  std::string out;
  while (true) {
    if (at_ >= text_.size()) fail("ends a text that has no closing quote");
    const auto byte = static_cast<unsigned char>(text_[at_]);
    if (byte == '"') break;
    if (byte == '\\') {
      escape(out);
      continue;
    }
    const std::size_t length = utf8_length(text_.substr(at_, 4));
    if (length == 0 || byte < 0x20) fail("is not allowed in a text");
    out.append(text_.substr(at_, length));
    at_ += length;
  }
  ++at_;
  return out;
}

namespace {

void append_utf8(std::string& out, unsigned point) {
  const auto put = [&](unsigned byte) {
    out += static_cast<char>(static_cast<unsigned char>(byte));
  };
  if (point < 0x80) {
    put(point);
  } else if (point < 0x800) {
    put(0xC0 | point >> 6);
    put(0x80 | (point & 0x3F));
  } else if (point < 0x10000) {
    put(0xE0 | point >> 12);
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  } else {
    put(0xF0 | point >> 18);
    put(0x80 | (point >> 12 & 0x3F));
    put(0x80 | (point >> 6 & 0x3F));
    put(0x80 | (point & 0x3F));
  }
}

}  // namespace

/// At a backslash. A lone low surrogate U+DC80 to U+DCFF stands for the byte 0x80 to 0xFF.
void JsonReader::escape(std::string& out) {
  constexpr std::string_view kLetters = "\"\\/bfnrt", kBytes = "\"\\/\b\f\n\r\t";
  if (at_ + 1 >= text_.size()) fail("ends a text that has no closing quote");
  const std::size_t letter = kLetters.find(text_[at_ + 1]);
  if (letter != std::string_view::npos) {
    out += kBytes[letter];
    at_ += 2;
    return;
  }
  if (text_[at_ + 1] != 'u') fail("begins an unknown escape");
  unsigned point = hex4();
  if (point >= 0xDC80 && point <= 0xDCFF) {
    out += static_cast<char>(static_cast<unsigned char>(point - 0xDC00));
    return;
  }
  if (point >= 0xD800 && point < 0xDC00 && text_.substr(at_, 2) == "\\u") {
    const unsigned low = hex4();
    if (low < 0xDC00 || low > 0xDFFF) fail("follows half a surrogate pair");
    point = 0x10000 + ((point - 0xD800) << 10) + (low - 0xDC00);
  } else if (point >= 0xD800 && point <= 0xDFFF) {
    fail("follows half a surrogate pair");
  }
  append_utf8(out, point);
}

/// The four digits of the `\uXXXX` at the current place, which is passed.
unsigned JsonReader::hex4() {
  unsigned point = 0;
  for (std::size_t i = at_ + 2; i < at_ + 6; ++i) {
    const std::string_view digits = "0123456789abcdef";
    const char c = i < text_.size() ? text_[i] : '?';
    const std::size_t digit =
        digits.find(c >= 'A' && c <= 'F' ? static_cast<char>(c - 'A' + 'a') : c);
    if (digit == std::string_view::npos) fail("begins an escape without four hexadecimal digits");
    point = point * 16 + static_cast<unsigned>(digit);
  }
  at_ += 6;
  return point;
}

std::vector<std::string> JsonReader::strings() {
  std::vector<std::string> items;
  array([&] { items.push_back(string()); });
  return items;
}

void JsonReader::end() {
  skip_space();
  if (at_ < text_.size()) fail("follows the end of the model");
}

}  // namespace coppice
