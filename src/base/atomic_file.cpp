#include "base/atomic_file.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "base/error.hpp"

namespace coppice {

namespace {

constexpr std::size_t kBufferSize = std::size_t{1} << 18;

std::string folder_of(const std::string& path) {
  const std::size_t slash = path.rfind('/');
  if (slash == std::string::npos) return ".";
  return slash == 0 ? "/" : path.substr(0, slash);
}

Error write_failed(const std::string& path, int reason) {
  return io_error("{}: cannot write: {}", path, std::strerror(reason));
}

}  // namespace

AtomicFile::AtomicFile(std::string path) : path_(std::move(path)) {
  buffer_.reserve(kBufferSize);
  if (path_ == "-") {
    path_ = "standard output";
    descriptor_ = STDOUT_FILENO;
    return;
  }
  if (path_.empty())
    throw usage_error("the output path is empty; name a file, or - for standard output");
  struct stat status {};
  const mode_t mask = umask(0);
  umask(mask);
  mode_t mode = 0666 & ~mask;
  if (stat(path_.c_str(), &status) == 0) {
    if (S_ISDIR(status.st_mode)) throw io_error("{}: is a directory; name a file in it", path_);
    if (!S_ISREG(status.st_mode)) {
      descriptor_ = open(path_.c_str(), O_WRONLY | O_CLOEXEC);
      if (descriptor_ < 0) throw write_failed(path_, errno);
      return;
    }
    // The rename below would replace a write-protected file too.
    if (access(path_.c_str(), W_OK) != 0) throw write_failed(path_, errno);
    mode = status.st_mode & 0777;
    // A link is written through: the file it names is replaced, the link stays.
    if (char* resolved = realpath(path_.c_str(), nullptr)) {
      temporary_ = resolved;
      free(resolved);
    }
  } else if (lstat(path_.c_str(), &status) == 0) {
    throw io_error("{}: cannot write: it is a link that leads to no file", path_);
  }
  if (temporary_.empty()) temporary_ = path_;
  target_ = temporary_;
  const std::string folder = folder_of(target_);
  if (stat(folder.c_str(), &status) != 0) {
    throw io_error("{}: cannot write: folder '{}': {}", path_, folder, std::strerror(errno));
  }
  temporary_ += ".XXXXXX.tmp";
  descriptor_ = mkostemps(temporary_.data(), 4, O_CLOEXEC);
  if (descriptor_ < 0) {
    const int reason = errno;
    temporary_.clear();
    throw write_failed(path_, reason);
  }
  fchmod(descriptor_, mode);
}

AtomicFile::~AtomicFile() {
  if (descriptor_ >= 0 && descriptor_ != STDOUT_FILENO) close(descriptor_);
  if (!committed_ && !temporary_.empty()) unlink(temporary_.c_str());
}

void AtomicFile::write(std::string_view text) {
  if (text.size() >= kBufferSize) {
    flush();
    write_all(text.data(), text.size());
    return;
  }
  if (buffer_.size() + text.size() > kBufferSize) flush();
  buffer_.append(text);
}

void AtomicFile::flush() {
  write_all(buffer_.data(), buffer_.size());
  buffer_.clear();
}

void AtomicFile::write_all(const char* data, std::size_t size) {
  while (size > 0) {
    const ssize_t written = ::write(descriptor_, data, size);
    if (written < 0) {
      if (errno == EINTR) continue;
      if (errno == EPIPE) throw ClosedPipe{};
      throw write_failed(path_, errno);
    }
    data += written;
    size -= static_cast<std::size_t>(written);
  }
}

void AtomicFile::finish() {
  flush();
  if (!temporary_.empty() && fsync(descriptor_) != 0) throw write_failed(path_, errno);
}

void AtomicFile::commit() {
  finish();
  if (!temporary_.empty()) {
    const int closing = descriptor_;
    descriptor_ = -1;
    if (close(closing) != 0) throw write_failed(path_, errno);
    if (rename(temporary_.c_str(), target_.c_str()) != 0) throw write_failed(path_, errno);
    // The new name is durable once its folder is synced; a failure here is not a lost file.
    const int folder = open(folder_of(target_).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (folder >= 0) {
      fsync(folder);
      close(folder);
    }
  }
  committed_ = true;
}

bool same_file(const std::string& a, const std::string& b) {
  struct stat first {
  }, second{};
  return stat(a.c_str(), &first) == 0 && stat(b.c_str(), &second) == 0 && S_ISREG(first.st_mode) &&
         first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

}  // namespace coppice
