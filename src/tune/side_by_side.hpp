#pragma once

#include <cstddef>

#include "base/parallel.hpp"

namespace coppice {

/// Calls body(i) once for each i of [0, n): as many at a time as there are threads, each on a
/// thread of its own, which leaves no thread waiting for another inside. The last few, too few to
/// keep half the threads at work, run one after the other on all threads.
template <class Body>
void side_by_side(std::size_t n, Body&& body) {
  const auto threads = static_cast<std::size_t>(thread_count());
  const std::size_t rest = n % threads * 2 <= threads ? n % threads : 0;
  parallel_for(n - rest, body);
  for (std::size_t i = n - rest; i < n; ++i) body(i);
}

}  // namespace coppice
