#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <vector>

namespace coppice {

/// Memory that has been reserved and not been used yet.
using Room = std::vector<std::span<std::byte>>;

/// Adds what a vector has reserved of the room for `times` times more values than it has.
template <class T>
void add_room(std::vector<T>& values, double times, Room& room) {
  const auto more = static_cast<std::size_t>(times * static_cast<double>(values.size()));
  const std::size_t reserved = std::min(more, values.capacity() - values.size());
  if (reserved > 0)
    room.push_back(std::as_writable_bytes(std::span(values.data() + values.size(), reserved)));
}

}  // namespace coppice
