#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coppice {

/// Where text goes, piece by piece.
using TextSink = std::function<void(std::string_view)>;

/// Writes JSON text from front to back; no tree of values is built, since a model may be hundreds
/// of megabytes. Numbers are the shortest text that reads back to the same bits.
class JsonWriter {
 public:
  JsonWriter() = default;
  /// Hands text on at the ends of lines, so that little is held; the rest by flush().
  explicit JsonWriter(TextSink sink) : sink_(std::move(sink)) {}

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
  /// A value that another writer has written.
  void written(std::string_view value);
  /// The next thing stands on a line of its own.
  void new_line();

  template <class Item>
  void numbers(std::span<const Item> items);
  void strings(std::span<const std::string> items);

  std::string take() { return std::move(text_); }
  void flush();

 private:
  void comma();

  TextSink sink_;
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
  constexpr std::size_t kBlock = 2048, kLongest = 40;
  char block[kBlock];
  char* end = block;
  open('[');
  for (std::size_t i = 0; i < items.size(); ++i) {
    if (block + kBlock - end <= static_cast<std::ptrdiff_t>(kLongest)) {
      text_.append(block, end);
      end = block;
    }
    if (i > 0) *end++ = ',';
    end = std::to_chars(end, block + kBlock, items[i]).ptr;
  }
  text_.append(block, end);
  close(']');
}

}  // namespace coppice
