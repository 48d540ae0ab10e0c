#include <algorithm>

#include "loss/exp_log.hpp"
#include "loss/objective.hpp"
#include "loss/rows.hpp"

namespace coppice {

namespace {

constexpr double kLeastRate = 1e-9;

double raw_of(const Logistic&, double probability, double least) {
  const double held = std::clamp(probability, least, 1 - least);
  return portable_log(held) - portable_log(1 - held);
}
double raw_of(const Softmax&, double probability, double least) {
  return portable_log(std::max(probability, least));
}
double raw_of(const Poisson&, double rate, double) {
  return portable_log(std::max(rate, kLeastRate));
}
template <class Loss>
double raw_of(const Loss&, double prediction, double) {
  return prediction;
}

}  // namespace

void untransform(const Objective& objective, std::span<double> predictions, double least) {
  const auto all = [&](const auto& loss) {
    for_row_blocks(predictions.size(), [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        predictions[i] = raw_of(loss, predictions[i], least);
      }
    });
  };
  std::visit(all, objective);
}

}  // namespace coppice
