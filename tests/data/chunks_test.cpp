#include "data/chunks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/error.hpp"
#include "reference/naive_csv.hpp"

using namespace coppice;

namespace {

struct Cut {
  std::string text;
  std::uint64_t line;
};

std::vector<Cut> cut(const std::string& text, std::size_t chunk_bytes, char delimiter = ',') {
  ChunkCutter cutter(joined_source(text, nullptr), {"FILE", delimiter, 1, chunk_bytes});
  std::vector<Cut> cuts;
  for (Chunk chunk; cutter.next(chunk);) {
    cuts.push_back({std::string(chunk.text.data(), chunk.text.size()), chunk.first_line});
  }
  return cuts;
}

std::string error_of_cut(const std::string& text, std::size_t chunk_bytes) {
  try {
    cut(text, chunk_bytes);
  } catch (const Error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("chunks of any size put together are the text, and each ends a record") {
  const std::string text = "a,b\n1,\"x\ny\"\"z\n\"\n\n2, \"q\n\"\n3,4\"5\n6,\"\"\n";
  const std::size_t records = reference::naive_csv(text, ',').size();
  for (std::size_t bytes = 1; bytes < 2 * text.size(); ++bytes) {
    std::string together;
    std::size_t cut_records = 0;
    for (const Cut& piece : cut(text, bytes)) {
      CHECK(piece.line ==
            1 + static_cast<std::uint64_t>(std::count(together.begin(), together.end(), '\n')));
      cut_records += reference::naive_csv(piece.text, ',').size();
      together += piece.text;
    }
    CHECK(together == text);
    CHECK(cut_records == records);
  }
}

TEST_CASE("the smallest chunks are one record each") {
  const auto cuts = cut("1,2\n3,\"4\n5\"\n6,7\n", 1);
  REQUIRE(cuts.size() == 3);
  CHECK(cuts[1].text == "3,\"4\n5\"\n");
  CHECK(cuts[2].text == "6,7\n");
  CHECK(cuts[2].line == 4);
}

TEST_CASE("a quote within an unquoted field is a character like any other") {
  const auto cuts = cut("5\" pipe,1\n6\" pipe,2\n", 1);
  REQUIRE(cuts.size() == 2);
  CHECK(cuts[0].text == "5\" pipe,1\n");
}

TEST_CASE("without quoting every line feed ends a record") {
  CHECK(cut("\"a\nb\"\n", 1, 0).size() == 2);
}

TEST_CASE("the last line gets the line feed that it lacks") {
  const auto cuts = cut("1\n2", 100);
  REQUIRE(cuts.size() == 1);
  CHECK(cuts[0].text == "1\n2\n");
  CHECK(cut("", 10).empty());
}

TEST_CASE("a quote that is not closed is an error that names the line where it opens") {
  for (const std::size_t bytes : {1, 5, 1000}) {
    CHECK(error_of_cut("a\n\"b\nc\"\nd,\"e\nf\ng\n", bytes)
              .starts_with("FILE:4: the quote that opens here"));
  }
}

TEST_CASE("a record longer than the limit is an error that names its line, in bounded memory") {
  /// "ok" and then the letter x without end.
  class Endless final : public Source {
   public:
    std::size_t read(char* to, std::size_t size) override {
      std::fill(to, to + size, 'x');
      if (done_ == 0 && size > 2) to[0] = 'o', to[1] = 'k', to[2] = '\n';
      done_ += size;
      CHECK(done_ < 8 * kLongestRecord);
      return size;
    }
    std::uint64_t done() const override { return done_; }
    std::uint64_t total() const override { return 0; }

   private:
    std::uint64_t done_ = 0;
  };
  ChunkCutter cutter(std::make_unique<Endless>(), {"FILE", ',', 1, 1000});
  Chunk chunk;
  CHECK(cutter.next(chunk));
  std::string message;
  try {
    cutter.next(chunk);
  } catch (const Error& error) {
    message = error.what();
  }
  CHECK(message.starts_with("FILE:2: the line is longer than 64 MiB"));
}
