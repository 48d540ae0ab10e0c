#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace coppice {

/// What is wrong with a model, without the file's name and the remedy; the caller knows those.
struct ModelFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Reads JSON text of a known shape from front to back: the caller asks for what must come next,
/// and anything else throws a ModelFault that names the field and the byte. Members come in the
/// order in which they are asked for, so a missing, unknown or repeated one is found by itself;
/// nothing recurses, so no nesting is too deep; memory grows only as text is consumed.
class JsonReader {
 public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  /// `{` or `[` must come next.
  void open(char bracket);
  /// `}` or `]` must come next.
  void close(char bracket);
  /// `"name":` must come next.
  void key(std::string_view name);
  /// True if that member comes next.
  bool at_key(std::string_view name) const;
  /// A key of any name.
  std::string any_key();

  std::string string();
  bool boolean();
  template <class Number>
  requires std::integral<Number> || std::floating_point<Number> Number number();
  /// True if a string comes next.
  bool at_string();
  /// True, and consumed, if the bracket that ends this array or object comes next.
  bool at_close(char bracket);
  /// Nothing but white space may follow.
  void end();

  /// `[`, an item for each call of `item`, `]`.
  template <class Item>
  void array(Item&& item);
  template <class Number>
  std::vector<Number> numbers();
  std::vector<std::string> strings();

  /// Which part of the file is being read, for messages: "tree 12", or nothing.
  void part(std::string name) { part_ = std::move(name); }
  /// What comes next is wrong: "tree 12, field 'left', byte 345: ']' is not a number".
  [[noreturn]] void fail(std::string_view what) const;
  /// What was just read is wrong: "field 'kind', byte 345: 'text' is no kind of column".
  [[noreturn]] void refuse(std::string_view what) const;

 private:
  void skip_space();
  bool take_comma();
  void comma();
  bool key_is_next(std::string_view name);
  std::string quoted();
  void escape(std::string& out);
  unsigned hex4();
  std::string found() const;

  std::string_view text_;
  std::size_t at_ = 0;
  bool comma_due_ = false;
  std::string part_;
  std::string_view field_;
};

template <class Number>
requires std::integral<Number> || std::floating_point<Number> Number JsonReader::number() {
  comma();
  const char* begin = text_.data() + at_;
  const char* end = text_.data() + text_.size();
  // from_chars alone would take "inf" and "nan".
  const char* digit = begin < end && *begin == '-' ? begin + 1 : begin;
  if (digit == end || *digit < '0' || *digit > '9') fail("is not a number");
  Number value{};
  const auto [stop, failure] = std::from_chars(begin, end, value);
  if (failure != std::errc{}) fail("is out of range");
  at_ += static_cast<std::size_t>(stop - begin);
  return value;
}

template <class Item>
void JsonReader::array(Item&& item) {
  open('[');
  while (!at_close(']')) item();
}

template <class Number>
std::vector<Number> JsonReader::numbers() {
  std::vector<Number> items;
  array([&] { items.push_back(number<Number>()); });
  return items;
}

}  // namespace coppice
