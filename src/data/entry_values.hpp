#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

#include "data/packed_numbers.hpp"
#include "data/room.hpp"

namespace coppice {

/// The values of a sparse matrix's entries. While all of them are 1, as in most files that spell
/// categories by columns, they take no memory: that of two thirds of such a matrix. Others may be
/// packed.
class EntryValues {
 public:
  EntryValues() = default;
  EntryValues(std::initializer_list<double> values) { append({values.begin(), values.size()}); }

  /// Values are to be packed; said before the first.
  void pack() { packs_ = true; }

  std::size_t size() const { return size_; }
  bool all_ones() const { return values_.empty() && packed_.empty(); }
  double operator[](std::size_t i) const {
    double value = 0;
    return read(i, {&value, 1})[0];
  }
  /// The values in memory as numbers: none where all are 1, or packed.
  std::span<const double> stored() const { return values_; }
  /// Values begin, begin + 1, ... as many as `room` holds, there or in memory.
  std::span<const double> read(std::size_t begin, std::span<double> room) const {
    if (!values_.empty()) return std::span(values_).subspan(begin, room.size());
    if (packed_.empty()) {
      std::ranges::fill(room, 1.0);
    } else {
      packed_.read(begin, room);
    }
    return room;
  }
  std::size_t bytes() const { return values_.size() * sizeof(double) + packed_.bytes(); }

  void reserve(std::size_t entries) {
    reserved_ = entries;
    if (!all_ones()) packs_ ? packed_.reserve(entries) : values_.reserve(entries);
  }
  void add_room(double times, Room& room) {
    coppice::add_room(values_, times, room);
    packed_.add_room(times, room);
  }
  void push_back(double value) { append({&value, 1}); }
  void append(std::span<const double> values) {
    if (all_ones() && std::ranges::all_of(values, [](double value) { return value == 1; })) {
      size_ += values.size();
    } else {
      spell_ones();
      store(values);
    }
  }
  /// The entries [begin, end) of another matrix.
  void append(const EntryValues& from, std::size_t begin, std::size_t end) {
    if (from.all_ones()) return append_ones(end - begin);
    std::array<double, kBlock> room;
    for (; begin < end; begin += std::min(kBlock, end - begin))
      append(from.read(begin, std::span(room).first(std::min(kBlock, end - begin))));
  }
  void append_ones(std::size_t count) {
    if (all_ones()) {
      size_ += count;
      return;
    }
    std::array<double, kBlock> ones;
    ones.fill(1.0);
    for (; count > 0; count -= std::min(kBlock, count))
      store(std::span<const double>(ones).first(std::min(kBlock, count)));
  }

  friend bool operator==(const EntryValues& a, const EntryValues& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

 private:
  static constexpr std::size_t kBlock = 512;

  void store(std::span<const double> values) {
    packs_ ? packed_.append(values)
           : (void)values_.insert(values_.end(), values.begin(), values.end());
    size_ += values.size();
  }
  void spell_ones() {
    if (!all_ones()) return;
    const std::size_t ones = size_;
    size_ = 0;
    if (!packs_) values_.reserve(std::max(reserved_, ones));
    // The first by itself: while none is stored, all are ones.
    if (ones > 0) store(std::array{1.0}), append_ones(ones - 1);
  }

  bool packs_ = false;
  std::size_t size_ = 0, reserved_ = 0;
  std::vector<double> values_;  ///< of each entry; empty: all are 1
  PackedNumbers packed_;        ///< or here
};

}  // namespace coppice
