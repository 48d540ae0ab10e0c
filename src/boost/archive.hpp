#pragma once

#include <concepts>
#include <cstdint>
#include <cstring>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/parameters.hpp"
#include "model/model.hpp"

namespace coppice {

// A state goes to bytes and back by one list of its members, so that writing and reading cannot
// differ:
//
//   template <class Archive>
//   void archive(Archive& state) {
//     state(ensemble_, round_);        // numbers, texts, vectors, pairs, trees, ensembles
//     state.fixed(training_.scores);   // a vector whose size the data gives
//     if constexpr (Archive::kReads) check();  // what was read may be anything
//   }
//
// A struct that is a member has a function archive_members(state, item), which lists its own.
// Numbers are their own bytes; texts and vectors have a 64-bit count before them.

/// What is wrong with the bytes of a state.
struct ArchiveFault : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// What is written as its own bytes: not bool, of which not every byte is one.
template <class T>
concept PlainNumber = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;

static_assert(detail::field_count<Tree>() == 18 && detail::field_count<Ensemble>() == 5 &&
                  detail::field_count<LinearModel>() == 4 &&
                  detail::field_count<LeafTerms>() == 6 && detail::field_count<HistoryRow>() == 2,
              "a new field goes into the archive below");

/// `Item` or const `Item`: one list serves both directions.
template <class Given, class Item>
concept ArchivedAs = std::same_as<std::remove_const_t<Given>, Item>;

template <class Archive, ArchivedAs<Tree> Item>
void archive_members(Archive& state, Item& tree) {
  state(tree.feature, tree.threshold, tree.category_set, tree.default_left, tree.left, tree.right,
        tree.gain, tree.split_cover, tree.split_rows, tree.leaf_value, tree.value_row,
        tree.leaf_cover, tree.leaf_rows, tree.set_begin, tree.set_codes, tree.leaf_terms,
        tree.output, tree.width);
}
template <class Archive, ArchivedAs<LeafTerms> Item>
void archive_members(Archive& state, Item& terms) {
  state(terms.begin, terms.feature, terms.low, terms.high, terms.center, terms.weight);
}
template <class Archive, ArchivedAs<LinearModel> Item>
void archive_members(Archive& state, Item& linear) {
  state(linear.feature, linear.category, linear.center, linear.weight);
}
template <class Archive, ArchivedAs<HistoryRow> Item>
void archive_members(Archive& state, Item& row) {
  state(row.round, row.values);
}

/// Appends a state's members to a text of bytes.
class StateWriter {
 public:
  static constexpr bool kReads = false;

  template <class... Items>
  void operator()(const Items&... items) {
    (put(items), ...);
  }
  template <PlainNumber Number>
  void fixed(const std::vector<Number>& items) {
    put(items);
  }
  std::string take() { return std::move(bytes_); }

 private:
  template <PlainNumber Number>
  void put(Number value) {
    bytes_.append(reinterpret_cast<const char*>(&value), sizeof value);
  }
  void put(const std::string& text) {
    put(std::uint64_t{text.size()});
    bytes_ += text;
  }
  template <class Item>
  void put(const std::vector<Item>& items) {
    put(std::uint64_t{items.size()});
    if constexpr (PlainNumber<Item>) {
      bytes_.append(reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item));
    } else {
      for (const Item& item : items) put(item);
    }
  }
  template <class First, class Second>
  void put(const std::pair<First, Second>& pair) {
    put(pair.first);
    put(pair.second);
  }
  void put(bool value) { put(std::uint8_t{value}); }
  template <class Item>
  requires(!PlainNumber<Item>) void put(const Item& item) { archive_members(*this, item); }
  void put(const Ensemble& e) {
    (*this)(e.trees, e.base_scores, static_cast<std::int32_t>(e.combine), e.linear, e.tree_weights);
  }

  std::string bytes_;
};

/// Reads them back. The bytes are untrusted: memory grows only with the bytes that are there, and
/// an ensemble is checked before anything walks its trees. Throws ArchiveFault.
class StateReader {
 public:
  StateReader(std::string_view bytes, std::function<void(const Ensemble&)> check)
      : bytes_(bytes), check_(std::move(check)) {}
  static constexpr bool kReads = true;

  template <class... Items>
  void operator()(Items&... items) {
    (get(items), ...);
  }
  /// Fills a vector that has its size already.
  template <PlainNumber Number>
  void fixed(std::vector<Number>& items) {
    const std::size_t size = items.size();
    get(items);
    if (items.size() != size) throw ArchiveFault("a part is not of this data's size");
  }
  bool at_end() const { return bytes_.empty(); }

 private:
  const char* take(std::size_t size) {
    if (size > bytes_.size()) throw ArchiveFault("it ends too early");
    const char* const begin = bytes_.data();
    bytes_.remove_prefix(size);
    return begin;
  }
  /// A count of items that take at least `least` bytes each.
  std::size_t count(std::size_t least) {
    std::uint64_t items = 0;
    get(items);
    if (items > bytes_.size() / least) throw ArchiveFault("it ends too early");
    return static_cast<std::size_t>(items);
  }

  template <PlainNumber Number>
  void get(Number& value) {
    std::memcpy(&value, take(sizeof value), sizeof value);
  }
  void get(std::string& text) {
    const std::size_t size = count(1);
    text.assign(take(size), size);
  }
  template <class Item>
  void get(std::vector<Item>& items) {
    if constexpr (PlainNumber<Item>) {
      items.resize(count(sizeof(Item)));
      const std::size_t bytes = items.size() * sizeof(Item);
      if (bytes > 0) std::memcpy(items.data(), take(bytes), bytes);
    } else {
      const std::size_t size = count(1);
      items.clear();
      for (std::size_t i = 0; i < size; ++i) get(items.emplace_back());
    }
  }
  template <class First, class Second>
  void get(std::pair<First, Second>& pair) {
    get(pair.first);
    get(pair.second);
  }
  void get(bool& value) {
    std::uint8_t byte = 0;
    get(byte);
    if (byte > 1) throw ArchiveFault("a switch is neither on nor off");
    value = byte != 0;
  }
  template <class Item>
  requires(!PlainNumber<Item>) void get(Item& item) { archive_members(*this, item); }
  void get(Ensemble& e) {
    std::int32_t combine = 0;
    (*this)(e.trees, e.base_scores, combine, e.linear, e.tree_weights);
    if (combine != static_cast<std::int32_t>(e.combine))
      throw ArchiveFault("its trees are combined in another way");
    check_(e);
  }

  std::string_view bytes_;
  std::function<void(const Ensemble&)> check_;
};

/// What has a state that can be written and read back.
template <class T>
concept Archivable = requires(T item, StateWriter& writer, StateReader& reader) {
  item.archive(writer);
  item.archive(reader);
};

}  // namespace coppice
