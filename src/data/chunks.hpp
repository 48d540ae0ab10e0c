#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "data/source.hpp"

namespace coppice {

/// The longest record (a line, or lines joined by quotes) that is read, in bytes. It bounds the
/// memory that a damaged file can ask for.
constexpr std::size_t kLongestRecord = std::size_t{64} << 20;

/// Text with room to grow and kPadding zero bytes after its end.
class TextBuffer {
 public:
  char* data() { return bytes_.get(); }
  const char* data() const { return bytes_.get(); }
  std::size_t size() const { return size_; }

  void assign(const char* text, std::size_t size);
  /// Reads up to `size` more bytes from the source; 0 at its end.
  std::size_t append(Source& source, std::size_t size);
  void append(char c);
  void truncate(std::size_t size);

 private:
  void reserve(std::size_t size);
  void pad();

  std::unique_ptr<char[]> bytes_;
  std::size_t size_ = 0, capacity_ = 0;
};

/// Whole records of a file, the last one ended by a line feed.
struct Chunk {
  TextBuffer text;
  std::uint64_t first_line = 1;  ///< line number in the file of its first byte
  std::uint64_t lines = 0;       ///< line feeds in the text
};

/// Cuts a source into chunks at record ends.
///
///     a,b\n 1,"x\ny"\n 2,z\n 3,"un
///     |------ chunk ------| carry |      a line feed between quotes ends no record
///
class ChunkCutter {
 public:
  struct Options {
    std::string name;              ///< of the file, for messages
    char delimiter = 0;            ///< between fields; 0: quotes mean nothing (LibSVM)
    std::uint64_t first_line = 1;  ///< line number of the source's first byte
    std::size_t chunk_bytes = 0;   ///< a chunk has at least this many, but for the last
  };
  ChunkCutter(std::unique_ptr<Source> source, Options options);

  /// The next chunk, false at the end. Throws an input error for a quote that is not closed and
  /// for a record longer than kLongestRecord.
  bool next(Chunk& chunk);

  const Source& source() const { return *source_; }

 private:
  void scan(const TextBuffer& text);
  bool scan_by_blocks(const TextBuffer& text);
  bool opens_field(const char* first, const char* quote) const;
  [[noreturn]] void fail_without_end(const TextBuffer& text) const;

  std::unique_ptr<Source> source_;
  Options options_;
  std::string carry_;  ///< text after the last chunk's end
  bool ended_ = false;

  // The scan of the text of the chunk being cut.
  std::size_t scanned_ = 0;     ///< bytes looked at
  std::size_t record_end_ = 0;  ///< end of the last whole record
  std::size_t quote_at_ = 0;    ///< the quote that opened last
  bool in_quotes_ = false;
};

}  // namespace coppice
