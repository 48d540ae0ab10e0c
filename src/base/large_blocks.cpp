// Memory from `new`: large blocks on huge pages, and freed ones kept for the next.
//
// A page that is touched for the first time costs a trip into the kernel: a few hundred
// nanoseconds on bare metal, several microseconds in a virtual machine, where filling 256 MB of a
// vector took 2 s by pages of 4 KiB and 0.05 to 1 s by pages of 2 MiB. Columns, scores and bins
// are vectors of many megabytes, so this, not the parsing of text, was most of the time of a load.

#include <malloc.h>
#include <sys/mman.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <new>

#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

constexpr std::size_t kHugePage = std::size_t{1} << 21;
constexpr std::size_t kLarge = 2 * kHugePage;
constexpr std::size_t kMedium = std::size_t{1} << 15;
// The heap grows by this many bytes where no more are wanted.
constexpr std::size_t kHeapStep = std::size_t{1} << 25;

/// What the heap has grown by since the last call goes on huge pages too: hundreds of columns of
/// less than a large block each are as many bytes.
void advise_heap() {
  static std::atomic<std::uintptr_t> advised{0};
  const auto top = reinterpret_cast<std::uintptr_t>(sbrk(0));
  std::uintptr_t before = advised.load(std::memory_order_relaxed);
  if (top <= before || !advised.compare_exchange_strong(before, top)) return;
  const std::uintptr_t first = (before == 0 ? top - kHeapStep : before) / kHugePage * kHugePage;
  const int error = errno;  // of what allocates; the first range may start before the heap does
  madvise(reinterpret_cast<void*>(first), top - first, MADV_HUGEPAGE);
  errno = error;
}

void* try_allocate(std::size_t size) {
  if (size < kLarge) {
    void* const block = std::malloc(size);
    if (size >= kMedium) advise_heap();
    return block;
  }
  if (size > SIZE_MAX - kHugePage) return nullptr;
  const std::size_t rounded = (size + kHugePage - 1) / kHugePage * kHugePage;
  void* const block = std::aligned_alloc(kHugePage, rounded);
  if (block != nullptr) madvise(block, rounded, MADV_HUGEPAGE);
  return block;
}

/// The blocks that a step of the work allocates and frees stay in the process, touched.
__attribute__((constructor)) void keep_freed_memory() {
  constexpr int kKept = 256 << 20;
  mallopt(M_MMAP_THRESHOLD, static_cast<int>(kLarge));
  mallopt(M_TRIM_THRESHOLD, kKept);
  mallopt(M_TOP_PAD, static_cast<int>(kHeapStep));
}

}  // namespace

// Replaces the library's function for the whole program ([new.delete.single]); the other forms
// of `new` call this one.
void* operator new(std::size_t size) {
  for (;;) {
    if (void* const block = try_allocate(size == 0 ? 1 : size)) return block;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void* block) noexcept {
  std::free(block);
}
void operator delete(void* block, std::size_t) noexcept {
  std::free(block);
}

#endif
