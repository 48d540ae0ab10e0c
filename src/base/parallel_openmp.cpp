// The OpenMP thread backend: the only file of the project that knows OpenMP.

#include <omp.h>

#include <cstdlib>

#include "base/parallel_state.hpp"

namespace coppice::detail {

void fork_join(int threads, const std::function<void(int)>& body) {
  // The runtime may give fewer threads than asked for (limits of the machine); every index is
  // run all the same, since callers may tie work to it.
#pragma omp parallel num_threads(threads)
  {
    const int given = omp_get_num_threads();
    for (int i = omp_get_thread_num(); i < threads; i += given) body(i);
  }
}

namespace {

// Waiting threads must sleep: a thread that spins at a barrier takes the core from the thread
// it waits for when another process is running. But they may look a moment first, some 20 us: to
// be woken costs as much. libgomp reads these variables once, in its own initialiser; it is linked
// statically (cmake/dependencies.cmake), so that this one, of the first priority, runs before it. A
// user's own setting stands.
__attribute__((constructor(101), used)) void choose_brief_waiting() {
  // NOLINTBEGIN(concurrency-mt-unsafe): before any thread
  if (std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  setenv("OMP_WAIT_POLICY", "passive", 0);
  setenv("GOMP_SPINCOUNT", "2000", 0);
  // NOLINTEND(concurrency-mt-unsafe)
}

}  // namespace
}  // namespace coppice::detail
