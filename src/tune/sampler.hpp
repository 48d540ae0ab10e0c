#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "tune/space.hpp"
#include "tune/sweep_params.hpp"

namespace coppice {

/// A trial that is over, as the sampler sees it.
struct Observation {
  std::vector<double> unit;  ///< its point of the unit cube
  double loss = 0;           ///< the smaller the better; NaN where it failed
};

/// A trial to run.
struct Proposal {
  std::vector<double> unit;  ///< empty for a grid
  Assignment values;
};

/// Chooses trials, each of them once. What it chooses is a pure function of space, seed and the
/// observations given, so a sweep that is resumed chooses the same ones.
class Sampler {
 public:
  Sampler(const Space& space, const TrainParams& fixed, const SweepParams& params,
          std::uint64_t seed);

  /// The next trial; none where the space has no more that is new, or `trials` were chosen.
  std::optional<Proposal> next(std::span<const Observation> history);
  /// Trials to come in all; as far as is known.
  std::size_t planned() const { return planned_; }

 private:
  std::vector<double> draw(std::span<const Observation> history);
  std::vector<double> draw_latin() const;

  const Space& space_;
  const TrainParams& fixed_;
  SamplerKind kind_;
  std::uint64_t seed_;
  std::vector<Assignment> grid_;
  std::set<std::string> chosen_;  ///< as text
  std::size_t planned_ = 0;
  std::uint64_t draws_ = 0;
};

/// Point `index` of the scrambled Halton sequence: the digits of the index in the d-th prime base,
/// mirrored at the point, each permuted at random (Owen, "A randomized Halton algorithm in R",
/// 2017).
std::vector<double> halton_point(std::uint64_t index, std::size_t dimensions, std::uint64_t seed);

}  // namespace coppice
