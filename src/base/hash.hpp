#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace coppice {

/// 64-bit XXH3 of the bytes. Not cryptographic: it finds damage, not malice.
std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed = 0);

/// hash_bytes(all, 0) of bytes that come piece by piece.
class PieceHash {
 public:
  PieceHash();
  ~PieceHash();
  PieceHash(const PieceHash&) = delete;
  PieceHash& operator=(const PieceHash&) = delete;

  void add(std::string_view bytes);
  std::uint64_t value() const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// 16 lower-case hexadecimal digits.
std::string hash_text(std::uint64_t hash);

}  // namespace coppice
