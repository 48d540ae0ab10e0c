#include "model/forest.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace coppice {

CategorySplit CategorySets::add(const std::vector<std::uint32_t>& left_codes) {
  constexpr std::size_t kFewWords = 64, kWordsACode = 4;
  const auto begin = static_cast<std::uint32_t>(words_.size());
  const std::uint32_t last_left = left_codes.empty() ? 0 : left_codes.back() / 32;
  if (last_left > kFewWords + kWordsACode * left_codes.size()) {
    words_.push_back(static_cast<std::uint32_t>(left_codes.size()));
    words_.insert(words_.end(), left_codes.begin(), left_codes.end());
    return {begin, kList};
  }
  words_.resize(words_.size() + last_left + 2, ~0u);
  for (const std::uint32_t code : left_codes) words_[begin + code / 32] &= ~(1u << (code % 32));
  return {begin, last_left + 1};
}

bool CategorySets::listed(CategorySplit split, std::uint32_t code) const {
  const auto codes = std::span(words_).subspan(split.begin + 1, words_[split.begin]);
  return std::binary_search(codes.begin(), codes.end(), code);
}

namespace {

/// Rows that are walked together: their loads overlap, so that a step takes the time of its
/// instructions and not that of its slowest load.
constexpr std::size_t kLanes = 8;

/// Walks rows from the root to their leaves. `step(node, lane)` is the next node.
template <std::size_t lanes, class Step>
std::array<std::uint32_t, lanes> walk_lanes(std::uint32_t shallowest, const Step& step) {
  std::array<std::uint32_t, lanes> at{};
  const auto advance = [&] {  // written out for each lane, so that `at` lives in registers
    [&]<std::size_t... lane>(std::index_sequence<lane...>) {
      ((at[lane] = step(at[lane], lane)), ...);
    }
    (std::make_index_sequence<lanes>());
  };
  for (std::uint32_t depth = 0; depth < shallowest; ++depth) advance();
  // A leaf is its own next node: when a step changes nothing, every row has arrived.
  while (true) {
    const auto before = at;
    advance();
    std::uint32_t moved = 0;
    for (std::size_t lane = 0; lane < lanes; ++lane) moved |= before[lane] ^ at[lane];
    if (moved == 0) return at;
  }
}

}  // namespace

template <class Code>
void Forest<Code>::walk(const Head& head, const Code* codes, std::size_t rows,
                        std::uint32_t* out) const {
  const Node<Code>* nodes = nodes_.data() + head.node_begin;
  const CategorySplit* splits = category_splits_.data() + head.split_begin;
  const std::uint32_t* places = places_.data() + head.node_begin;
  const auto walk_group = [&]<std::size_t lanes>(std::size_t row) {
    const Code* group = codes + row;
    const auto by_code = [&](std::uint32_t index, std::size_t lane) {
      const Node<Code> node = nodes[index];
      return node.left + (group[node.slot + lane] > node.code);
    };
    const auto by_code_or_set = [&](std::uint32_t index, std::size_t lane) {
      const Node<Code> node = nodes[index];
      const Code code = group[node.slot + lane];
      return node.left +
             (unsigned{code > node.code} | unsigned{sets_.goes_right(splits[index], code)});
    };
    const auto reached = head.categorical ? walk_lanes<lanes>(head.shallowest, by_code_or_set)
                                          : walk_lanes<lanes>(head.shallowest, by_code);
    for (std::size_t lane = 0; lane < lanes; ++lane) out[row + lane] = places[reached[lane]];
  };
  std::size_t row = 0;
  for (; row + kLanes <= rows; row += kLanes) walk_group.template operator()<kLanes>(row);
  for (; row < rows; ++row) walk_group.template operator()<1>(row);
}

template <class Code>
void Forest<Code>::find_leaves(std::size_t tree, const Code* codes, std::size_t rows,
                               std::uint32_t* out) const {
  if constexpr (sizeof(Code) == 1) {
    constexpr std::size_t kFewRows = 16;  // a scan takes the time of all its rows, used or not
    if (rows > kFewRows && scan_.has(tree)) {
      scan_.run(tree, codes, rows, out);
      return;
    }
  }
  walk(heads_[tree], codes, rows, out);
}

template void Forest<std::uint8_t>::find_leaves(std::size_t, const std::uint8_t*, std::size_t,
                                                std::uint32_t*) const;
template void Forest<std::uint16_t>::find_leaves(std::size_t, const std::uint16_t*, std::size_t,
                                                 std::uint32_t*) const;
template void Forest<std::uint32_t>::find_leaves(std::size_t, const std::uint32_t*, std::size_t,
                                                 std::uint32_t*) const;

}  // namespace coppice
