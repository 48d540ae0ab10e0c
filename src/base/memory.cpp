#include "base/memory.hpp"

#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <fstream>
#include <limits>
#include <sstream>

#include "base/error.hpp"
#include "base/large_blocks.hpp"

namespace coppice {

namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();
constexpr std::size_t kMebibyte = std::size_t{1} << 20;

std::atomic<std::size_t> limit_set{0};

/// The number in a file of one number; no limit where there is none ("max").
std::size_t limit_in(const std::string& path) {
  std::size_t bytes = kNoLimit;
  return std::ifstream(path) >> bytes ? bytes : kNoLimit;
}

/// What the shell allows (ulimit -v, -d).
std::size_t process_limit() {
  std::size_t least = kNoLimit;
  for (const auto kind : {RLIMIT_AS, RLIMIT_DATA}) {
    struct rlimit limit {};
    if (getrlimit(kind, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) continue;
    least = std::min(least, static_cast<std::size_t>(limit.rlim_cur));
  }
  return least;
}

std::size_t machine_memory() {
  const auto pages = static_cast<std::size_t>(std::max(0L, sysconf(_SC_PHYS_PAGES)));
  std::ostringstream groups;
  groups << std::ifstream("/proc/self/cgroup").rdbuf();
  return std::min(
      {pages * page_bytes(), cgroup_limit(groups.str(), "/sys/fs/cgroup"), process_limit()});
}

}  // namespace

std::size_t page_bytes() {
  return static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
}

std::size_t cgroup_limit(std::string_view groups, const std::string& root) {
  std::size_t least = limit_in(root + "/memory/memory.limit_in_bytes");  // version 1
  const std::size_t line = groups.find("0::/");
  if (line == std::string_view::npos) return least;
  std::string path(groups.substr(line + 3, groups.find('\n', line) - line - 3));
  // A group is bound by those above it.
  for (;; path.resize(std::min(path.rfind('/'), path.size()))) {
    least = std::min(least, limit_in(root + path + "/memory.max"));
    if (path.empty()) return least;
  }
}

std::size_t memory_limit() {
  const std::size_t set = limit_set.load(std::memory_order_relaxed);
  static const std::size_t machine = machine_memory();
  return set > 0 ? set : machine;
}

void set_memory_limit(std::size_t bytes) {
  limit_set.store(bytes, std::memory_order_relaxed);
}

std::size_t memory_in_use() {
  std::size_t all = 0, resident = 0;
  std::ifstream("/proc/self/statm") >> all >> resident;
  const std::size_t bytes = resident * page_bytes();
  return bytes - std::min(bytes, bytes_kept());
}

std::size_t memory_left() {
  const std::size_t limit = memory_limit();
  return limit - std::min(limit, memory_in_use());
}

void require_memory(std::size_t bytes, std::string_view what) {
  if (bytes <= memory_left()) return;
  const std::size_t needed = (bytes + memory_in_use()) / kMebibyte + 1;
  throw usage_error(
      "memory: {} would take about {} MiB in all, and the limit is {} MiB; give more "
      "(--memory-limit, or a larger machine or container), or fewer rows or columns",
      what, needed, memory_limit() / kMebibyte);
}

}  // namespace coppice
