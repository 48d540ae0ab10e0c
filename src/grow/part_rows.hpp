#pragma once

#include <cstddef>
#include <cstdint>

namespace coppice {

/// Rows that a vectorised pass has parted: the first `done` of them, `lefts` of which went left.
struct Parted {
  std::size_t done = 0, lefts = 0;
};

/// Parts as many of the n rows as whole vectors hold, where this processor has what it takes (else
/// none). Row i is rows[i], ascending, or first + i where rows is null; it goes left where
/// goes_left[column[row]] is 1. Left ones are written to `left` in order, the others to `right`;
/// past what is parted, up to n rows of both may be written over. `left` may be where the rows lie,
/// and up to 3 bytes behind the column (Buffer has them) and behind the cells of `goes_left`, of a
/// byte column 256, are read.
Parted part_rows_vectorised(const std::uint32_t* rows, std::uint32_t first, std::size_t n,
                            const std::uint8_t* column, const std::uint8_t* goes_left,
                            std::uint32_t* left, std::uint32_t* right);
Parted part_rows_vectorised(const std::uint32_t* rows, std::uint32_t first, std::size_t n,
                            const std::uint16_t* column, const std::uint8_t* goes_left,
                            std::uint32_t* left, std::uint32_t* right);

}  // namespace coppice
