#pragma once

#include <algorithm>
#include <cstddef>
#include <numeric>
#include <vector>

#include "base/parallel.hpp"
#include "loss/objective.hpp"
#include "loss/simd.hpp"

// The loops over rows: in parallel, vectorised, and with sums that are combined in an order
// fixed by the number of rows, so that they are the same for any number of threads.
//
//     rows      |0 ............ 16383|16384 ......... 32767| ...      a block: one task
//     chunk     |0..255|256..511| ...                                  terms in a small array
//     lanes      0 1 2 ... 7 0 1 2 ... 7 ...                           term i goes to lane i % 8
//
// A block's sum is that of its lanes; the total is that of the blocks, first to last.

namespace coppice {

inline constexpr std::size_t kRowBlock = 16384;
inline constexpr std::size_t kRowChunk = 256;

/// Calls body(begin, end) for the blocks of [0, rows), in parallel and vectorised.
template <class Body>
void for_row_blocks(std::size_t rows, const Body& body) {
  parallel_blocks(rows, kRowBlock, [&](std::size_t begin, std::size_t end) {
    run_vectorised([&] { body(begin, end); });
  });
}

/// Calls body(begin, count) for the chunks of [begin, end): at most kRowChunk rows each.
template <class Body>
void for_row_chunks(std::size_t begin, std::size_t end, const Body& body) {
  for (; begin < end; begin += kRowChunk) body(begin, std::min(kRowChunk, end - begin));
}

/// Sum of one term a row; fill(begin, count, terms) writes the terms of a chunk.
template <class Fill>
double sum_of_chunks(std::size_t rows, const Fill& fill) {
  constexpr std::size_t lanes = 8;
  std::vector<double> sums((rows + kRowBlock - 1) / kRowBlock);
  for_row_blocks(rows, [&](std::size_t block_begin, std::size_t block_end) {
    double lane[lanes] = {};
    double terms[kRowChunk];
    for_row_chunks(block_begin, block_end, [&](std::size_t begin, std::size_t count) {
      fill(begin, count, terms);
      while (count % lanes != 0) terms[count++] = 0;
      for (std::size_t i = 0; i < count; i += lanes) {
        for (std::size_t j = 0; j < lanes; ++j) lane[j] += terms[i + j];
      }
    });
    sums[block_begin / kRowBlock] = std::accumulate(lane, lane + lanes, 0.0);
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0);
}

/// Sum of term(i) over the rows.
template <class Term>
double sum_of_rows(std::size_t rows, const Term& term) {
  return sum_of_chunks(rows, [&](std::size_t begin, std::size_t count, double* terms) {
    for (std::size_t i = 0; i < count; ++i) terms[i] = term(begin + i);
  });
}

/// Sum of the weights: the number of rows where there are none.
inline double total_weight(const Targets& targets) {
  if (targets.weights.empty()) return static_cast<double>(targets.labels.size());
  return sum_of_rows(targets.weights.size(), [&](std::size_t i) { return targets.weights[i]; });
}

/// Weighted sum of term(i) over the rows.
template <class Term>
double weighted_sum(const Targets& targets, const Term& term) {
  const std::size_t rows = targets.labels.size();
  if (targets.weights.empty()) return sum_of_rows(rows, term);
  return sum_of_rows(rows, [&](std::size_t i) { return targets.weights[i] * term(i); });
}

/// Weighted mean of term(i) over the rows; NaN where no row has weight.
template <class Term>
double weighted_mean(const Targets& targets, const Term& term) {
  return weighted_sum(targets, term) / total_weight(targets);
}

}  // namespace coppice
