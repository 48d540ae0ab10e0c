#include "model/forest.hpp"

#include <doctest/doctest.h>

#include <vector>

#include "model/encoder.hpp"
#include "reference/random_model.hpp"
#include "reference/tree_walk.hpp"

using namespace coppice;
using random_model::make_model;
using random_model::make_table;

namespace {

constexpr std::size_t kBlock = 128;

/// Leaf numbers of the first kBlock rows, tree by tree.
std::vector<std::uint32_t> leaves_by(LeafScan::Machine machine, const Model& model,
                                     const Table& table) {
  const Codebook book(model);
  REQUIRE(book.highest_code() <= 255);
  const Forest<std::uint8_t> forest(model, book, kBlock, machine);
  Encoder<std::uint8_t> encoder(book, table, kBlock);
  const std::uint8_t* codes = encoder.encode(0, kBlock);
  std::vector<std::uint32_t> all, places(kBlock);
  for (std::size_t tree = 0; tree < forest.trees(); ++tree) {
    forest.find_leaves(tree, codes, kBlock, places.data());
    for (const std::uint32_t place : places) all.push_back(forest.leaf_numbers(tree)[place]);
  }
  return all;
}

std::vector<std::uint32_t> leaves_by_walk(const Model& model, const Table& table) {
  std::vector<std::uint32_t> all;
  for (const Tree& tree : model.ensemble.trees) {
    for (std::size_t row = 0; row < kBlock; ++row) {
      all.push_back(static_cast<std::uint32_t>(reference::leaf_of(tree, table, row)));
    }
  }
  return all;
}

}  // namespace

TEST_CASE("the scans of every machine and the portable walk find the same leaves") {
  for (const int leaves : {1, 2, 8, 9, 64, 300, 1500}) {
    for (const int categories : {3, 120, 250}) {
      CAPTURE(leaves);
      CAPTURE(categories);
      const Model model = make_model(
          {.seed = 77, .trees = 6, .leaves = leaves, .categories = categories, .thresholds = 200});
      const Table table = make_table(model, kBlock, 78);
      const auto expected = leaves_by_walk(model, table);
      for (const auto machine :
           {LeafScan::Machine::portable, LeafScan::Machine::avx2, LeafScan::Machine::avx512}) {
        if (machine > LeafScan::machine()) continue;  // this processor has less
        CHECK(leaves_by(machine, model, table) == expected);
      }
    }
  }
}

TEST_CASE("a scan takes the trees that it serves best, and no others") {
  const auto scans = [](LeafScan::Machine machine, std::uint32_t leaves) {
    std::vector<LeafScan::Split> splits;  // a chain: each split's left child is a leaf
    for (std::uint32_t i = 0; i + 1 < leaves; ++i) splits.push_back({0, 1, nullptr, i, i + 1});
    LeafScan scan(machine);
    scan.add(splits);
    return scan.has(0);
  };
  CHECK_FALSE(scans(LeafScan::Machine::portable, 31));
  CHECK(scans(LeafScan::Machine::avx2, 31));
  CHECK(scans(LeafScan::Machine::avx2, 401));
  CHECK_FALSE(scans(LeafScan::Machine::avx2, 402));
  CHECK(scans(LeafScan::Machine::avx512, 801));
  CHECK_FALSE(scans(LeafScan::Machine::avx512, 100000));
}

TEST_CASE("a set of few codes that lie far apart answers as its bits would") {
  CategorySets sets;
  const CategorySplit near = sets.add({0, 5, 31, 32, 70}), far = sets.add({7, 1000000}),
                      none = sets.add({});
  for (std::uint32_t code = 0; code < 200; ++code) {
    const bool in_near = code == 0 || code == 5 || code == 31 || code == 32 || code == 70;
    CHECK(sets.goes_right(near, code) == !in_near);
    CHECK(sets.goes_right(far, code) == (code != 7));
    CHECK(sets.goes_right(none, code));
    CHECK_FALSE(sets.goes_right(CategorySplit{}, code));
  }
  CHECK_FALSE(sets.goes_right(far, 1000000));
  CHECK(sets.goes_right(far, 1000001));
  CHECK(sets.goes_right(near, 4000000000));
}
