#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace coppice {

/// Rounds after which trials of `most` rounds are looked at, without `most` itself:
/// first, first * factor, first * factor^2, ...
std::vector<int> halving_rungs(int first, double factor, int most);

/// The loss at which a trial may go on from a rung: of the `losses` of all trials that reached it,
/// the best one in `factor` are at or below it (the promotion rule of Li et al., "A system for
/// massively parallel hyperparameter tuning" (ASHA), MLSys 2020, here taken by whole generations,
/// so that it does not depend on which trial is quicker). NaN counts as worst.
double halving_threshold(std::span<const double> losses, double factor);

}  // namespace coppice
