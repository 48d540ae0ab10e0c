#include "bins/source_mark.hpp"

#include <sys/stat.h>

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "base/error.hpp"
#include "base/hash.hpp"

namespace coppice {

namespace {

std::uint64_t hash_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw io_error("{}: cannot open: {}", path, std::strerror(errno));
  constexpr std::size_t kBlock = std::size_t{1} << 20;
  std::vector<char> block(kBlock);
  std::uint64_t hash = 0;
  while (file) {
    file.read(block.data(), static_cast<std::streamsize>(block.size()));
    const auto got = static_cast<std::size_t>(file.gcount());
    if (got > 0) hash = hash_bytes({block.data(), got}, hash);
  }
  if (file.bad()) throw io_error("{}: cannot read", path);
  return hash;
}

}  // namespace

SourceMark mark_source(const std::string& path) {
  struct stat status {};
  if (path == "-" || (stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode))) {
    throw usage_error(
        "--save-binned needs a regular file as data, since it is checked against it later; write "
        "the data to a file first");
  }
  if (stat(path.c_str(), &status) != 0) {
    throw io_error("{}: cannot open: {}", path, std::strerror(errno));
  }
  SourceMark mark;
  mark.path = std::filesystem::absolute(path).lexically_normal().string();
  mark.size = static_cast<std::uint64_t>(status.st_size);
  mark.changed = std::int64_t{status.st_mtim.tv_sec} * 1000000000 + status.st_mtim.tv_nsec;
  mark.hash = hash_file(path);
  return mark;
}

SourceState check_source(const SourceMark& mark) {
  struct stat status {};
  if (stat(mark.path.c_str(), &status) != 0) return SourceState::gone;
  if (!S_ISREG(status.st_mode)) return SourceState::changed;
  if (static_cast<std::uint64_t>(status.st_size) != mark.size) return SourceState::changed;
  return hash_file(mark.path) == mark.hash ? SourceState::same : SourceState::changed;
}

}  // namespace coppice
