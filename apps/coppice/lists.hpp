#pragma once

#include <algorithm>
#include <string>
#include <vector>

namespace coppice {

/// Entries that may each be a list: {"auc,logloss", "f1"} -> {"auc", "logloss", "f1"}.
inline std::vector<std::string> split_lists(const std::vector<std::string>& entries) {
  std::vector<std::string> items;
  for (const std::string& entry : entries) {
    for (std::size_t begin = 0; begin <= entry.size();) {
      const std::size_t end = std::min(entry.find(',', begin), entry.size());
      items.push_back(entry.substr(begin, end - begin));
      begin = end + 1;
    }
  }
  return items;
}

}  // namespace coppice
