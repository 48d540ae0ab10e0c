#pragma once

#include <cstdint>
#include <memory>
#include <string>

namespace coppice {

/// A stream of bytes from outside, and how far it has been read.
class Source {
 public:
  virtual ~Source() = default;

  /// Reads up to `size` bytes, at least one before the end; 0 is the end.
  virtual std::size_t read(char* to, std::size_t size) = 0;
  /// Bytes of the file that have been read; of a compressed file, compressed bytes.
  virtual std::uint64_t done() const = 0;
  /// Bytes of the file, 0 where they are not known (a pipe).
  virtual std::uint64_t total() const = 0;
  /// False where the bytes read are more than those of the file.
  virtual bool plain() const { return true; }
};

/// Opens a file, device or FIFO, or standard input for "-"; gzip and zstd are unpacked, found by
/// their first bytes. Throws an io error where it cannot be opened or read, and an input error
/// where compressed data is damaged or ends too early.
std::unique_ptr<Source> open_source(const std::string& path);

/// How messages name a path: "standard input" for "-".
std::string source_name(const std::string& path);

/// First the bytes of `front`, then those of `rest` (which may be null).
std::unique_ptr<Source> joined_source(std::string front, std::unique_ptr<Source> rest);

/// Unpack what `packed` reads; `name` is for messages.
std::unique_ptr<Source> gzip_source(std::unique_ptr<Source> packed, std::string name);
std::unique_ptr<Source> zstd_source(std::unique_ptr<Source> packed, std::string name);

/// Reads until `size` bytes are there or the source ends.
std::size_t read_fully(Source& source, char* to, std::size_t size);

}  // namespace coppice
