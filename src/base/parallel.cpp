#include "base/parallel.hpp"

#include <sched.h>

#include <latch>
#include <system_error>
#include <thread>
#include <vector>

#include "base/parallel_state.hpp"

namespace coppice {

namespace {
std::atomic<int> global_thread_count{1};
thread_local bool in_team = false;

/// How many of these threads the system lets run at once (ulimit -u, -v): a backend that is refused
/// one may end the process.
int startable_threads(int wanted) {
  std::latch all_are_counted(1);
  std::vector<std::jthread> others;
  try {
    while (static_cast<int>(others.size()) + 1 < wanted) {
      others.emplace_back([&] { all_are_counted.wait(); });
    }
  } catch (const std::system_error&) {  // those that could be had
  }
  all_are_counted.count_down();
  return static_cast<int>(others.size()) + 1;
}
}  // namespace

namespace detail {
TeamScope::TeamScope() {
  in_team = true;
}
TeamScope::~TeamScope() {
  in_team = false;
}
}  // namespace detail

int thread_count() {
  return global_thread_count.load(std::memory_order_relaxed);
}
void set_thread_count(int threads) {
  global_thread_count.store(startable_threads(threads));
}
bool inside_team() {
  return in_team;
}

int available_processors() {
  cpu_set_t set;
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

void run_team(int threads, const std::function<void(int)>& body) {
  if (threads <= 1 || in_team) {
    body(0);
    return;
  }
  std::vector<std::exception_ptr> errors(static_cast<std::size_t>(threads));
  detail::fork_join(threads, [&](int thread) {
    detail::TeamScope scope;
    try {
      body(thread);
    } catch (...) {
      errors[static_cast<std::size_t>(thread)] = std::current_exception();
    }
  });
  for (const std::exception_ptr& error : errors) {
    if (error) std::rethrow_exception(error);
  }
}

}  // namespace coppice
