// The std::thread backend, for the thread sanitizer and machines without OpenMP.

#include <thread>
#include <vector>

#include "base/parallel_state.hpp"

namespace coppice::detail {

void fork_join(int threads, const std::function<void(int)>& body) {
  std::vector<std::jthread> others;
  others.reserve(static_cast<std::size_t>(threads - 1));
  for (int i = 1; i < threads; ++i) others.emplace_back([&body, i] { body(i); });
  body(0);
}

}  // namespace coppice::detail
