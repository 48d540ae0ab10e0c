#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "bins/bin_edges.hpp"

namespace coppice {

/// Adds the distinct ones of ascending keys, as the values that `value_of` says they stand for.
template <class Key, class ValueOf>
void add_distinct(std::span<const Key> keys, ValueOf value_of, std::vector<ValueCount>& distinct) {
  if (keys.empty()) return;
  const std::size_t first = distinct.size();
  std::size_t count = 1;
  for (std::size_t i = 1; i < keys.size(); ++i) count += keys[i] != keys[i - 1] ? 1 : 0;
  distinct.resize(first + count);
  // Without a branch on whether a key comes again, which nothing predicts: each is written where
  // the next distinct one goes, with the number of keys up to it.
  std::size_t place = first;
  for (std::size_t i = 0; i + 1 < keys.size(); ++i) {
    distinct[place] = {value_of(keys[i]), i + 1};
    place += keys[i] != keys[i + 1] ? 1 : 0;
  }
  distinct[place] = {value_of(keys.back()), keys.size()};
  for (std::size_t i = first + count; --i > first;) distinct[i].count -= distinct[i - 1].count;
}

}  // namespace coppice
