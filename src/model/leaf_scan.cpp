#include "model/leaf_scan.hpp"

#include <algorithm>

namespace coppice {

namespace {

/// Most tests of a tree for which a scan is faster than a walk: measured for 31 to 1000 leaves.
/// As each split has a test or more, the number of a slice fits in a byte.
std::size_t most_tests(LeafScan::Machine machine) {
  switch (machine) {
    case LeafScan::Machine::avx512:
      return 800;
    case LeafScan::Machine::avx2:
      return 400;
    case LeafScan::Machine::portable:
      break;
  }
  return 0;
}

/// First slice that holds a leaf of the split's left subtree, and the one after the last.
std::size_t first_slice(const LeafScan::Split& split) {
  return split.left_begin / 8;
}
std::size_t end_slice(const LeafScan::Split& split) {
  return (split.left_end + 7) / 8;
}

std::size_t test_count(std::span<const LeafScan::Split> splits, std::size_t most) {
  std::size_t count = 0;
  for (const LeafScan::Split& split : splits) {
    count += end_slice(split) - first_slice(split);
    if (count > most) break;
  }
  return count;
}

/// The split's left leaves in a slice, a bit each.
std::uint8_t leaves_in_slice(const LeafScan::Split& split, std::size_t slice) {
  const auto bits_below = [&](std::size_t leaf) {
    const std::size_t inside = leaf <= slice * 8 ? 0 : std::min<std::size_t>(leaf - slice * 8, 8);
    return (1u << inside) - 1;
  };
  return static_cast<std::uint8_t>(bits_below(split.left_end) & ~bits_below(split.left_begin));
}

LeafScan::Set set_outside(const std::vector<std::uint32_t>& left_codes) {
  LeafScan::Set set;
  set.fill(0xFF);
  for (const std::uint32_t code : left_codes) {
    set[code / 8] = static_cast<std::uint8_t>(set[code / 8] & ~(1u << (code % 8)));
  }
  return set;
}

}  // namespace

void LeafScan::add(std::span<const Split> splits) {
  const bool sets = std::any_of(splits.begin(), splits.end(),
                                [](const Split& split) { return split.left_codes != nullptr; });
  const std::size_t most = most_tests(machine_) * (sets ? 2 : 1);  // walks over sets are slower
  trees_.push_back({ends_.size() - 1, 0});
  if (machine_ == Machine::portable || test_count(splits, most) > most) return;
  trees_.back().slices = splits.size() / 8 + 1;
  add_slices(splits);
}

/// The tests in the order of their slices, by counting: `next` is first where each slice's next
/// test goes, and in the end where its tests end.
void LeafScan::add_slices(std::span<const Split> splits) {
  const std::size_t slices = trees_.back().slices;
  const auto for_tests = [&](const auto& body) {
    for (const Split& split : splits) {
      for (std::size_t slice = first_slice(split); slice < end_slice(split); ++slice)
        body(split, slice);
    }
  };
  std::vector<SliceEnd> next(slices + 1);
  next[0] = ends_.back();
  for_tests([&](const Split& split, std::size_t slice) {
    ++(split.left_codes != nullptr ? next[slice + 1].set_tests : next[slice + 1].tests);
  });
  for (std::size_t slice = 0; slice < slices; ++slice) {
    next[slice + 1].tests += next[slice].tests;
    next[slice + 1].set_tests += next[slice].set_tests;
  }
  tests_.resize(next[slices].tests);
  set_tests_.resize(next[slices].set_tests);
  const Split* last = nullptr;
  for_tests([&](const Split& split, std::size_t slice) {
    const std::uint8_t leaves = leaves_in_slice(split, slice);
    if (split.left_codes == nullptr) {
      tests_[next[slice].tests++] = {split.slot, static_cast<std::uint8_t>(split.code), leaves};
      return;
    }
    if (&split != last) sets_.push_back(set_outside(*split.left_codes));
    last = &split;
    const auto set = static_cast<std::uint32_t>(sets_.size() - 1);
    set_tests_[next[slice].set_tests++] = {split.slot, set, leaves};
  });
  ends_.insert(ends_.end(), next.begin(), next.end() - 1);
}

void LeafScan::run(std::size_t tree, const std::uint8_t* codes, std::size_t rows,
                   std::uint32_t* out) const {
  const Tests tests{ends_.data() + trees_[tree].first, trees_[tree].slices, tests_.data(),
                    set_tests_.data(), sets_.data()};
  if (machine_ == Machine::avx512) {
    scan_leaves_avx512(tests, codes, rows, out);
  } else {
    scan_leaves_avx2(tests, codes, rows, out);
  }
}

}  // namespace coppice
