#pragma once

#include <cstdint>
#include <vector>

#include "base/random.hpp"

namespace coppice::reference {

/// One random number after the other.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : random_(seed, RandomPurpose::search) {}
  std::uint64_t below(std::uint64_t n) { return random_.below(index_++, n); }
  double uniform() { return random_.uniform(index_++); }
  template <class Item>
  const Item& one_of(const std::vector<Item>& items) {
    return items[below(items.size())];
  }

 private:
  CounterRandom random_;
  std::uint64_t index_ = 0;
};

}  // namespace coppice::reference
