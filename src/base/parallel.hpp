#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>

namespace coppice {

/// Number of threads that parallel work uses; 1 until set. Results never depend on it.
int thread_count();
void set_thread_count(int threads);

/// Number of processors this process may run on (affinity and container limits respected).
int available_processors();

/// Runs body(thread) on `threads` threads at once, 0 being the caller, and returns when all
/// have ended. Waiting threads sleep. Called from inside a team it runs body(0) alone, so
/// parallel work never nests. The first exception (lowest thread) is rethrown.
void run_team(int threads, const std::function<void(int)>& body);

/// True on a thread that runs inside run_team.
bool inside_team();

/// Sets a thread count for a scope (a test, a trial of a sweep).
class ThreadCountScope {
 public:
  explicit ThreadCountScope(int threads) : before_(thread_count()) { set_thread_count(threads); }
  ~ThreadCountScope() { set_thread_count(before_); }
  ThreadCountScope(const ThreadCountScope&) = delete;
  ThreadCountScope& operator=(const ThreadCountScope&) = delete;

 private:
  int before_;
};

/// Calls body(i) once for each i in [0, n), on all threads, in no particular order. Items are
/// handed out one at a time, so they may be uneven; make them worth a microsecond or more.
template <class Body>
void parallel_for(std::size_t n, Body&& body) {
  const int threads =
      static_cast<int>(std::min<std::size_t>(n, static_cast<std::size_t>(thread_count())));
  if (threads <= 1 || inside_team()) {
    for (std::size_t i = 0; i < n; ++i) body(i);
    return;
  }
  std::atomic<std::size_t> next{0};
  run_team(threads, [&](int) {
    for (std::size_t i; (i = next.fetch_add(1, std::memory_order_relaxed)) < n;) body(i);
  });
}

/// Calls body(begin, end) over [0, n) cut into blocks of `block` items (the last may be
/// shorter). The cuts depend on n and block only, never on the number of threads.
template <class Body>
void parallel_blocks(std::size_t n, std::size_t block, Body&& body) {
  parallel_for((n + block - 1) / block,
               [&](std::size_t i) { body(i * block, std::min(n, (i + 1) * block)); });
}

}  // namespace coppice
