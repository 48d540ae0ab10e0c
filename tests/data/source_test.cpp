#include "data/source.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include <filesystem>
#include <thread>

#include "support.hpp"

using namespace coppice;

namespace {

std::string gzipped(const std::string& text) {
  z_stream stream = {};
  REQUIRE(deflateInit2(&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) == Z_OK);
  std::string packed(deflateBound(&stream, text.size()) + 64, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  REQUIRE(deflate(&stream, Z_FINISH) == Z_STREAM_END);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

std::string zstd_packed(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 3));
  return packed;
}

std::string many_rows(int rows) {
  std::string text = "a,b\n";
  for (int i = 0; i < rows; ++i)
    text += std::to_string(i) + "," + std::to_string(i * 7 % 1000) + "\n";
  return text;
}

std::string read_all(const std::string& path, std::size_t at_once) {
  const std::unique_ptr<Source> source = open_source(path);
  std::string text, part(at_once, '\0');
  while (const std::size_t got = source->read(part.data(), at_once)) text.append(part, 0, got);
  return text;
}

std::string open_error(const std::string& path, ExitCode code) {
  Observer observer;
  try {
    read_table(path, {}, {}, observer);
  } catch (const Error& error) {
    CHECK(error.code() == code);
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("gzip and zstd are found by content and unpack to the same text") {
  const std::string text = many_rows(30000);
  for (const std::string& packed : {gzipped(text), zstd_packed(text)}) {
    const TempFile file(packed);
    for (const std::size_t at_once : {7, 4096, 1 << 20})
      CHECK(read_all(file.path(), at_once) == text);
  }
}

TEST_CASE("members of a compressed file, one after the other, are one text") {
  const TempFile gzip(gzipped("a,b\n") + gzipped("") + gzipped("1,2\n") + std::string(100, '\0'));
  CHECK(read_all(gzip.path(), 3) == "a,b\n1,2\n");
  const TempFile zstd(zstd_packed("a,b\n") + zstd_packed("1,2\n"));
  CHECK(read_all(zstd.path(), 3) == "a,b\n1,2\n");
}

TEST_CASE("compressed data that is cut off or damaged is an input error") {
  const std::string text = many_rows(30000);
  for (std::string packed : {gzipped(text), zstd_packed(text)}) {
    CHECK(has(error_of(packed.substr(0, packed.size() / 2)), "data is damaged: it ends too early"));
    for (std::size_t i = packed.size() / 2; i < packed.size() / 2 + 32; ++i)
      packed[i] = static_cast<char>(~packed[i]);
    CHECK(has(error_of(packed), "data is damaged"));
  }
  CHECK(has(error_of(gzipped("a\n1\n") + "rubbish"), "gzip data is damaged"));
}

TEST_CASE("a FIFO is read like a file") {
  const std::string text = many_rows(5000);
  const TempFile placeholder("");
  const std::string path = placeholder.path() + ".fifo";
  REQUIRE(mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] { std::ofstream(path) << text; });
  Observer observer;
  const LoadedTable loaded = read_table(path, {}, {}, observer);
  writer.join();
  std::remove(path.c_str());
  CHECK(loaded.table.rows == 5000);
}

TEST_CASE("paths that cannot be read are named") {
  const std::string folder = std::filesystem::temp_directory_path();
  CHECK(has(open_error(folder, ExitCode::io), folder + ": is a directory"));
  CHECK(open_error("/no/such/file.csv", ExitCode::io) ==
        "/no/such/file.csv: cannot open: No such file or directory");
  CHECK(open_error("/dev/null", ExitCode::input) == "/dev/null: the file is empty");
  CHECK(source_name("-") == "standard input");
}

TEST_CASE("empty files and files that are not text are input errors") {
  CHECK(has(error_of(""), "FILE: the file is empty"));
  CHECK(has(error_of("\xef\xbb\xbf"), "FILE: the file is empty"));
  CHECK(has(error_of("\n\n \n"), "FILE: no rows"));
  CHECK(has(error_of("a,b\n"), "FILE: no rows: the file has a header line and nothing below it"));
  CHECK(has(error_of("\x89PNG\r\n\x1a\n"), "FILE: not text: this is a PNG image"));
  CHECK(has(error_of(std::string("PK\x03\x04", 4)), "FILE: not text: this is a zip archive"));
  CHECK(has(error_of(std::string("a,b\n1,2\n3,\0\n", 12)), "FILE:3: not text: it has a zero byte"));
  CHECK(has(error_of("a,b\r1,2\r"), "FILE: its lines end with carriage returns alone"));
  std::string late = "a,b\n";
  for (int i = 0; i < 300000; ++i) late += "1,x\n";
  late[late.size() - 2] = '\0';
  CHECK(has(error_of(late), "FILE:300001: not text: it has a zero byte"));
}

TEST_CASE("the observer hears how much of the file has been read") {
  class Listener final : public Observer {
   public:
    void bytes_read(std::string_view, std::uint64_t done, std::uint64_t total) override {
      CHECK(done >= done_);
      done_ = done, total_ = total;
    }
    std::uint64_t done_ = 0, total_ = 0;
  };
  const std::string text = many_rows(200000), packed = gzipped(text);
  for (const std::string& content : {text, packed}) {
    const TempFile file(content);
    Listener listener;
    read_table(file.path(), {}, {}, listener);
    CHECK(listener.done_ == content.size());
    CHECK(listener.total_ == content.size());
  }
}
