#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace coppice {

/// A file that appears whole or not at all: written to a temporary name beside the target,
/// synced, then renamed over it by commit(). Destroyed without commit, the temporary is removed
/// and the target is as it was. "-" writes to standard output; devices and FIFOs are written in
/// place, since they cannot be renamed over. All failures throw an io error that names the path.
class AtomicFile {
 public:
  /// Opens the temporary; fails where the folder is missing or not writable, or the target is a
  /// directory. Create it before long work, so that a bad path is told at once.
  explicit AtomicFile(std::string path);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  /// Appends; buffered.
  void write(std::string_view text);
  /// Flushes and syncs: what can go wrong has gone wrong then. For several files of which all or
  /// none are to appear.
  void finish();
  /// Finishes and renames. A closed pipe (standard output) throws ClosedPipe.
  void commit();

  const std::string& path() const { return path_; }

 private:
  void flush();
  void write_all(const char* data, std::size_t size);

  std::string path_;
  std::string target_;     ///< the path with links resolved
  std::string temporary_;  ///< empty when written in place
  int descriptor_ = -1;
  bool committed_ = false;
  std::string buffer_;
};

/// The reader of our pipe has gone (`| head -1`): not an error, the process ends quietly.
struct ClosedPipe {};

/// True if both paths name the same existing file (also through links).
bool same_file(const std::string& a, const std::string& b);

}  // namespace coppice
