#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "tune/sampler.hpp"
#include "tune/space.hpp"

namespace coppice {

/// A point by the tree-structured Parzen estimator (Bergstra, Bardenet, Bengio, Kegl, "Algorithms
/// for hyper-parameter optimization", NIPS 2011), in the multivariate form of Falkner, Klein,
/// Hutter
/// ("BOHB", ICML 2018): the observations are parted into a good few and the others; each part is a
/// mixture with a kernel a point; of some draws from the good one, the one with the highest ratio
/// good / others is taken. `draw` keys the random numbers. None where there is too little to learn
/// from.
std::optional<std::vector<double>> parzen_point(const Space& space, const TrainParams& fixed,
                                                std::span<const Observation> history,
                                                std::uint64_t seed, std::uint64_t draw);

}  // namespace coppice
