#include "base/large_blocks.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <vector>

#include "base/parallel.hpp"
#include "reference/dice.hpp"

using namespace coppice;
using reference::Dice;

namespace {

/// Takes and gives blocks at random; each is full of its own number, which must stay.
void take_and_give(std::uint64_t seed, std::size_t largest) {
  struct Taken {
    std::uint8_t* memory;
    std::size_t size;
    std::uint8_t mark;
  };
  Dice dice(seed);
  std::vector<Taken> all;
  const auto is_whole = [](const Taken& block) {
    const std::span<const std::uint8_t> bytes(block.memory, block.size);
    return std::ranges::all_of(bytes, [&](std::uint8_t byte) { return byte == block.mark; });
  };
  bool whole = true;
  for (int i = 0; i < 400; ++i) {
    if (!all.empty() && dice.below(5) < 2) {
      std::swap(all[dice.below(all.size())], all.back());
      whole = whole && is_whole(all.back());
      give_block(all.back().memory);
      all.pop_back();
      continue;
    }
    const std::size_t size = 1 + dice.below(dice.below(3) == 0 ? 100 : largest);
    auto* const memory = static_cast<std::uint8_t*>(take_block(size));
    if (memory == nullptr || reinterpret_cast<std::uintptr_t>(memory) % 64 != 0) {
      whole = false;
      break;
    }
    const auto mark = static_cast<std::uint8_t>(i);
    std::memset(memory, mark, size);
    all.push_back({memory, size, mark});
  }
  for (const Taken& block : all) {
    whole = whole && is_whole(block);
    give_block(block.memory);
  }
  CHECK(whole);
}

}  // namespace

TEST_CASE("blocks do not overlap, whatever is taken and given back between them") {
  for (const std::uint64_t seed : {1, 2, 3}) take_and_give(seed, 3 << 20);
  // More than is kept, so that pages are returned too.
  take_and_give(4, 8 << 20);
  give_block(nullptr);
}

TEST_CASE("threads take and give at once") {
  const ThreadCountScope threads(4);
  parallel_for(8, [](std::size_t i) { take_and_give(10 + i, 1 << 20); });
}

TEST_CASE("pages may be had before they are written to, and what is in them stays") {
  std::vector<std::byte> memory(9 << 20, std::byte{7});
  touch_pages(std::span(memory).subspan(12345, 5 << 20));
  CHECK(std::ranges::all_of(memory, [](std::byte byte) { return byte == std::byte{7}; }));
  touch_pages({});
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)  // they end the program
TEST_CASE("a size that cannot be had is refused") {
  CHECK(take_block(std::size_t{1} << 62) == nullptr);
  CHECK_THROWS_AS((void)::operator new (std::size_t{1} << 62), std::bad_alloc);
}
#endif
