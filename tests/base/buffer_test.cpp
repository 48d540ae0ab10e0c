#include "base/buffer.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <utility>

using namespace coppice;

TEST_CASE("a buffer is aligned and holds what is written, small and large") {
  for (const std::size_t size : {0u, 1u, 15u, 1000u, 3000000u}) {
    Buffer<std::uint32_t> buffer(size);
    CHECK(buffer.size() == size);
    CHECK(reinterpret_cast<std::uintptr_t>(buffer.data()) % 64 == 0);
    std::iota(buffer.span().begin(), buffer.span().end(), 0u);
    CHECK(std::ranges::is_sorted(std::as_const(buffer).span()));
    if (size > 0) CHECK(buffer[size - 1] == size - 1);
  }
}

TEST_CASE("reserving grows a buffer and never shrinks it") {
  Buffer<double> buffer(10);
  const double* const before = buffer.data();
  buffer.reserve_discarding(5);
  CHECK(buffer.data() == before);
  CHECK(buffer.size() == 10);
  buffer.reserve_discarding(20);
  CHECK(buffer.size() == 20);
  buffer.reset();
  CHECK(buffer.size() == 0);
  CHECK(buffer.span().empty());
}

TEST_CASE("a buffer that was moved from is empty") {
  Buffer<double> from(10);
  double* const memory = from.data();
  Buffer<double> to(std::move(from));
  CHECK(to.data() == memory);
  CHECK(to.size() == 10);
  CHECK(from.size() == 0);  // NOLINT(bugprone-use-after-move): what is tested
  CHECK(from.data() == nullptr);
  Buffer<double> assigned(3);
  assigned = std::move(to);
  CHECK(assigned.size() == 10);
  CHECK(to.size() == 0);  // NOLINT(bugprone-use-after-move)
  CHECK(to.span().empty());
}

TEST_CASE("a size that no memory holds is bad_alloc, not a small buffer") {
  CHECK_THROWS_AS(Buffer<double>(~std::size_t{0} / 8), std::bad_alloc);
  CHECK_THROWS_AS(Buffer<double>(~std::size_t{0} / 4), std::bad_alloc);
}
