#pragma once

#include <array>
#include <string>
#include <tuple>
#include <utility>

#include "base/parameters.hpp"

namespace coppice {

/// How the next trials are chosen.
enum class SamplerKind { tpe, grid, random, latin, halton };
template <>
struct EnumNames<SamplerKind> {
  static constexpr std::array<std::pair<SamplerKind, const char*>, 5> names{
      {{SamplerKind::tpe, "tpe"},
       {SamplerKind::grid, "grid"},
       {SamplerKind::random, "random"},
       {SamplerKind::latin, "latin"},
       {SamplerKind::halton, "halton"}}};
};

/// A search over parameters.
struct SweepParams {
  SamplerKind sampler = SamplerKind::tpe;
  int trials = 100;
  bool halving = false;
  double halving_factor = 3;
  int first_rounds = 10;
  int generation = 16;
  double time_limit = 0;
  std::string target;
  std::string shard;
};
template <>
struct ParameterTable<SweepParams> {
  static constexpr const char* title = "Sweep";
  static constexpr auto rows = std::tuple{
      Row{"sampler", &SweepParams::sampler,
          "How trials are chosen: tpe learns from those before; grid tries every combination; "
          "random; "
          "latin and halton fill the space evenly"},
      Row{"trials",
          &SweepParams::trials,
          "Trials to run; a grid runs all of its own",
          {1, 1000000}},
      Row{"halving", &SweepParams::halving,
          "Stop poor trials early: after first-rounds rounds, and again after that times each "
          "power of "
          "halving-factor, one in halving-factor goes on"},
      Row{"halving-factor", &SweepParams::halving_factor, "One in so many goes on", {1.5, 100}},
      Row{"first-rounds",
          &SweepParams::first_rounds,
          "Rounds before the first look at a trial",
          {1, 1000000}},
      Row{"generation",
          &SweepParams::generation,
          "Trials that are chosen together, by tpe and halving; at least the number of threads "
          "keeps all "
          "at work",
          {1, 100000}},
      Row{"time-limit",
          &SweepParams::time_limit,
          "Seconds after which trials are ended; 0: none",
          {0, 1e9}},
      Row{"target", &SweepParams::target,
          "Value of the metric at which to stop, looked at after each generation"},
      Row{"shard", &SweepParams::shard,
          "I/N: run every N-th trial, from the I-th, and merge the N ledgers later; not with tpe "
          "or halving"},
  };
};

}  // namespace coppice
