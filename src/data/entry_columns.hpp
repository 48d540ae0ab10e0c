#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <utility>
#include <variant>
#include <vector>

#include "data/room.hpp"

namespace coppice {

/// The column numbers of a sparse matrix's entries: of one byte each while all fit, else of two or
/// of four.
class EntryColumns {
 public:
  EntryColumns() = default;
  EntryColumns(std::initializer_list<std::uint32_t> columns) {
    append({columns.begin(), columns.size()});
  }

  std::size_t size() const {
    return visit([](auto numbers) { return numbers.size(); });
  }
  bool empty() const { return size() == 0; }
  std::uint32_t operator[](std::size_t i) const {
    return visit([i](auto numbers) { return std::uint32_t{numbers[i]}; });
  }
  std::size_t bytes() const {
    return visit([](auto numbers) { return numbers.size_bytes(); });
  }
  /// body(numbers), with the numbers as they are stored, for loops over many: a span of uint8_t,
  /// uint16_t or uint32_t.
  template <class Body>
  auto visit(Body&& body) const -> decltype(body(std::span<const std::uint32_t>())) {
    if (const auto* bytes = std::get_if<Bytes>(&numbers_)) return body(std::span(*bytes));
    if (const auto* pairs = std::get_if<Pairs>(&numbers_)) return body(std::span(*pairs));
    return body(std::span(std::get<Words>(numbers_)));
  }
  std::vector<std::uint32_t> numbers() const {
    return visit(
        [](auto numbers) { return std::vector<std::uint32_t>(numbers.begin(), numbers.end()); });
  }

  void reserve(std::size_t entries) {
    reserved_ = entries;
    std::visit([&](auto& numbers) { numbers.reserve(entries); }, numbers_);
  }
  void add_room(double times, Room& room) {
    std::visit([&](auto& numbers) { coppice::add_room(numbers, times, room); }, numbers_);
  }
  void push_back(std::uint32_t column) { append({&column, 1}); }
  void append(std::span<const std::uint32_t> columns) { append_numbers(columns); }
  /// The entries [begin, end) of another matrix.
  void append(const EntryColumns& from, std::size_t begin, std::size_t end) {
    from.visit([&](auto numbers) { append_numbers(numbers.subspan(begin, end - begin)); });
  }
  /// Numbers that count from 1 count from 0.
  void count_from_zero() {
    std::visit(
        [](auto& numbers) {
          for (auto& number : numbers) --number;
        },
        numbers_);
  }

  friend bool operator==(const EntryColumns& a, const EntryColumns& b) {
    return a.numbers() == b.numbers();
  }

 private:
  using Bytes = std::vector<std::uint8_t>;
  using Pairs = std::vector<std::uint16_t>;
  using Words = std::vector<std::uint32_t>;
  template <class Numbers>
  static constexpr std::uint32_t kMost = std::numeric_limits<typename Numbers::value_type>::max();

  template <class From>
  void append_numbers(std::span<const From> columns) {
    From highest = 0;
    for (const From column : columns) highest = std::max(highest, column);
    if (std::holds_alternative<Bytes>(numbers_) && highest > kMost<Bytes>) widen<Pairs>();
    if (std::holds_alternative<Pairs>(numbers_) && highest > kMost<Pairs>) widen<Words>();
    std::visit(
        [&]<class Numbers>(Numbers& numbers) {
          using Number = typename Numbers::value_type;
          const auto before = static_cast<std::ptrdiff_t>(numbers.size());
          numbers.resize(numbers.size() + columns.size());
          std::transform(columns.begin(), columns.end(), numbers.begin() + before,
                         [](From column) { return static_cast<Number>(column); });
        },
        numbers_);
  }

  template <class Wide>
  void widen() {
    Wide wide;
    wide.reserve(std::max(reserved_, size() + 1));
    visit([&](auto numbers) { wide.assign(numbers.begin(), numbers.end()); });
    numbers_ = std::move(wide);
  }

  std::size_t reserved_ = 0;
  std::variant<Bytes, Pairs, Words> numbers_;
};

}  // namespace coppice
