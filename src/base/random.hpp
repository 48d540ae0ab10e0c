#pragma once

#include <cstdint>

namespace coppice {

/// What a random number is for: part of its key, so no two uses share a stream.
enum class RandomPurpose : std::uint32_t {
  row_sample = 1,
  column_sample,
  node_columns,
  gradient_rounding,
  bootstrap,
  fold,
  holdout,
  edge_sample,
  drop_trees,
  threshold,
  search,
  permutation,
  bundle,
};

/// The 64-bit finaliser of MurmurHash3 as improved by David Stafford ("Mix13"), the output
/// function of SplitMix64 (Steele, Lea, Flood: "Fast splittable pseudorandom number
/// generators", OOPSLA 2014): a bijection whose output bits each depend on every input bit.
constexpr std::uint64_t mix64(std::uint64_t x) {
  x ^= x >> 30;
  x *= 0xbf58476d1ce4e5b9ULL;
  x ^= x >> 27;
  x *= 0x94d049bb133111ebULL;
  x ^= x >> 31;
  return x;
}

/// A counter-based generator: the number for (seed, purpose, round, index) is a pure function
/// of those four, so results depend neither on threads nor on the order of the draws.
class CounterRandom {
  __extension__ typedef unsigned __int128 Wide;

 public:
  constexpr CounterRandom(std::uint64_t seed, RandomPurpose purpose, std::uint64_t round = 0)
      : key_(mix64(mix64(seed + 0x9e3779b97f4a7c15ULL * static_cast<std::uint32_t>(purpose)) +
                   0xd1b54a32d192ed03ULL * (round + 1))) {}

  /// 64 uniform bits for this index.
  constexpr std::uint64_t bits(std::uint64_t index) const {
    return mix64(key_ + 0x9e3779b97f4a7c15ULL * (index + 1));
  }
  /// Uniform in [0, 1).
  constexpr double uniform(std::uint64_t index) const {
    return static_cast<double>(bits(index) >> 11) * 0x1.0p-53;
  }
  /// Uniform in [0, n), n > 0; bias below n / 2^64 (Lemire's multiply-shift).
  constexpr std::uint64_t below(std::uint64_t index, std::uint64_t n) const {
    return static_cast<std::uint64_t>((static_cast<Wide>(bits(index)) * n) >> 64);
  }

 private:
  std::uint64_t key_;
};

}  // namespace coppice
