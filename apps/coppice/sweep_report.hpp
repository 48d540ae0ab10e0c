#pragma once

#include <string>
#include <vector>

#include "tune/ledger.hpp"

namespace coppice {

/// A page of figures about a sweep: the best so far over time, the metric against each parameter,
/// all parameters at once, and how much each one matters. `ranked`: the best first.
std::string sweep_report(const std::string& data, const Space& space, const LedgerHead& head,
                         const std::vector<TrialRecord>& ranked);

}  // namespace coppice
