#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace coppice {

/// Calls body(row) for each of the rows in order. What address(row) points to is fetched some rows
/// ahead: listed rows lie apart, and memory that is not asked for early is waited for.
template <class Address, class Body>
void look_up(std::span<const std::uint32_t> rows, const Address& address, const Body& body) {
  constexpr std::size_t kAhead = 24;
  const std::size_t fetched = rows.size() > kAhead ? rows.size() - kAhead : 0;
  for (std::size_t i = 0; i < fetched; ++i) {
    __builtin_prefetch(address(rows[i + kAhead]));
    body(rows[i]);
  }
  for (std::size_t i = fetched; i < rows.size(); ++i) body(rows[i]);
}

}  // namespace coppice
