#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/reader.hpp"
#include "tune/fold_params.hpp"

namespace coppice {

/// One fit of a cross-validation: the rows to learn from and those to measure on, ascending.
struct Fold {
  int repeat = 1, number = 1;  ///< both from 1
  std::vector<std::uint32_t> training, held_out;
};

/// Throws usage errors where the ways to cut exclude each other. The column that decides is added
/// to those not learned from, and to those that the reader keeps.
void ask_for_fold_column(const FoldParams& params, ReadParams& read, ReadRequest& request);

/// Cuts the rows into folds, the same for the same rows, parameters and seed:
///
///   plain          classes (or all rows) are shuffled and dealt out like cards
///   groups         whole groups, the largest first, each to the fold with the fewest rows
///   time           k + 1 runs in the order of time; fold i is run i + 1, learned from runs 0 .. i
///   fold column    a fold for each of its values
///
/// Throws input errors (a fold column that is empty somewhere, fewer groups or times than folds).
std::vector<Fold> make_folds(const FoldParams& params, const Table& table, std::uint64_t seed);

}  // namespace coppice
