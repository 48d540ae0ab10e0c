#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace coppice {

/// Finds the leaves of many rows at once, without a walk. A split that sends a row right strikes
/// out the leaves of its left subtree; the leftmost leaf that is left standing is the row's.
///
///          split 0                leaves, from left to right     0 1 2 3
///         /       \ .             split 0 says right: strikes    x x
///     split 1   split 2           split 1 says right: strikes    x
///      /  \      /  \ .           split 2 says left:  strikes    -
///     0    1    2    3            the row's leaf:                    2
///
/// So the splits of a tree can be asked in any order, one after the other for all rows, which
/// vectors of bytes do very well: for trees of up to a few hundred leaves it is faster than a walk,
/// though all splits are asked. Eight leaves make a slice: one byte a row.
/// (QuickScorer: Lucchese et al., SIGIR 2015; by byte and many rows: RapidScorer, Ye et al., KDD
/// 2018.)
class LeafScan {
 public:
  /// What the processor offers; `portable` scans no tree.
  enum class Machine { portable, avx2, avx512 };
  static Machine machine();

  /// Rows of one step; results are written in multiples of it.
  static constexpr std::size_t kRows = 64;

  /// One split, as the scan wants it. Its left subtree holds the leaves [left_begin, left_end).
  struct Split {
    std::uint32_t slot = 0;
    std::uint32_t code = 0;                                  ///< numeric: a higher code goes right
    const std::vector<std::uint32_t>* left_codes = nullptr;  ///< categorical: codes that go left
    std::uint32_t left_begin = 0, left_end = 0;
  };

  explicit LeafScan(Machine machine) : machine_(machine) {}

  /// Takes the next tree; one that a walk would serve better is only counted.
  void add(std::span<const Split> splits);
  /// True if the tree can be scanned.
  bool has(std::size_t tree) const { return trees_[tree].slices > 0; }
  /// Places of the leaves that rows [0, rows) reach; `rows` is rounded up to a multiple of kRows.
  void run(std::size_t tree, const std::uint8_t* codes, std::size_t rows, std::uint32_t* out) const;

  /// A row with a higher code than `code` is in none of the slice's `leaves` (a bit each).
  struct Test {
    std::uint32_t slot;
    std::uint8_t code, leaves;
  };
  /// A row with a code outside of a set is in none of them.
  struct SetTest {
    std::uint32_t slot;
    std::uint32_t set;  ///< in sets()
    std::uint8_t leaves;
  };
  /// Bits of the 256 codes that go right; split in two tables of 16 bytes.
  using Set = std::array<std::uint8_t, 32>;

  /// Where the tests of a slice end; they begin where those of the slice before end.
  struct SliceEnd {
    std::size_t tests, set_tests;
  };
  /// One tree's tests. ends[0] is where they begin, ends[i + 1] ends slice i.
  struct Tests {
    const SliceEnd* ends;
    std::size_t slices;
    const Test* tests;
    const SetTest* set_tests;
    const Set* sets;
  };

 private:
  struct Tree {
    std::size_t first = 0;   ///< its first slice
    std::size_t slices = 0;  ///< 0: not scanned
  };
  void add_slices(std::span<const Split> splits);

  Machine machine_;
  std::vector<Tree> trees_;
  std::vector<SliceEnd> ends_ = {{0, 0}};
  std::vector<Test> tests_;
  std::vector<SetTest> set_tests_;
  std::vector<Set> sets_;
};

/// The scans of a step's worth of rows and more; for machines that have what their names say.
void scan_leaves_avx2(const LeafScan::Tests& tree, const std::uint8_t* codes, std::size_t rows,
                      std::uint32_t* out);
void scan_leaves_avx512(const LeafScan::Tests& tree, const std::uint8_t* codes, std::size_t rows,
                        std::uint32_t* out);

}  // namespace coppice
