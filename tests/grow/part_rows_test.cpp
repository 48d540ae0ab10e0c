#include "grow/part_rows.hpp"

#include <doctest/doctest.h>

#include <array>
#include <vector>

#include "base/buffer.hpp"
#include "base/random.hpp"

using namespace coppice;

namespace {

/// Rows that go left, then those that go right, row by row.
struct Naive {
  std::vector<std::uint32_t> left, right;
};

template <class Cell>
Naive part(const std::vector<std::uint32_t>& rows, const Cell* column,
           const std::vector<std::uint8_t>& goes_left) {
  Naive naive;
  for (const std::uint32_t row : rows)
    (goes_left[column[row]] != 0 ? naive.left : naive.right).push_back(row);
  return naive;
}

template <class Cell>
void check_column(std::size_t cells) {
  constexpr std::size_t kManyRows = 1003, kBehind = 4;
  const CounterRandom random(1, RandomPurpose::permutation);
  Buffer<Cell> column(kManyRows);
  std::vector<std::uint8_t> goes_left(cells + kBehind, 1);
  for (std::size_t i = 0; i < kManyRows; ++i) column[i] = static_cast<Cell>(random.below(i, cells));
  for (std::size_t cell = 0; cell < cells; ++cell) goes_left[cell] = random.bits(5000 + cell) & 1;
  for (const std::size_t step : {1, 3}) {
    CAPTURE(step);
    std::vector<std::uint32_t> rows;
    for (std::size_t row = 7; row < kManyRows; row += step)
      rows.push_back(static_cast<std::uint32_t>(row));
    for (const bool listed : {true, false}) {
      if (!listed && step > 1) continue;
      std::vector<std::uint32_t> left = rows, right(rows.size());
      const Parted parted =
          part_rows_vectorised(listed ? left.data() : nullptr, 7, rows.size(), column.data(),
                               goes_left.data(), left.data(), right.data());
      CHECK(parted.done <= rows.size());
      CHECK((parted.done == 0 ||
             rows.size() - parted.done < 16));  // none on a machine without the vectors
      const Naive naive =
          part({rows.begin(), rows.begin() + static_cast<std::ptrdiff_t>(parted.done)},
               column.data(), goes_left);
      CHECK(parted.lefts == naive.left.size());
      left.resize(parted.lefts);
      right.resize(parted.done - parted.lefts);
      CHECK(left == naive.left);
      CHECK(right == naive.right);
    }
  }
}

}  // namespace

TEST_CASE("whole vectors of rows are parted as row by row, listed or all, in place") {
  check_column<std::uint8_t>(256);
  check_column<std::uint16_t>(3);
  check_column<std::uint16_t>(700);
  check_column<std::uint16_t>(65536);
}

TEST_CASE("fewer rows than a vector are left to the caller") {
  Buffer<std::uint8_t> column(64);
  const std::array<std::uint8_t, 256> goes_left{};
  std::vector<std::uint32_t> rows(15), right(15);
  CHECK(part_rows_vectorised(rows.data(), 0, rows.size(), column.data(), goes_left.data(),
                             rows.data(), right.data())
            .done == 0);
}
