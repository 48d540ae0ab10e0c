#include "base/memory.hpp"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <limits>

#include "base/error.hpp"

using namespace coppice;

namespace {

constexpr std::size_t kNoLimit = std::numeric_limits<std::size_t>::max();

struct LimitScope {
  explicit LimitScope(std::size_t bytes) { set_memory_limit(bytes); }
  ~LimitScope() { set_memory_limit(0); }
};

void write(const std::filesystem::path& path, const char* text) {
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

}  // namespace

TEST_CASE("what would pass the limit is refused with the number that would do") {
  const std::size_t limit = (memory_in_use() >> 20) + 64;  // MiB
  const LimitScope scope(limit << 20);
  CHECK_NOTHROW(require_memory(1, "nothing"));
  try {
    require_memory(std::size_t{100} << 20, "the table");
    FAIL("refusal expected");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
    const std::string text = error.what();
    const std::string before = "the table would take about ";
    const std::size_t at = text.find(before);
    REQUIRE(at != std::string::npos);
    CHECK(std::stoul(text.substr(at + before.size())) > limit);
    CHECK(text.find(fmt::format("the limit is {} MiB", limit)) != std::string::npos);
  }
  CHECK_THROWS_AS(require_memory(kNoLimit / 2, "everything"), Error);
}

TEST_CASE("memory in use is part of the limit") {
  const LimitScope scope(1);
  CHECK(memory_in_use() > 100000);
  CHECK(memory_left() == 0);
  CHECK_THROWS_AS(require_memory(1, "anything"), Error);
}

TEST_CASE("a container's limit is the least of its groups") {
  std::string folder = std::filesystem::temp_directory_path() / "coppice_cgroup_XXXXXX";
  REQUIRE(mkdtemp(folder.data()) != nullptr);
  CHECK(cgroup_limit("0::/a/b\n", folder) == kNoLimit);
  write(folder + "/a/b/memory.max", "max\n");
  CHECK(cgroup_limit("0::/a/b\n", folder) == kNoLimit);
  write(folder + "/a/memory.max", "5000\n");
  CHECK(cgroup_limit("0::/a/b\n", folder) == 5000);
  write(folder + "/memory.max", "4000\n");
  CHECK(cgroup_limit("1:name=x:/\n0::/a/b", folder) == 4000);
  CHECK(cgroup_limit("0::/\n", folder) == 4000);
  write(folder + "/memory/memory.limit_in_bytes", "3000\n");
  CHECK(cgroup_limit("", folder) == 3000);
  std::filesystem::remove_all(folder);
}
