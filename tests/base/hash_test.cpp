#include "base/hash.hpp"

#include <doctest/doctest.h>

#include <set>

using namespace coppice;

TEST_CASE("hashes are XXH3's, the same on every machine") {
  CHECK(hash_text(hash_bytes("")) == "2d06800538d394c2");
  CHECK(hash_bytes("coppice") == hash_bytes("coppice", 0));
  CHECK(hash_bytes("coppice") != hash_bytes("coppice", 1));
}

TEST_CASE("any flipped bit and any cut changes the hash") {
  std::string text(300, 'a');
  std::set<std::uint64_t> seen{hash_bytes(text)};
  for (std::size_t bit = 0; bit < 8 * text.size(); ++bit) {
    text[bit / 8] = static_cast<char>(text[bit / 8] ^ (1 << (bit % 8)));
    CHECK(seen.insert(hash_bytes(text)).second);
    text[bit / 8] = 'a';
  }
  for (std::size_t size = 0; size < text.size(); ++size) {
    CHECK(seen.insert(hash_bytes(std::string_view(text).substr(0, size))).second);
  }
}

TEST_CASE("a hash is 16 lower-case hexadecimal digits") {
  CHECK(hash_text(0) == "0000000000000000");
  CHECK(hash_text(0xABCDEF) == "0000000000abcdef");
  CHECK(hash_text(~std::uint64_t{0}) == "ffffffffffffffff");
}

TEST_CASE("the hash of pieces is that of the whole") {
  std::string whole;
  PieceHash hash;
  CHECK(hash.value() == hash_bytes(""));
  for (std::size_t size = 0; size < 400; size += 7) {
    const std::string piece(size, static_cast<char>('a' + size % 26));
    whole += piece;
    hash.add(piece);
    CHECK(hash.value() == hash_bytes(whole));
  }
}
