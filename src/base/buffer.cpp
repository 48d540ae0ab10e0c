#include "base/buffer.hpp"

#include <limits>
#include <new>

namespace coppice::detail {

void* allocate_pages(std::size_t count, std::size_t size) {
  if (count > std::numeric_limits<std::size_t>::max() / 2 / size) throw std::bad_alloc();
  // One spare line: kernels may load a whole word at the last cell.
  constexpr std::size_t kSpare = 64;
  void* const memory = take_block(count * size + kSpare);
  if (memory == nullptr) throw std::bad_alloc();
  return memory;
}

}  // namespace coppice::detail
