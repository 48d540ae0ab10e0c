#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "boost/prepare.hpp"

namespace coppice {

/// The items of these rows, in that order; none where there are none.
template <class Item>
std::vector<Item> take_items(const std::vector<Item>& items, std::span<const std::uint32_t> rows) {
  std::vector<Item> taken;
  if (items.empty()) return taken;
  taken.reserve(rows.size());
  for (const std::uint32_t row : rows) taken.push_back(items[row]);
  return taken;
}

/// The rows with these numbers of a set in bins, in that order, each as often as it is named.
PreparedSet take_set(const PreparedSet& set, std::string name, std::span<const std::uint32_t> rows);

}  // namespace coppice
