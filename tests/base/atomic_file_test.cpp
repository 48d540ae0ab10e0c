#include "base/atomic_file.hpp"

#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "base/error.hpp"

using namespace coppice;
namespace fs = std::filesystem;

namespace {

/// A folder of its own, removed with all in it.
class Folder {
 public:
  Folder() {
    std::string name = (fs::temp_directory_path() / "coppice_test.XXXXXX").string();
    REQUIRE(mkdtemp(name.data()) != nullptr);
    path_ = name;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string operator/(const std::string& name) const { return (path_ / name).string(); }
  std::size_t entries() const {
    return static_cast<std::size_t>(
        std::distance(fs::directory_iterator(path_), fs::directory_iterator()));
  }

 private:
  fs::path path_;
};

std::string contents(const std::string& path) {
  std::ostringstream text;
  text << std::ifstream(path, std::ios::binary).rdbuf();
  return text.str();
}

void put(const std::string& path, std::string_view text) {
  std::ofstream(path, std::ios::binary) << text;
}

mode_t mode_of(const std::string& path) {
  struct stat status {};
  REQUIRE(stat(path.c_str(), &status) == 0);
  return status.st_mode & 0777;
}

/// Writes `text` to `path` whole.
void write_file(const std::string& path, std::string_view text) {
  AtomicFile file(path);
  file.write(text);
  file.commit();
}

/// The io error that `action` ends with.
template <class Action>
std::string io_failure(const Action& action) {
  try {
    action();
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::io);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a committed file holds all that was written, in order") {
  const Folder folder;
  std::string expected;
  {
    AtomicFile file(folder / "out.csv");
    for (int i = 0; i < 100000; ++i) {
      const std::string line = "line " + std::to_string(i) + "\n";
      file.write(line);
      expected += line;
    }
    const std::string large(1000000, 'x');  // larger than the buffer
    file.write(large);
    file.write("");
    file.write("end");
    expected += large + "end";
    CHECK_FALSE(fs::exists(folder / "out.csv"));
    file.commit();
  }
  CHECK(contents(folder / "out.csv") == expected);
  CHECK(folder.entries() == 1);
}

TEST_CASE("without commit the old file stays and no temporary is left") {
  const Folder folder;
  put(folder / "model.json", "old");
  {
    AtomicFile file(folder / "model.json");
    file.write(std::string(500000, 'n'));
    CHECK(folder.entries() == 2);
  }
  CHECK(contents(folder / "model.json") == "old");
  CHECK(folder.entries() == 1);
  { AtomicFile file(folder / "new.json"); }
  CHECK(folder.entries() == 1);
}

TEST_CASE("an existing file is replaced and keeps its permissions, whatever the umask") {
  const Folder folder;
  const mode_t before = umask(077);
  for (const mode_t mode : {0600, 0640, 0664, 0666}) {
    put(folder / "out", "old");
    REQUIRE(chmod((folder / "out").c_str(), mode) == 0);
    write_file(folder / "out", "new");
    CHECK(contents(folder / "out") == "new");
    CHECK(mode_of(folder / "out") == mode);
  }
  umask(before);
}

TEST_CASE("a new file gets the permissions that the umask leaves") {
  const Folder folder;
  const mode_t before = umask(027);
  write_file(folder / "out", "new");
  CHECK(mode_of(folder / "out") == 0640);
  umask(before);
}

TEST_CASE("a write-protected file is not replaced") {
  if (geteuid() == 0) return;  // nothing is protected from root
  const Folder folder;
  put(folder / "out", "old");
  REQUIRE(chmod((folder / "out").c_str(), 0444) == 0);
  CHECK(io_failure([&] { AtomicFile file(folder / "out"); }) != "");
  CHECK(contents(folder / "out") == "old");
}

TEST_CASE("a link is written through and stays a link") {
  const Folder folder;
  fs::create_directory(folder / "deep");
  put(folder / "deep/target", "old");
  fs::create_symlink(folder / "deep/target", folder / "link");
  write_file(folder / "link", "new");
  CHECK(fs::is_symlink(folder / "link"));
  fs::create_symlink(folder / "nowhere/target", folder / "dangling");
  CHECK_THROWS_AS(AtomicFile(folder / "dangling"), Error);
  fs::create_symlink("circle", folder / "circle");
  CHECK_THROWS_AS(AtomicFile(folder / "circle"), Error);
  CHECK(contents(folder / "deep/target") == "new");
}

TEST_CASE("a folder, a missing folder and an empty path are refused at once") {
  const Folder folder;
  CHECK(io_failure([&] { AtomicFile file(folder / ""); }).find("is a directory") !=
        std::string::npos);
  const std::string missing = folder / "no/such/out.csv";
  const std::string message = io_failure([&] { AtomicFile file(missing); });
  CHECK(message.starts_with(missing + ": "));
  CHECK(message.find("No such file or directory") != std::string::npos);
  put(folder / "plain", "");
  CHECK(io_failure([&] { AtomicFile file(folder / "plain/out"); }) != "");
  try {
    AtomicFile file("");
    FAIL("an empty path was accepted");
  } catch (const Error& error) {
    CHECK(error.code() == ExitCode::usage);
  }
}

TEST_CASE("a full device is an io error that names it") {
  const std::string message = io_failure([] { write_file("/dev/full", "text"); });
  CHECK(message == "/dev/full: cannot write: No space left on device");
  CHECK(io_failure([] { write_file("/dev/full", std::string(1000000, 'x')); }) == message);
}

TEST_CASE("a device is written in place") {
  CHECK(io_failure([] { write_file("/dev/null", "text"); }) == "");
  struct stat status {};
  REQUIRE(stat("/dev/null", &status) == 0);
  CHECK(S_ISCHR(status.st_mode));
}

TEST_CASE("a dash is standard output, and a reader that has gone is no error of ours") {
  int ends[2] = {-1, -1};
  REQUIRE(pipe(ends) == 0);
  const int saved = dup(STDOUT_FILENO);
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  dup2(ends[1], STDOUT_FILENO);
  write_file("-", "to the pipe");
  char text[32] = {};
  const ssize_t size = read(ends[0], text, sizeof text - 1);
  close(ends[0]);
  bool closed = false;
  try {
    write_file("-", "to nobody");
  } catch (const ClosedPipe&) {
    closed = true;
  }
  dup2(saved, STDOUT_FILENO);
  close(saved);
  close(ends[1]);
  std::signal(SIGPIPE, before);
  CHECK(size == 11);
  CHECK(std::string(text) == "to the pipe");
  CHECK(closed);
}

TEST_CASE("same_file sees through links and different spellings of a path") {
  const Folder folder;
  put(folder / "a", "1");
  put(folder / "b", "1");
  fs::create_symlink(folder / "a", folder / "link");
  fs::create_hard_link(folder / "a", folder / "hard");
  CHECK(same_file(folder / "a", folder / "./a"));
  CHECK(same_file(folder / "a", folder / "link"));
  CHECK(same_file(folder / "a", folder / "hard"));
  CHECK_FALSE(same_file(folder / "a", folder / "b"));
  CHECK_FALSE(same_file(folder / "a", folder / "missing"));
  CHECK_FALSE(same_file("/dev/null", "/dev/null"));
}
