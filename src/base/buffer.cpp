#include "base/buffer.hpp"

#include <sys/mman.h>

#include <limits>

namespace coppice::detail {

void* allocate_pages(std::size_t count, std::size_t size) {
  if (count > std::numeric_limits<std::size_t>::max() / 2 / size) throw std::bad_alloc();
  const std::size_t bytes = count * size;
  constexpr std::size_t kLine = 64, kHugePage = std::size_t{1} << 21;
  const std::size_t alignment = bytes >= 2 * kHugePage ? kHugePage : kLine;
  // One spare line: kernels may load a whole word at the last cell.
  const std::size_t rounded = (bytes + kLine + alignment - 1) / alignment * alignment;
  void* memory = std::aligned_alloc(alignment, rounded);
  if (memory == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
  if (alignment == kHugePage) madvise(memory, rounded, MADV_HUGEPAGE);
#endif
  return memory;
}

}  // namespace coppice::detail
