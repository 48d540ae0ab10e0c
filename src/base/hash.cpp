#include "base/hash.hpp"

#include <fmt/format.h>
#include <xxhash.h>

#include <new>

namespace coppice {

std::uint64_t hash_bytes(std::string_view bytes, std::uint64_t seed) {
  return XXH3_64bits_withSeed(bytes.data(), bytes.size(), seed);
}

struct PieceHash::State {
  XXH3_state_t* const stream = XXH3_createState();
  ~State() { XXH3_freeState(stream); }
};

PieceHash::PieceHash() : state_(std::make_unique<State>()) {
  if (state_->stream == nullptr) throw std::bad_alloc();
  XXH3_64bits_reset(state_->stream);
}

PieceHash::~PieceHash() = default;

void PieceHash::add(std::string_view bytes) {
  XXH3_64bits_update(state_->stream, bytes.data(), bytes.size());
}

std::uint64_t PieceHash::value() const {
  return XXH3_64bits_digest(state_->stream);
}

std::string hash_text(std::uint64_t hash) {
  return fmt::format("{:016x}", hash);
}

}  // namespace coppice
