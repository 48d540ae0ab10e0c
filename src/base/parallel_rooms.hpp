#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>

#include "base/parallel.hpp"

namespace coppice {

/// As parallel_for, with a Room for each thread to work in: body(room, i). What an item leaves
/// there is memory for the next one, and nothing else.
template <class Room, class Body>
void parallel_for_in_rooms(std::size_t n, Body&& body) {
  const std::size_t threads = std::min(n, static_cast<std::size_t>(thread_count()));
  std::atomic<std::size_t> next{0};
  run_team(static_cast<int>(std::max<std::size_t>(threads, 1)), [&](int) {
    Room room;
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < n;) body(room, i);
  });
}

}  // namespace coppice
