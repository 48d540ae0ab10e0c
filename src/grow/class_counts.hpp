#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "grow/forest_rows.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace coppice {

/// Counts of the classes of a bin, 16 bits each, eight side by side: to move a bin's rows left and
/// to know the squares of both sides is a few instructions for eight classes. With l and t the
/// counts on the left and in the node, those on the right have
///
///   sum (t - l)^2 = sum t^2 - 2 sum t l + sum l^2
///
/// so that two sums do. Exact where the node weighs no more than kMost: no sum exceeds its square.
class ShortCounts {
 public:
  static constexpr double kMost = 32767;
  static constexpr std::uint32_t kLane = 8;
  static std::uint32_t stride(std::uint32_t classes) {
    return (classes + kLane - 1) / kLane * kLane;
  }

  ShortCounts(std::uint32_t classes, std::size_t bins)
      : stride_(stride(classes)),
        total_(stride_),
        left_(stride_),
        counts_(bins * stride_),
        squares_(bins),
        products_(bins),
        weights_(bins),
        scores_(bins) {}

  bool empty() const { return counts_.empty(); }
  std::uint32_t stride() const { return stride_; }
  std::uint16_t* counts(std::size_t bin) { return counts_.data() + bin * stride_; }
  const std::uint16_t* counts(std::size_t bin) const { return counts_.data() + bin * stride_; }

  void start_node(std::span<const double> total) {
    for (std::size_t k = 0; k < total.size(); ++k) total_[k] = static_cast<std::uint16_t>(total[k]);
  }
  /// Counts the rows in the bins of a column, and marks these.
  template <class Bin>
  void count(const Bin* column, std::span<const ClassRow> rows, std::uint8_t* marks) {
    std::uint16_t* const counts = counts_.data();  // what marks are written to may be anything
    const std::size_t stride = stride_;
    for (const ClassRow& row : rows) {
      const std::size_t bin = column[row.row];
      marks[bin] = 1;
      std::uint16_t& count = counts[bin * stride + row.label];
      count = static_cast<std::uint16_t>(count + row.count);
    }
  }
  void clear(std::size_t bin) {
    for (std::uint32_t k = 0; k < stride_; k += kLane) std::memset(counts(bin) + k, 0, 2 * kLane);
  }

  void begin_scan() { std::fill(left_.begin(), left_.end(), std::uint16_t{0}); }
  /// Of the left side's counts: their squares, their products with the node's, and their sum.
  struct Sums {
    std::int32_t squares, products, weight;
  };
  /// A bin's counts go left.
  Sums move(std::size_t bin) { return move(bin, left_.data(), stride_); }

  /// As begin_scan and the moves of all bins but the last, one after the other: the score of each
  /// cut, as Gini tells it of these sums and those of the node.
  std::span<const double> scan(std::span<const std::uint32_t> bins, double weight, double terms) {
    const std::size_t cuts = bins.size() - 1;
    if (stride_ == kLane) {
      sum_cuts<kLane>(bins.first(cuts));
    } else {
      sum_cuts<0>(bins.first(cuts));
    }
    // Cut by cut nothing waits for the one before, so that several are divided at once.
    const std::int32_t *squares = squares_.data(), *products = products_.data(),
                       *weights = weights_.data();
    double* scores = scores_.data();
    for (std::size_t i = 0; i < cuts; ++i) {
      const double left = squares[i], left_weight = weights[i];
      scores[i] = left / left_weight + (terms - 2.0 * products[i] + left) / (weight - left_weight);
    }
    return {scores, cuts};
  }

 private:
  template <std::uint32_t kStride>
  void sum_cuts(std::span<const std::uint32_t> bins) {
    std::uint16_t few[kLane] = {};  // in a register where there is one lane
    if (kStride == 0) begin_scan();
    std::size_t i = 0;
    for (const std::uint32_t bin : bins) {
      const Sums sums = kStride == 0 ? move(bin) : move(bin, few, kStride);
      squares_[i] = sums.squares;
      products_[i] = sums.products;
      weights_[i++] = sums.weight;
    }
  }

  Sums move(std::size_t bin, std::uint16_t* lefts, std::uint32_t stride) const {
    const std::uint16_t* moved = counts(bin);
#if defined(__SSE2__)
    const __m128i ones = _mm_set1_epi16(1);
    __m128i squares = _mm_setzero_si128(), products = squares, weights = squares;
    for (std::uint32_t k = 0; k < stride; k += kLane) {
      const auto at = [k](const std::uint16_t* p) {
        return _mm_loadu_si128(reinterpret_cast<const __m128i*>(p + k));
      };
      const __m128i left = _mm_add_epi16(at(lefts), at(moved));
      _mm_storeu_si128(reinterpret_cast<__m128i*>(lefts + k), left);
      squares = _mm_add_epi32(squares, _mm_madd_epi16(left, left));
      products = _mm_add_epi32(products, _mm_madd_epi16(left, at(total_.data())));
      weights = _mm_add_epi32(weights, _mm_madd_epi16(left, ones));
    }
    const auto total = [](__m128i sums) {
      sums = _mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0x4e));
      return _mm_cvtsi128_si32(_mm_add_epi32(sums, _mm_shuffle_epi32(sums, 0xb1)));
    };
    return {total(squares), total(products), total(weights)};
#else
    Sums sums{0, 0, 0};
    for (std::uint32_t k = 0; k < stride; ++k) {
      const std::int32_t left = lefts[k] = static_cast<std::uint16_t>(lefts[k] + moved[k]);
      sums.squares += left * left;
      sums.products += left * total_[k];
      sums.weight += left;
    }
    return sums;
#endif
  }

  std::uint32_t stride_;
  std::vector<std::uint16_t> total_, left_, counts_;
  std::vector<std::int32_t> squares_, products_, weights_;  ///< of each cut of a scan
  std::vector<double> scores_;
};

/// Class counts of the cells of a bundle at one node, from which follow those of each of its
/// features: most nodes try several of them, and many a feature of a bundle is constant.
class BundleCounts {
 public:
  BundleCounts(std::uint32_t cells, std::uint32_t classes)
      : classes_(classes), weight_(cells), used_(cells + 1) {}

  bool collected() const { return collected_; }
  void collect(const std::uint8_t* column, std::span<const ClassRow> rows) {
    collected_ = true;
    counts_.resize(weight_.size() * classes_);
    std::uint8_t* used = used_.data();
    std::uint32_t *const weight = weight_.data(), *const counts = counts_.data();
    const std::size_t classes = classes_;
    for (const ClassRow& row : rows) {
      const std::size_t cell = column[row.row];
      *used = static_cast<std::uint8_t>(cell);
      used += weight[cell] == 0 ? 1 : 0;
      weight[cell] += row.count;
      counts[cell * classes + row.label] += row.count;
    }
    count_ = static_cast<std::size_t>(used - used_.data());
  }
  std::uint32_t weight(std::size_t cell) const { return weight_[cell]; }
  std::span<const std::uint32_t> counts(std::size_t cell) const {
    return std::span(counts_).subspan(cell * classes_, classes_);
  }
  void clear() {
    for (; count_ > 0; --count_) {
      const std::size_t cell = used_[count_ - 1];
      weight_[cell] = 0;
      std::fill_n(counts_.begin() + static_cast<std::ptrdiff_t>(cell * classes_), classes_, 0U);
    }
    collected_ = false;
  }

 private:
  std::uint32_t classes_;
  std::vector<std::uint32_t> weight_, counts_;
  std::vector<std::uint8_t> used_;  ///< cells with rows, and room to write one more
  std::size_t count_ = 0;
  bool collected_ = false;
};

}  // namespace coppice
