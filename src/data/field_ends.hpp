#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

namespace coppice {

/// Where the fields of a text end: the offsets of the delimiters and line feeds that are not
/// between quotes, ascending. Found 64 bytes at a time, before any field is looked at, so that a
/// field's begin does not wait for the parse of the field before it (Langdale & Lemire, "Parsing
/// gigabytes of JSON per second", 2019).
///
///     1,"a,""b""",2.5\n          text
///     00111111111110000          between quotes (from the parity of the quotes before)
///     01000000000001001          ends
///
class FieldEnds {
 public:
  /// What is known of the quotes of a text. `simple`: each stands at a field's begin or end, and
  /// none, and no line feed, stands between them.
  enum class Quotes { none, simple, any };

  /// Finds the ends in `text`, whole records ended by a line feed; kPadding bytes after it may be
  /// read. Where blanks separate fields, a run of them ends one field, at its last.
  void find(std::string_view text, char delimiter);

  const std::uint32_t* begin() const { return ends_.get(); }
  const std::uint32_t* end() const { return ends_.get() + size_; }
  Quotes quotes() const { return quotes_; }

 private:
  bool find_by_blocks(std::string_view text, char delimiter);
  void find_one_by_one(std::string_view text, char delimiter);
  void make_room(std::size_t more);

  std::unique_ptr<std::uint32_t[]> ends_;
  std::size_t size_ = 0, capacity_ = 0;
  Quotes quotes_ = Quotes::none;
};

/// Where the last record ends that ends in the whole blocks of a text that starts with a record; 0
/// where none does, or where a quote stands anywhere but around a field.
std::size_t last_record_end(std::string_view text, char delimiter);

}  // namespace coppice
