// Memory for large blocks, those of `new` and those of Buffer.
//
// A page that is touched for the first time costs a trip into the kernel, and in a virtual machine
// one to the host as well: 2 ms a megabyte were measured, more than half of the time of a load. So
// a block lies where one was that has been given back, if there is such a place:
//
//     | columns | columns |    free    | cells |  free  | cells | never used ...
//     begin                                                     top              end
//
// in a range of addresses of which pages come as they are touched. Free neighbours are one place; a
// block goes to the lowest that holds it, so the space that is freed bit by bit stays together.

#include "base/large_blocks.hpp"

#include <cstdlib>

// A sanitizer has an allocator of its own.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define COPPICE_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define COPPICE_SANITIZED 1
#endif
#endif

#if defined(__linux__) && !defined(COPPICE_SANITIZED)
#include <malloc.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <map>
#include <mutex>
#include <new>

#include "base/memory.hpp"
#define COPPICE_HAS_LARGE_BLOCKS 1
#endif

namespace coppice {

namespace {

constexpr std::size_t kLine = 64;

void* take_small(std::size_t bytes) {
  return std::aligned_alloc(kLine, (bytes + kLine - 1) / kLine * kLine);
}

#if defined(COPPICE_HAS_LARGE_BLOCKS)

constexpr std::size_t kLarge = std::size_t{1} << 15;   // smaller blocks are malloc's
constexpr std::size_t kMedium = std::size_t{1} << 10;  // of which heaps of many are told
constexpr std::size_t kHugePage = std::size_t{1} << 21;
constexpr std::size_t kMostKept = std::size_t{256} << 20, kMostOwed = std::size_t{32} << 20;

class LargeBlocks {
 public:
  LargeBlocks() {
    // Where addresses are limited they are not ours to reserve.
    struct rlimit limit {};
    if (getrlimit(RLIMIT_AS, &limit) != 0 || limit.rlim_cur != RLIM_INFINITY) return;
    for (std::size_t size = kMostReserved; size >= kLeastReserved; size /= 2) {
      void* const range =
          mmap(nullptr, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
      if (range == MAP_FAILED) continue;
      madvise(range, size, MADV_HUGEPAGE);
      begin_ = top_ = open_ =
          (reinterpret_cast<Address>(range) + kHugePage - 1) / kHugePage * kHugePage;
      end_ = reinterpret_cast<Address>(range) + size;
      return;
    }
  }

  bool holds(const void* block) const {
    const auto address = reinterpret_cast<Address>(block);
    return address >= begin_ && address < end_;
  }

  /// nullptr where there is no room.
  void* take(std::size_t bytes) {
    if (bytes > end_ - begin_) return nullptr;
    const std::size_t page = page_bytes(), size = (bytes + page - 1) / page * page;
    const std::lock_guard lock(mutex_);
    auto place = std::ranges::find_if(free_, [&](const auto& p) { return p.second.size >= size; });
    if (place == free_.end()) place = extend(size);
    if (place == free_.end()) return nullptr;
    const auto [address, whole] = *place;
    if (whole.size > size) free_.emplace(address + size, Place{whole.size - size, whole.touched});
    if (whole.touched) kept_ -= size;
    place->second = {size, true};
    taken_.insert(free_.extract(place));
    return reinterpret_cast<void*>(address);
  }

  void give(void* block) noexcept {
    const std::lock_guard lock(mutex_);
    // Nodes move between the maps: to free memory takes none.
    auto place = free_.insert(taken_.extract(reinterpret_cast<Address>(block))).position;
    kept_ += place->second.size;
    if (kept_ > kMostKept) return_pages(*place);
    const auto next = std::next(place);
    if (next != free_.end() && place->first + place->second.size == next->first) join(place, next);
    if (place == free_.begin()) return;
    const auto before = std::prev(place);
    if (before->first + before->second.size == place->first) join(before, place);
  }

  std::size_t kept() {
    const std::lock_guard lock(mutex_);
    return kept_;
  }

 private:
  using Address = std::uintptr_t;
  struct Place {
    std::size_t size = 0;
    bool touched = false;  ///< some of its pages may be there
  };
  using Places = std::map<Address, Place>;

  static constexpr std::size_t kMostReserved = std::size_t{1} << 40,
                               kLeastReserved = std::size_t{1} << 30;
  static constexpr std::size_t kStep = std::size_t{1} << 26;  // by which memory is opened

  /// A free place of that size at the top.
  Places::iterator extend(std::size_t size) {
    auto last = free_.empty() ? free_.end() : std::prev(free_.end());
    if (last != free_.end() && last->first + last->second.size != top_) last = free_.end();
    const Address begin = last != free_.end() ? last->first : top_;
    if (size > end_ - begin || !open(begin + size)) return free_.end();
    // What the process takes more it gives back elsewhere, but for some: it takes what blocks do.
    owed_ += begin + size - top_;
    if (owed_ > kMostOwed) {
      for (auto place = free_.rbegin(); place != free_.rend() && owed_ > 0; ++place) {
        if (!place->second.touched || place->first == begin) continue;
        owed_ -= std::min(owed_, place->second.size);
        return_pages(*place);
      }
      owed_ = 0;
    }
    if (last == free_.end()) last = free_.emplace(begin, Place{}).first;
    last->second.size = size;
    if (last->second.touched) kept_ += begin + size - top_;
    top_ = begin + size;
    return last;
  }

  /// Makes memory of the addresses up to `address`.
  bool open(Address address) {
    if (address <= open_) return true;
    const Address to = std::min(end_, (address + kStep - 1) / kStep * kStep);
    const int error = errno;
    const bool opened =
        mprotect(reinterpret_cast<void*>(open_), to - open_, PROT_READ | PROT_WRITE) == 0;
    errno = error;
    if (opened) open_ = to;
    return opened;
  }

  void return_pages(Places::value_type& place) {
    madvise(reinterpret_cast<void*>(place.first), place.second.size, MADV_DONTNEED);
    kept_ -= place.second.size;
    place.second.touched = false;
  }

  void join(Places::iterator a, Places::iterator b) {
    if (a->second.touched != b->second.touched)
      kept_ += a->second.touched ? b->second.size : a->second.size;
    a->second.touched |= b->second.touched;
    a->second.size += b->second.size;
    free_.erase(b);
  }

  Address begin_ = 0, end_ = 0;
  std::mutex mutex_;      // of all below
  Address top_ = 0;       ///< never used from here on
  Address open_ = 0;      ///< memory up to here
  Places free_, taken_;   ///< of all below top_
  std::size_t owed_ = 0;  ///< bytes that were taken at the top since pages were returned
  std::size_t kept_ = 0;  ///< bytes of free places that may have pages
};

#if defined(__GLIBC__)

// The heap, where the small blocks lie, grows by this many bytes where no more are wanted.
constexpr std::size_t kHeapStep = std::size_t{1} << 25;

/// What the heap has grown by since the last call goes on huge pages too: a hundred thousand
/// columns, or a forest's trees, are as many bytes as one large block.
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

/// What a step of the work frees stays in the heap, touched.
__attribute__((constructor)) void keep_freed_memory() {
  mallopt(M_TRIM_THRESHOLD, static_cast<int>(kMostKept));
  mallopt(M_TOP_PAD, static_cast<int>(kHeapStep));
}

#else
void advise_heap() {}
#endif

/// Not destroyed: blocks are given back to the very end.
LargeBlocks& large_blocks() {
  alignas(LargeBlocks) static std::byte memory[sizeof(LargeBlocks)];
  static LargeBlocks* const blocks = new (memory) LargeBlocks;
  return *blocks;
}

#endif

}  // namespace

#if defined(COPPICE_HAS_LARGE_BLOCKS)

void* take_block(std::size_t bytes) {
  if (bytes < kLarge) return take_small(bytes);
  try {
    if (void* const block = large_blocks().take(bytes)) return block;
  } catch (const std::bad_alloc&) {
    return nullptr;
  }
  return take_small(bytes);
}

void give_block(void* block) noexcept {
  large_blocks().holds(block) ? large_blocks().give(block) : std::free(block);
}

void touch_pages([[maybe_unused]] std::span<std::byte> memory) {
#if defined(MADV_POPULATE_WRITE)
  const auto begin = reinterpret_cast<std::uintptr_t>(memory.data()) / page_bytes() * page_bytes();
  const auto end = reinterpret_cast<std::uintptr_t>(memory.data() + memory.size());
  // Where the kernel does not know how, the pages come when they are written to.
  madvise(reinterpret_cast<void*>(begin), end - begin, MADV_POPULATE_WRITE);
#endif
}

std::size_t bytes_kept() {
  return large_blocks().kept();
}

#else

void* take_block(std::size_t bytes) {
  return take_small(bytes);
}
void give_block(void* block) noexcept {
  std::free(block);
}
void touch_pages(std::span<std::byte>) {}
std::size_t bytes_kept() {
  return 0;
}

#endif

}  // namespace coppice

#if defined(COPPICE_HAS_LARGE_BLOCKS)

// Replaces the library's functions for the whole program ([new.delete.single]); the other forms of
// `new` and `delete` call these.
void* operator new(std::size_t size) {
  for (;;) {
    void* const block =
        size < coppice::kLarge ? std::malloc(size == 0 ? 1 : size) : coppice::take_block(size);
    if (size >= coppice::kMedium) coppice::advise_heap();
    if (block != nullptr) return block;
    const std::new_handler handler = std::get_new_handler();
    if (handler == nullptr) throw std::bad_alloc();
    handler();
  }
}

void operator delete(void* block) noexcept {
  coppice::give_block(block);
}
void operator delete(void* block, std::size_t) noexcept {
  coppice::give_block(block);
}

#endif
