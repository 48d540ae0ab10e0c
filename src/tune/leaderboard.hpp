#pragma once

#include <string>
#include <vector>

#include "tune/ledger.hpp"

namespace coppice {

/// The trials, best first.
std::vector<TrialRecord> ranked(std::vector<TrialRecord> records, bool larger_is_better);

/// A CSV table of ranked trials: rank, trial, the metric, rounds, how it ended, checksum, and a
/// column a parameter of the space. It holds no times, so the same sweep gives the same bytes.
std::string leaderboard_csv(const std::vector<TrialRecord>& ranked, const Space& space,
                            const std::string& metric);

/// The share of the metric's variance over trials that goes with each dimension alone, from 0 to 1:
/// the trials in which it counts are cut into up to five groups of like value, and their means'
/// variance is set against that of all, less what groups by chance would show (epsilon squared,
/// Kelley, "An unbiased correlation ratio measure", PNAS 1935).
std::vector<double> importance_of(const Space& space, const std::vector<TrialRecord>& records);

}  // namespace coppice
