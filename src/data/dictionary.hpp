#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/hash.hpp"

namespace coppice {

/// Texts numbered from 0 in order of first appearance: an open-addressing hash table over a
/// vector of them. `Text` owns its bytes (std::string) or borrows them (std::string_view). Most
/// categories are short: a text of up to eight bytes stands in the table itself.
template <class Text>
class Dictionary {
 public:
  /// The text's code; a new text gets the next one.
  std::int32_t insert(std::string_view text) {
    if (2 * (texts_.size() + 1) > slots_.size()) grow();
    const Key key = key_of(text);
    Slot& slot = slots_[find_slot(text, key)];
    if (slot.code < 0) {
      slot = {key, static_cast<std::int32_t>(texts_.size())};
      texts_.emplace_back(text);
    }
    return slot.code;
  }

  /// The text's code, -1 where it is not known.
  std::int32_t find(std::string_view text) const {
    return slots_.empty() ? -1 : slots_[find_slot(text, key_of(text))].code;
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
  static constexpr std::uint32_t kShort = 8;

  /// A short text: its bytes and their number. Of another, its hash, and a size above kShort.
  struct Key {
    std::uint64_t word = 0;
    std::uint32_t size = 0;
    bool operator==(const Key&) const = default;
  };
  struct Slot {
    Key key;
    std::int32_t code = -1;  ///< -1: free
  };

  static Key key_of(std::string_view text) {
    if (text.size() > kShort) return {hash_bytes(text), kShort + 1};
    return {short_word(text.data(), text.size()), static_cast<std::uint32_t>(text.size())};
  }
  /// The bytes of a short text in one word, by loads of fixed width that may overlap.
  static std::uint64_t short_word(const char* p, std::size_t size) {
    const auto load4 = [](const char* at) {
      std::uint32_t half;
      std::memcpy(&half, at, sizeof half);
      return std::uint64_t{half};
    };
    const auto byte = [&](std::size_t i) {
      return std::uint64_t{static_cast<unsigned char>(p[i])};
    };
    if (size >= 4) return load4(p) | load4(p + size - 4) << (8 * (size - 4));
    if (size == 0) return 0;
    return byte(0) | byte(size / 2) << (8 * (size / 2)) | byte(size - 1) << (8 * (size - 1));
  }

  std::size_t find_slot(std::string_view text, const Key& key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = first_slot(key);
    while (slots_[i].code >= 0 && !holds(slots_[i], text, key)) i = (i + 1) & mask;
    return i;
  }
  bool holds(const Slot& slot, std::string_view text, const Key& key) const {
    return slot.key == key &&
           (key.size <= kShort ||
            std::string_view(texts_[static_cast<std::size_t>(slot.code)]) == text);
  }
  /// Multiplicative hashing (Knuth, TAOCP vol. 3, 6.4), the high bits folded onto the low ones.
  std::size_t first_slot(const Key& key) const {
    std::uint64_t mixed = (key.word ^ key.size) * 0x9e3779b97f4a7c15ULL;
    mixed ^= mixed >> 32;
    return (mixed * 0x9e3779b97f4a7c15ULL >> 32) & (slots_.size() - 1);
  }

  void grow() {
    slots_.assign(std::max<std::size_t>(4, 2 * slots_.size()), Slot{});
    for (std::size_t code = 0; code < texts_.size(); ++code) {
      const Key key = key_of(texts_[code]);
      slots_[find_free(key)] = {key, static_cast<std::int32_t>(code)};
    }
  }
  std::size_t find_free(const Key& key) const {
    const std::size_t mask = slots_.size() - 1;
    std::size_t i = first_slot(key);
    while (slots_[i].code >= 0) i = (i + 1) & mask;
    return i;
  }

  std::vector<Text> texts_;
  std::vector<Slot> slots_;
};

}  // namespace coppice
