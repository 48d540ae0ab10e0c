#include "grow/leaf_numbers.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "base/parallel.hpp"
#include "grow/route.hpp"

namespace coppice {

namespace {

constexpr std::size_t kLeafBlock = 32768;

/// Rows [begin, end) of a block that are on their way at `node` (a split, or ~leaf).
struct Batch {
  std::int32_t node;
  std::size_t begin, end;
};

/// Moves the indices whose rows go left to the front; returns how many.
std::size_t partition_batch(const BinnedTable& table, const Split& split,
                            std::span<std::uint32_t> index, std::span<const std::uint32_t> row_of,
                            std::vector<std::uint32_t>& scratch) {
  return visit_cells(table, split, [&](auto cells) {
    scratch.resize(index.size());
    std::size_t left = 0, right = 0;
    for (const std::uint32_t i : index) {
      const std::size_t goes_left = cells.row(row_of[i]);
      index[left] = i;
      scratch[right] = i;
      left += goes_left;
      right += 1 - goes_left;
    }
    std::copy_n(scratch.begin(), right, index.begin() + static_cast<std::ptrdiff_t>(left));
    return left;
  });
}

void route_block(const BinnedTable& table, const GrownTree& tree,
                 std::span<const std::uint32_t> row_of, std::span<std::int32_t> leaf) {
  std::vector<std::uint32_t> index(row_of.size()), scratch;
  std::iota(index.begin(), index.end(), 0U);
  std::vector<Batch> open{{tree.splits.empty() ? ~0 : 0, 0, row_of.size()}};
  while (!open.empty()) {
    const Batch batch = open.back();
    open.pop_back();
    if (batch.begin == batch.end) continue;
    const auto indices = std::span(index).subspan(batch.begin, batch.end - batch.begin);
    if (batch.node < 0) {
      for (const std::uint32_t i : indices) leaf[i] = ~batch.node;
      continue;
    }
    const GrownSplit& split = tree.splits[static_cast<std::size_t>(batch.node)];
    const std::size_t middle =
        batch.begin + partition_batch(table, split.split, indices, row_of, scratch);
    open.push_back({split.right, middle, batch.end});
    open.push_back({split.left, batch.begin, middle});
  }
}

}  // namespace

void leaf_numbers(const BinnedTable& table, const GrownTree& tree,
                  std::span<const std::uint32_t> rows, std::span<std::int32_t> leaf) {
  parallel_blocks(leaf.size(), kLeafBlock, [&](std::size_t begin, std::size_t end) {
    std::vector<std::uint32_t> all;
    if (rows.empty()) {
      all.resize(end - begin);
      std::iota(all.begin(), all.end(), static_cast<std::uint32_t>(begin));
    }
    route_block(
        table, tree,
        rows.empty() ? std::span<const std::uint32_t>(all) : rows.subspan(begin, end - begin),
        leaf.subspan(begin, end - begin));
  });
}

}  // namespace coppice
