#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <utility>

#include "base/large_blocks.hpp"

namespace coppice {

namespace detail {
/// Throws bad_alloc where there is no such memory.
void* allocate_pages(std::size_t count, std::size_t size);
struct FreePages {
  void operator()(void* pages) const { give_block(pages); }
};
}  // namespace detail

/// Plain memory for many values: 64-byte aligned, not initialised.
template <class T>
class Buffer {
  static_assert(std::is_trivially_copyable_v<T>);

 public:
  Buffer() = default;
  explicit Buffer(std::size_t size)
      : memory_(static_cast<T*>(detail::allocate_pages(size, sizeof(T))), detail::FreePages()),
        size_(size) {}

  /// What is moved from is empty.
  Buffer(Buffer&& other) noexcept
      : memory_(std::move(other.memory_)), size_(std::exchange(other.size_, 0)) {}
  Buffer& operator=(Buffer&& other) noexcept {
    memory_ = std::move(other.memory_);
    size_ = std::exchange(other.size_, 0);
    return *this;
  }

  /// Room for at least `size` values; the contents are lost where it has to grow.
  void reserve_discarding(std::size_t size) {
    if (size > size_) *this = Buffer(size);
  }
  void reset() { *this = Buffer(); }
  /// Another hold on the same memory, for readers: it stays until both are gone.
  Buffer shared() const { return Buffer(memory_, size_); }

  T* data() { return memory_.get(); }
  const T* data() const { return memory_.get(); }
  std::size_t size() const { return size_; }
  T& operator[](std::size_t i) { return memory_.get()[i]; }
  const T& operator[](std::size_t i) const { return memory_.get()[i]; }
  std::span<T> span() { return {data(), size_}; }
  std::span<const T> span() const { return {data(), size_}; }

 private:
  Buffer(std::shared_ptr<T> memory, std::size_t size) : memory_(std::move(memory)), size_(size) {}

  std::shared_ptr<T> memory_;
  std::size_t size_ = 0;
};

}  // namespace coppice
