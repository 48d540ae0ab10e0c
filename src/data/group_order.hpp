#pragma once

#include <cstdint>
#include <optional>
#include <unordered_set>

namespace coppice {

/// Sees to it that the rows of a query stand together.
class GroupOrder {
 public:
  /// A row of query `id` follows; false if the query had ended before.
  bool follow(std::int64_t id) {
    if (current_ == id) return true;
    current_ = id;
    return seen_.insert(id).second;
  }

 private:
  std::optional<std::int64_t> current_;
  std::unordered_set<std::int64_t> seen_;
};

}  // namespace coppice
