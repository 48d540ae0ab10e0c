#pragma once

#include <atomic>
#include <cstddef>
#include <functional>
#include <vector>

#include "base/parallel.hpp"

namespace coppice {

/// Asked by a job between two of its steps: true where it should leave, to be called again.
using Leave = std::function<bool()>;

/// Calls body(i, leave) for each i of [0, n), as many at a time as there are threads, each on a
/// thread of its own, which leaves no thread waiting for another inside. Once the jobs left are too
/// few to keep half the threads at work they are asked to leave: `body` returns false where it did,
/// and is called again, one job after the other, each with all threads.
///
///     two threads   | job 1 .......... | job 3 ..... |  3 left alone: it leaves, and goes on
///                   | job 2 .... | job 4 ..... |        on both threads
template <class Body>
void side_by_side(std::size_t n, Body&& body) {
  const auto threads = static_cast<std::size_t>(thread_count());
  const bool alone = inside_team() || threads == 1;
  std::atomic<std::size_t> left{n};
  std::vector<char> done(n, 0);
  const Leave few_left = [&] {
    return !alone && left.load(std::memory_order_relaxed) * 2 <= threads;
  };
  parallel_for(n, [&](std::size_t i) {
    done[i] = !few_left() && body(i, few_left) ? 1 : 0;
    if (done[i] != 0) left.fetch_sub(1, std::memory_order_relaxed);
  });
  for (std::size_t i = 0; i < n; ++i) {
    if (done[i] == 0) body(i, Leave([] { return false; }));
  }
}

}  // namespace coppice
