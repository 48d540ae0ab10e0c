#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <limits>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

#include "data/room.hpp"

namespace coppice {

/// Where each row's entries begin in a list of those of all rows, and, one more, where the last
/// row's end; in four bytes a row:
///
///     begins      0    14    27   ...   3570 | 3584    3598 ...
///     bases       0                            3584                one for kRows rows
///     offsets     0    14    27   ...   3570      0      14 ...
class RowBegins {
 public:
  /// A row has at most 2^24 entries, as many as a line of text holds.
  static constexpr std::size_t kRows = 256;

  RowBegins() = default;
  RowBegins(std::initializer_list<std::uint64_t> begins) {
    for (const std::uint64_t begin : begins) push_back(begin);
  }
  /// From the entries of each row i, in counts[i + 1]; counts[0] is 0.
  static RowBegins of_counts(std::vector<std::uint32_t> counts) {
    RowBegins begins;
    for (std::size_t i = 0; i < counts.size(); ++i)
      counts[i] = begins.next_offset(i, begins.back_ + counts[i]);
    begins.offsets_ = std::move(counts);
    return begins;
  }
  /// From what bases and offsets gave; false where they are no such thing.
  static bool restore(std::vector<std::uint64_t> bases, std::vector<std::uint32_t> offsets,
                      RowBegins& begins) {
    begins.bases_ = std::move(bases);
    begins.offsets_ = std::move(offsets);
    const std::size_t size = begins.size();
    if (begins.bases_.size() != (size + kRows - 1) / kRows) return false;
    for (std::size_t i = 0; i < size; ++i) {
      if (begins[i] < (i == 0 ? 0 : begins[i - 1])) return false;
    }
    begins.back_ = size == 0 ? 0 : begins[size - 1];
    return size == 0 || begins[0] == 0;
  }

  std::size_t size() const { return offsets_.size(); }
  bool empty() const { return offsets_.empty(); }
  std::uint64_t operator[](std::size_t row) const { return bases_[row / kRows] + offsets_[row]; }
  std::uint64_t back() const { return back_; }
  std::span<const std::uint64_t> bases() const { return bases_; }
  std::span<const std::uint32_t> offsets() const { return offsets_; }
  std::vector<std::uint64_t> numbers() const {
    std::vector<std::uint64_t> numbers(size());
    for (std::size_t i = 0; i < size(); ++i) numbers[i] = (*this)[i];
    return numbers;
  }

  void reserve(std::size_t begins) {
    bases_.reserve(begins / kRows + 1);
    offsets_.reserve(begins);
  }
  void add_room(double times, Room& room) { coppice::add_room(offsets_, times, room); }
  void push_back(std::uint64_t begin) { offsets_.push_back(next_offset(offsets_.size(), begin)); }

  friend bool operator==(const RowBegins& a, const RowBegins& b) {
    return a.bases_ == b.bases_ && a.offsets_ == b.offsets_;
  }

 private:
  std::uint32_t next_offset(std::size_t i, std::uint64_t begin) {
    if (i % kRows == 0) bases_.push_back(begin);
    const std::uint64_t offset = begin - bases_.back();
    if (offset > std::numeric_limits<std::uint32_t>::max())
      throw std::length_error("a row of more than 2^24 entries");
    back_ = begin;
    return static_cast<std::uint32_t>(offset);
  }

  std::vector<std::uint64_t> bases_;
  std::vector<std::uint32_t> offsets_;
  std::uint64_t back_ = 0;
};

}  // namespace coppice
