#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "data/missing.hpp"
#include "data/reader.hpp"
#include "data/source.hpp"

namespace coppice {

/// Most fields that a record may have. It bounds the memory that a damaged file can ask for.
constexpr std::size_t kMostFields = std::size_t{1} << 20;

/// The first bytes of a file: enough to look at, up to the end of a line.
class Head {
 public:
  /// Reads at least two lines and a megabyte where the source has them; skips a UTF-8 byte order
  /// mark. Throws an input error for an empty file and for one that is not text.
  Head(Source& source, const std::string& name);

  /// Whole lines, each ended by a line feed; kPadding bytes after them may be read.
  std::string_view text() const { return {bytes_.data(), size_}; }
  /// True where the text is all of the file.
  bool whole() const { return whole_; }
  /// What was read of the source, without its first `skipped` bytes of text.
  std::string rest(std::size_t skipped) const;

 private:
  void read(Source& source);
  void check_text(const std::string& name) const;

  std::string bytes_;     ///< text, then what follows its last line feed, then padding
  std::size_t size_ = 0;  ///< of the text
  std::size_t read_ = 0;  ///< text and what follows
  bool whole_ = false;
};

/// One record of a head (of its fields at most kMostFields + 1), and the head's text and lines up
/// to its end.
struct HeadRecord {
  std::vector<std::string> fields;
  std::uint64_t line = 0;      ///< where it starts
  std::size_t end = 0;         ///< bytes of the head up to its end
  std::uint64_t end_line = 0;  ///< line number of what follows
};

/// The first records, at most `most`; blank lines are none. A last record that the head may have
/// cut in two is left out.
std::vector<HeadRecord> head_records(const Head& head, char delimiter, std::size_t most);

/// The delimiter that `parameter` names ("tab", ";"), 0 for "auto"; throws a usage error.
char named_delimiter(const std::string& parameter);

/// The delimiter found by looking: the one that cuts most of the first records into the same
/// number of fields, more than one.
char look_for_delimiter(const Head& head);

/// True where most of the first lines have the shape `[number] [qid:number] index:value ...`, and
/// the very first is no line of names: one that has another shape is then told of as a mistake.
bool looks_like_libsvm(const Head& head);

/// True where the first line is cut by commas, semicolons or tabs and has no colon, as no line of
/// LibSVM entries is.
bool looks_delimited(const Head& head);

/// True where the first of the records names the columns: most of the columns that hold numbers
/// below it have a text in it, or, where no column holds numbers, its texts differ from each
/// other and from everything below them.
bool looks_like_header(const std::vector<HeadRecord>& records, const MissingSpellings& missing);

}  // namespace coppice
