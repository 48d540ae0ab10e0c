#include "data/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string_view>
#include <utility>

#include "base/error.hpp"

namespace coppice {

namespace {

class FileSource final : public Source {
 public:
  FileSource(int descriptor, std::string name, std::uint64_t total)
      : descriptor_(descriptor), name_(std::move(name)), total_(total) {}
  ~FileSource() override {
    if (descriptor_ != STDIN_FILENO) close(descriptor_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  std::size_t read(char* to, std::size_t size) override {
    constexpr std::size_t kMostAtOnce = std::size_t{1} << 30;
    ssize_t got = 0;
    do {
      got = ::read(descriptor_, to, std::min(size, kMostAtOnce));
    } while (got < 0 && errno == EINTR);
    if (got < 0) throw io_error("{}: cannot read: {}", name_, std::strerror(errno));
    done_ += static_cast<std::uint64_t>(got);
    return static_cast<std::size_t>(got);
  }
  std::uint64_t done() const override { return done_; }
  std::uint64_t total() const override { return total_; }

 private:
  int descriptor_;
  std::string name_;
  std::uint64_t done_ = 0, total_;
};

class JoinedSource final : public Source {
 public:
  JoinedSource(std::string front, std::unique_ptr<Source> rest)
      : front_(std::move(front)), rest_(std::move(rest)) {}

  std::size_t read(char* to, std::size_t size) override {
    if (taken_ == front_.size()) return rest_ ? rest_->read(to, size) : 0;
    const std::size_t part = std::min(size, front_.size() - taken_);
    std::memcpy(to, front_.data() + taken_, part);
    taken_ += part;
    if (taken_ == front_.size()) front_ = std::string(), taken_ = 0;
    return part;
  }
  std::uint64_t done() const override { return rest_ ? rest_->done() : taken_; }
  std::uint64_t total() const override { return rest_ ? rest_->total() : 0; }
  bool plain() const override { return !rest_ || rest_->plain(); }

 private:
  std::string front_;
  std::size_t taken_ = 0;
  std::unique_ptr<Source> rest_;
};

std::unique_ptr<Source> open_file(const std::string& path) {
  const bool standard_input = path == "-";
  const std::string name = source_name(path);
  const int descriptor = standard_input ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) throw io_error("{}: cannot open: {}", name, std::strerror(errno));
  struct stat status = {};
  const bool known = fstat(descriptor, &status) == 0;
  const bool regular = known && S_ISREG(status.st_mode);
  auto source = std::make_unique<FileSource>(
      descriptor, name, regular ? static_cast<std::uint64_t>(status.st_size) : 0);
  if (known && S_ISDIR(status.st_mode)) throw io_error("{}: is a directory; name a file", name);
  if (regular) posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL);
  return source;
}

struct Signature {
  std::string_view bytes;
  const char* what;
};

// Files often given by mistake, with what they are.
constexpr Signature kNotText[] = {
    {"PK\x03\x04", "a zip archive or spreadsheet; unpack it or save it as CSV"},
    {"\xfd"
     "7zXZ",
     "xz data; unpack it with 'xz -dc' (gzip and zstd are read as they are)"},
    {"BZh91A", "bzip2 data; unpack it with 'bzip2 -dc' (gzip and zstd are read as they are)"},
    {"COPPICEB",
     "a binned file, which only train, predict and evaluate take as their data; name the text "
     "file"},
    {"PAR1\x15", "a Parquet file; save it as CSV"},
    {"\x89PNG", "a PNG image; name a CSV or LibSVM file"},
    {"\xff\xfe", "UTF-16 text; convert it with 'iconv -f UTF-16 -t UTF-8'"},
    {"\xfe\xff", "UTF-16 text; convert it with 'iconv -f UTF-16 -t UTF-8'"},
};

}  // namespace

std::string source_name(const std::string& path) {
  return path == "-" ? "standard input" : path;
}

std::size_t read_fully(Source& source, char* to, std::size_t size) {
  std::size_t done = 0;
  while (done < size) {
    const std::size_t got = source.read(to + done, size - done);
    if (got == 0) break;
    done += got;
  }
  return done;
}

std::unique_ptr<Source> joined_source(std::string front, std::unique_ptr<Source> rest) {
  return std::make_unique<JoinedSource>(std::move(front), std::move(rest));
}

std::unique_ptr<Source> open_source(const std::string& path) {
  std::unique_ptr<Source> source = open_file(path);
  const std::string name = source_name(path);
  std::string magic(8, '\0');
  magic.resize(read_fully(*source, magic.data(), magic.size()));
  for (const Signature& signature : kNotText) {
    if (magic.starts_with(signature.bytes)) {
      throw input_error("{}: not text: this is {}", name, signature.what);
    }
  }
  const bool gzip = magic.starts_with("\x1f\x8b"), zstd = magic.starts_with("\x28\xb5\x2f\xfd");
  source = joined_source(std::move(magic), std::move(source));
  if (gzip) return gzip_source(std::move(source), name);
  if (zstd) return zstd_source(std::move(source), name);
  return source;
}

}  // namespace coppice
