#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <vector>

namespace coppice {

/// The column numbers of a sparse matrix's entries. While all of them fit into two bytes, they take
/// no more.
class EntryColumns {
 public:
  EntryColumns() = default;
  EntryColumns(std::initializer_list<std::uint32_t> columns) {
    append({columns.begin(), columns.size()});
  }

  std::size_t size() const { return narrow_.size() + wide_.size(); }
  bool empty() const { return size() == 0; }
  std::uint32_t operator[](std::size_t i) const { return wide_.empty() ? narrow_[i] : wide_[i]; }
  std::size_t bytes() const {
    return narrow_.size() * sizeof narrow_[0] + wide_.size() * sizeof wide_[0];
  }
  /// body(numbers), with the numbers as they are stored, for loops over many: a span of uint16_t or
  /// of uint32_t.
  template <class Body>
  decltype(auto) visit(Body&& body) const {
    if (wide_.empty()) return body(std::span<const std::uint16_t>(narrow_));
    return body(std::span<const std::uint32_t>(wide_));
  }
  std::vector<std::uint32_t> numbers() const {
    return visit(
        [](auto numbers) { return std::vector<std::uint32_t>(numbers.begin(), numbers.end()); });
  }

  void reserve(std::size_t entries) {
    reserved_ = entries;
    wide_.empty() ? narrow_.reserve(entries) : wide_.reserve(entries);
  }
  void push_back(std::uint32_t column) { append({&column, 1}); }
  void append(std::span<const std::uint32_t> columns) {
    std::uint32_t highest = 0;
    for (const std::uint32_t column : columns) highest = std::max(highest, column);
    if (wide_.empty() && highest > std::numeric_limits<std::uint16_t>::max()) widen();
    if (!wide_.empty()) {
      wide_.insert(wide_.end(), columns.begin(), columns.end());
      return;
    }
    const std::size_t before = narrow_.size();
    narrow_.resize(before + columns.size());
    std::transform(columns.begin(), columns.end(),
                   narrow_.begin() + static_cast<std::ptrdiff_t>(before),
                   [](std::uint32_t column) { return static_cast<std::uint16_t>(column); });
  }
  /// The entries [begin, end) of another matrix.
  void append(const EntryColumns& from, std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) push_back(from[i]);
  }
  /// Numbers that count from 1 count from 0.
  void count_from_zero() {
    for (std::uint16_t& column : narrow_) --column;
    for (std::uint32_t& column : wide_) --column;
  }

  friend bool operator==(const EntryColumns& a, const EntryColumns& b) {
    return a.numbers() == b.numbers();
  }

 private:
  void widen() {
    wide_.reserve(std::max(reserved_, narrow_.size() + 1));
    wide_.assign(narrow_.begin(), narrow_.end());
    narrow_ = {};
  }

  std::size_t reserved_ = 0;
  std::vector<std::uint16_t> narrow_;  ///< of each entry, or
  std::vector<std::uint32_t> wide_;    ///< where this is not empty, here
};

}  // namespace coppice
