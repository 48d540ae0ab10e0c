#pragma once

#include <cstdint>
#include <string>

namespace coppice {

/// What tells whether a file is still the one that it was: its absolute path, and of its contents
/// the size, the time of the last change and a hash.
struct SourceMark {
  std::string path;
  std::uint64_t size = 0;
  std::int64_t changed = 0;  ///< nanoseconds since 1970
  std::uint64_t hash = 0;
};

/// Reads the whole file. Throws io errors, and a usage error where it is not a regular file.
SourceMark mark_source(const std::string& path);

enum class SourceState { same, changed, gone };

/// Whether the file that was marked is still there, byte for byte. A file of another size is not
/// read; one that was only touched, or put back, is the same.
SourceState check_source(const SourceMark& mark);

}  // namespace coppice
