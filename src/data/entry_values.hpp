#pragma once

#include <algorithm>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <vector>

#include "data/room.hpp"

namespace coppice {

/// The values of a sparse matrix's entries. While all of them are 1, as in most files that spell
/// categories by columns, they take no memory: that of two thirds of such a matrix.
class EntryValues {
 public:
  EntryValues() = default;
  EntryValues(std::initializer_list<double> values) { append({values.begin(), values.size()}); }

  std::size_t size() const { return size_; }
  bool all_ones() const { return values_.empty(); }
  double operator[](std::size_t i) const { return all_ones() ? 1.0 : values_[i]; }
  /// The values in memory: none where all are 1.
  std::span<const double> stored() const { return values_; }
  std::size_t bytes() const { return values_.size() * sizeof(double); }

  void reserve(std::size_t entries) {
    reserved_ = entries;
    if (!all_ones()) values_.reserve(entries);
  }
  void add_room(double times, Room& room) { coppice::add_room(values_, times, room); }
  void push_back(double value) { append({&value, 1}); }
  void append(std::span<const double> values) {
    if (all_ones() && std::ranges::all_of(values, [](double value) { return value == 1; })) {
      size_ += values.size();
    } else {
      spell_ones();
      values_.insert(values_.end(), values.begin(), values.end());
      size_ = values_.size();
    }
  }
  /// The entries [begin, end) of another matrix.
  void append(const EntryValues& from, std::size_t begin, std::size_t end) {
    if (from.all_ones()) {
      append_ones(end - begin);
    } else {
      append(from.stored().subspan(begin, end - begin));
    }
  }
  void append_ones(std::size_t count) {
    size_ += count;
    if (!all_ones()) values_.resize(size_, 1.0);
  }

  friend bool operator==(const EntryValues& a, const EntryValues& b) {
    if (a.size_ != b.size_) return false;
    for (std::size_t i = 0; i < a.size_; ++i) {
      if (a[i] != b[i]) return false;
    }
    return true;
  }

 private:
  void spell_ones() {
    if (!all_ones()) return;
    values_.reserve(std::max(reserved_, size_));
    values_.assign(size_, 1.0);
  }

  std::size_t size_ = 0, reserved_ = 0;
  std::vector<double> values_;  ///< of each entry; empty: all are 1
};

}  // namespace coppice
