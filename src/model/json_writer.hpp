#pragma once

#include <charconv>
#include <concepts>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace coppice {

/// Writes JSON text from front to back; no tree of values is built, since a model may be hundreds
/// of megabytes. Numbers are the shortest text that reads back to the same bits.
class JsonWriter {
 public:
  /// `{` or `[`, after the comma that may be due.
  void open(char bracket);
  /// `}` or `]`.
  void close(char bracket);
  void key(std::string_view name);
  void string(std::string_view text);
  void boolean(bool value);
  template <class Number>
  requires std::integral<Number> || std::floating_point<Number>
  void number(Number value);
  /// The next thing stands on a line of its own.
  void new_line();

  template <class Item>
  void numbers(std::span<const Item> items);
  void strings(std::span<const std::string> items);

  std::string take() { return std::move(text_); }

 private:
  void comma();

  std::string text_;
  bool comma_due_ = false;
};

template <class Number>
requires std::integral<Number> || std::floating_point<Number>
void JsonWriter::number(Number value) {
  comma();
  char digits[40];
  text_.append(digits, std::to_chars(digits, digits + sizeof digits, value).ptr);
}

template <class Item>
void JsonWriter::numbers(std::span<const Item> items) {
  open('[');
  for (const Item item : items) number(item);
  close(']');
}

}  // namespace coppice
