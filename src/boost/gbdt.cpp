#include "boost/gbdt.hpp"

namespace coppice {

Gbdt::Gbdt(const Prepared& data, const TrainParams& params, std::vector<double> base)
    : learning_rate_(params.boost.learning_rate),
      fitter_(data, params),
      training_(start_scored(data.training, base)),
      validation_(start_scored(data.validation, base)) {
  ensemble_.base_scores = std::move(base);
}

void Gbdt::run(int round) {
  fitter_.begin_round(round, training_.scores);
  for (std::size_t output = 0; output < ensemble_.outputs(); ++output) {
    const FittedTree tree = fitter_.fit(output);
    fitter_.add_fitted(training_, tree, learning_rate_);
    for (ScoredSet& scored : validation_) {
      fitter_.add(*scored.set, scored.scores, tree, learning_rate_);
    }
    ensemble_.trees.push_back(fitter_.rest(tree, learning_rate_));
  }
}

Ensemble Gbdt::take(int rounds) {
  ensemble_.trees.resize(static_cast<std::size_t>(rounds) * ensemble_.outputs());
  return std::move(ensemble_);
}

}  // namespace coppice
