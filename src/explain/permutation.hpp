#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "data/table.hpp"
#include "loss/metric.hpp"
#include "model/model.hpp"

namespace coppice {

/// How much worse a model measures when one feature's values are shuffled among the rows, so that
/// they say nothing of the label any more (Breiman, "Random forests", 2001, section 10, on given
/// rows).
struct PermutationImportance {
  std::uint32_t feature = 0;  ///< number in the schema
  std::string name;
  double worse = 0;      ///< mean change of the metric over the shuffles; positive: worse
  double deviation = 0;  ///< standard deviation of that change from shuffle to shuffle
};

struct PermutationPlan {
  Metric metric = Metric::error;
  int repeats = 5;  ///< shuffles of each feature
  std::uint64_t seed = 0;
};

/// All features of a dense table, most important first; those that nothing uses are 0. `table` has
/// the model's schema, `targets` its rows' labels; columns are shuffled in place and put back. The
/// same for any number of threads.
std::vector<PermutationImportance> permutation_importance(const Model& model, Table& table,
                                                          const Targets& targets,
                                                          const PermutationPlan& plan);

}  // namespace coppice
