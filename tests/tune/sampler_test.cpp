#include "tune/sampler.hpp"

#include <doctest/doctest.h>

#include <cmath>
#include <set>

using namespace coppice;

namespace {

Space plane() {
  Space space;
  for (const char* name : {"row-fraction", "column-fraction"}) {
    Dimension& dimension = space.dimensions.emplace_back();
    dimension.name = name;
    dimension.min = 0.001;
    dimension.max = 1;
  }
  return space;
}

SweepParams params_of(SamplerKind kind, int trials) {
  SweepParams params;
  params.sampler = kind;
  params.trials = trials;
  return params;
}

std::vector<Proposal> all_of(Sampler& sampler) {
  std::vector<Proposal> all;
  while (auto proposal = sampler.next({})) all.push_back(std::move(*proposal));
  return all;
}

/// A valley that is narrow and not along an axis; least at (0.7, 0.3).
double valley(const std::vector<double>& unit) {
  const double x = unit[0] - 0.7, y = unit[1] - 0.3;
  return 10 * (x + y) * (x + y) + (x - y) * (x - y);
}

/// The least value found in 64 trials that are chosen four at a time.
double search(SamplerKind kind, std::uint64_t seed) {
  const Space space = plane();
  const TrainParams fixed;
  Sampler sampler(space, fixed, params_of(kind, 64), seed);
  std::vector<Observation> history;
  double best = 1e9;
  for (int generation = 0; generation < 16; ++generation) {
    std::vector<Observation> seen;
    for (int i = 0; i < 4; ++i) {
      const auto proposal = sampler.next(history);
      REQUIRE(proposal);
      seen.push_back({proposal->unit, valley(proposal->unit)});
      best = std::min(best, seen.back().loss);
    }
    history.insert(history.end(), seen.begin(), seen.end());
  }
  return best;
}

}  // namespace

TEST_CASE("a latin hypercube has one trial in each stratum of each dimension") {
  const Space space = plane();
  const TrainParams fixed;
  Sampler sampler(space, fixed, params_of(SamplerKind::latin, 50), 3);
  const std::vector<Proposal> all = all_of(sampler);
  REQUIRE(all.size() == 50);
  for (std::size_t d = 0; d < 2; ++d) {
    std::set<int> strata;
    for (const Proposal& proposal : all) strata.insert(static_cast<int>(proposal.unit[d] * 50));
    CHECK(strata.size() == 50);
  }
}

TEST_CASE("halton points fill boxes evenly") {
  for (std::uint64_t seed : {1, 2, 3}) {
    int boxes[2][3] = {};
    for (std::uint64_t i = 0; i < 36; ++i) {
      const std::vector<double> point = halton_point(i, 2, seed);
      ++boxes[static_cast<int>(point[0] * 2)][static_cast<int>(point[1] * 3)];
    }
    for (const auto& column : boxes) {
      for (const int count : column) CHECK(count == 6);  // exact for multiples of 2 * 3
    }
  }
  CHECK(halton_point(5, 4, 1) == halton_point(5, 4, 1));
  CHECK(halton_point(5, 4, 1) != halton_point(5, 4, 2));
}

TEST_CASE("no trial is chosen twice, and a small space ends") {
  Space space;
  Dimension& dimension = space.dimensions.emplace_back();
  dimension.name = "max-leaves";
  dimension.values = {"2", "3", "4", "5", "6"};
  const TrainParams fixed;
  for (const SamplerKind kind :
       {SamplerKind::random, SamplerKind::halton, SamplerKind::tpe, SamplerKind::grid}) {
    Sampler sampler(space, fixed, params_of(kind, 100), 1);
    std::set<std::string> seen;
    for (const Proposal& proposal : all_of(sampler))
      CHECK(seen.insert(text_of(proposal.values)).second);
    CHECK(seen.size() == 5);
  }
}

TEST_CASE("tpe finds a valley that random search does not") {
  double tpe = 0, random = 0;
  for (std::uint64_t seed = 1; seed <= 20; ++seed) {
    tpe += std::log(search(SamplerKind::tpe, seed)) / 20;
    random += std::log(search(SamplerKind::random, seed)) / 20;
  }
  CHECK(tpe < random - 1);  // e times nearer, in loss
  CHECK(search(SamplerKind::tpe, 4) == search(SamplerKind::tpe, 4));
}
