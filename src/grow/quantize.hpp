#pragma once

#include <cstdint>
#include <span>

#include "base/buffer.hpp"
#include "base/gradient.hpp"

namespace coppice {

/// Exact sums over rows, in the units of a GradientFormat.
struct Sums {
  std::int64_t gradient = 0;
  std::int64_t hessian = 0;
  std::int64_t rows = 0;

  Sums& operator+=(const Sums& o) {
    return gradient += o.gradient, hessian += o.hessian, rows += o.rows, *this;
  }
  Sums& operator-=(const Sums& o) {
    return gradient -= o.gradient, hessian -= o.hessian, rows -= o.rows, *this;
  }
  friend Sums operator-(Sums a, const Sums& b) { return a -= b; }
  friend bool operator==(const Sums&, const Sums&) = default;
};

/// How a round's gradients are held as integers, so that their sums are exact and do not depend
/// on order. One row's gradient, hessian and count of 1 are fields of one or two 64-bit words;
/// adding words adds all fields at once, and a block of at most `block_rows` rows cannot overflow.
///
///   counted   gradient:48                rows:16      hessians all equal: the count tells them
///   packed    gradient:26  hessian:25    rows:13      12 bits each, stochastically rounded
///   precise   gradient:64 | hessian:48   rows:16      two words, for heavy tails
struct GradientFormat {
  enum class Kind : std::uint8_t { counted, packed, precise };
  Kind kind = Kind::packed;
  double gradient_unit = 1;  ///< real gradient = integer x unit
  double hessian_unit = 1;

  int words() const { return kind == Kind::precise ? 2 : 1; }
  std::uint32_t block_rows() const { return kind == Kind::packed ? 8191 : 65535; }
};

// The kinds. `Stored` is what is kept of a row, half the size of the words or less, since a tree's
// rows are looked up all over memory; `expand` makes words of it. `decode` is exact for sums over
// up to block_rows rows.

struct CountedWords {
  static constexpr int words = 1;
  using Stored = std::int32_t;
  static void expand(Stored row, std::uint64_t* w) {
    w[0] = (static_cast<std::uint64_t>(std::int64_t{row}) << 16) + 1;
  }
  static Sums decode(const std::uint64_t* w) {
    const auto rows = static_cast<std::int64_t>(w[0] & 0xffff);
    return {static_cast<std::int64_t>(w[0]) >> 16, rows, rows};
  }
};
struct PackedWords {
  static constexpr int words = 1;
  using Stored = std::int32_t;  // gradient:16  hessian:16
  static void expand(Stored row, std::uint64_t* w) {
    const auto gradient = static_cast<std::uint64_t>(std::int64_t{row >> 16});
    w[0] = (gradient << 38) + (static_cast<std::uint64_t>(row & 0xffff) << 13) + 1;
  }
  static Sums decode(const std::uint64_t* w) {
    return {static_cast<std::int64_t>(w[0]) >> 38,
            static_cast<std::int64_t>((w[0] >> 13) & 0x1ffffff),
            static_cast<std::int64_t>(w[0] & 0x1fff)};
  }
};
struct PreciseWords {
  static constexpr int words = 2;
  struct Stored {
    std::int64_t gradient, hessian;
  };
  static void expand(const Stored& row, std::uint64_t* w) {
    w[0] = static_cast<std::uint64_t>(row.gradient);
    w[1] = (static_cast<std::uint64_t>(row.hessian) << 16) + 1;
  }
  static Sums decode(const std::uint64_t* w) {
    return {static_cast<std::int64_t>(w[0]), static_cast<std::int64_t>(w[1] >> 16),
            static_cast<std::int64_t>(w[1] & 0xffff)};
  }
};

/// Calls f with a value of the format's word type.
template <class F>
decltype(auto) visit_words(GradientFormat::Kind kind, F&& f) {
  switch (kind) {
    case GradientFormat::Kind::counted:
      return f(CountedWords{});
    case GradientFormat::Kind::packed:
      return f(PackedWords{});
    case GradientFormat::Kind::precise:
      break;
  }
  return f(PreciseWords{});
}

/// The word(s) of a sum: linear, so words of differences are differences of words.
inline void encode(GradientFormat::Kind kind, const Sums& sums, std::uint64_t* w) {
  const auto g = static_cast<std::uint64_t>(sums.gradient),
             h = static_cast<std::uint64_t>(sums.hessian),
             c = static_cast<std::uint64_t>(sums.rows);
  switch (kind) {
    case GradientFormat::Kind::counted:
      w[0] = (g << 16) + c;
      return;
    case GradientFormat::Kind::packed:
      w[0] = (g << 38) + (h << 13) + c;
      return;
    case GradientFormat::Kind::precise:
      w[0] = g;
      w[1] = (h << 16) + c;
      return;
  }
}

/// One round's gradients of one output as integers, row by row.
struct QuantizedGradients {
  GradientFormat format;
  Buffer<std::uint64_t> storage;

  /// Stored rows of the format's kind.
  template <class Words>
  const typename Words::Stored* rows() const {
    return reinterpret_cast<const typename Words::Stored*>(storage.data());
  }
};

/// Quantises. `constant_hessian`: all hessians are equal. The kind is chosen by the data: packed
/// where the bulk of the gradients is not lost in units that the largest one sets, else precise;
/// with `never_packed` precise in any case.
/// Rounding is stochastic, keyed by (seed, round, row), for packed, and to nearest otherwise.
/// The same for any number of threads. `out` is reused from round to round.
void quantize(std::span<const GradientPair> gradients, bool constant_hessian, std::uint64_t seed,
              std::uint64_t round, QuantizedGradients& out, bool never_packed = false);

}  // namespace coppice
