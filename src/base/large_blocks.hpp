#pragma once

#include <cstddef>
#include <span>

namespace coppice {

/// Memory, not initialised, aligned to 64 bytes; nullptr where there is none. Large blocks lie on
/// huge pages (random access to gigabytes through pages of 4 KiB is dominated by address
/// translation), and have their pages from blocks that were given back, where it can be.
void* take_block(std::size_t bytes);
void give_block(void* block) noexcept;

/// Has the pages of memory that will be written to. Its contents stay.
void touch_pages(std::span<std::byte> memory);

/// Bytes of blocks that were given back and whose pages the process still has.
std::size_t bytes_kept();

}  // namespace coppice
