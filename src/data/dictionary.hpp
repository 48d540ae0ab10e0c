#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"

namespace coppice {

/// Texts numbered from 0 in order of first appearance: an open-addressing hash table over a
/// vector of them. `Text` owns its bytes (std::string) or borrows them (std::string_view).
template <class Text>
class Dictionary {
 public:
  /// The text's code; a new text gets the next one.
  std::int32_t insert(std::string_view text) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    const std::uint64_t hash = hash_bytes(text);
    Slot& slot = slots_[find_slot(text, hash)];
    if (slot.code < 0) {
      slot = {static_cast<std::uint32_t>(hash >> 32), static_cast<std::int32_t>(texts_.size())};
      texts_.emplace_back(text);
    }
    return slot.code;
  }

  /// The text's code, -1 where it is not known.
  std::int32_t find(std::string_view text) const {
    return slots_.empty() ? -1 : slots_[find_slot(text, hash_bytes(text))].code;
  }

  const std::vector<Text>& texts() const { return texts_; }
  std::size_t size() const { return texts_.size(); }

  /// Forgets the texts and keeps the room.
  void clear() {
    texts_.clear();
    slots_.assign(slots_.size(), Slot{});
  }
  /// The texts, moved out; the dictionary is empty after it.
  std::vector<Text> release() {
    slots_ = {};
    return std::exchange(texts_, {});
  }

 private:
  struct Slot {
    std::uint32_t hash = 0;  ///< upper half of the text's hash
    std::int32_t code = -1;  ///< -1: free
  };

  std::size_t find_slot(std::string_view text, std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash & mask;
    while (slots_[i].code >= 0 && !holds(slots_[i], text, hash)) i = (i + 1) & mask;
    return i;
  }
  bool holds(const Slot& slot, std::string_view text, std::uint64_t hash) const {
    return slot.hash == static_cast<std::uint32_t>(hash >> 32) &&
           std::string_view(texts_[static_cast<std::size_t>(slot.code)]) == text;
  }

  void grow() {
    slots_.assign(std::max<std::size_t>(16, 2 * slots_.size()), Slot{});
    for (std::size_t code = 0; code < texts_.size(); ++code) {
      const std::uint64_t hash = hash_bytes(texts_[code]);
      slots_[find_free(hash)] = {static_cast<std::uint32_t>(hash >> 32),
                                 static_cast<std::int32_t>(code)};
    }
  }
  std::size_t find_free(std::uint64_t hash) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = hash & mask;
    while (slots_[i].code >= 0) i = (i + 1) & mask;
    return i;
  }

  std::vector<Text> texts_;
  std::vector<Slot> slots_;
};

}  // namespace coppice
