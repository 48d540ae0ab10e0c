#pragma once

#include <string>
#include <vector>

#include "coppice/paths.hpp"
#include "data/reader.hpp"
#include "model/model.hpp"
#include "tune/ledger.hpp"

namespace coppice {

/// What a sweep has come to.
struct SweepResults {
  std::string folder;
  std::string data;  ///< paths, as they were given
  std::vector<std::string> valid;
  ReadParams read;
  const Space& space;
  const LedgerHead& head;
  const std::vector<TrialRecord>& ranked;  ///< the best first
};

/// All files that a sweep writes in its folder, for check_paths.
std::vector<NamedPath> sweep_files(const std::string& folder);

/// The parameters that make the best trial's model again: its rounds are those that were best.
TrainParams best_params(const TrainParams& fixed, const TrialRecord& best);

/// Writes leaderboard.csv, report.html, best.json (`model`) and best.toml, which makes it with
/// `params`.
void write_results(SweepResults results, TrainParams params, const Model& model);

}  // namespace coppice
