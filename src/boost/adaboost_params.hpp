#pragma once

#include <array>
#include <tuple>
#include <utility>

#include "base/parameters.hpp"

namespace coppice {

/// What a tree of AdaBoost says of a row: its class, or the probabilities of all classes.
enum class AdaBoostVotes { discrete, real };
template <>
struct EnumNames<AdaBoostVotes> {
  static constexpr std::array<std::pair<AdaBoostVotes, const char*>, 2> names{
      {{AdaBoostVotes::discrete, "discrete"}, {AdaBoostVotes::real, "real"}}};
};

struct AdaBoostParams {
  AdaBoostVotes adaboost_votes = AdaBoostVotes::discrete;
  bool adaboost_resample = false;
};
template <>
struct ParameterTable<AdaBoostParams> {
  static constexpr const char* title = "AdaBoost";
  static constexpr auto rows = std::tuple{
      Row{"adaboost-votes", &AdaBoostParams::adaboost_votes,
          "What each tree of booster adaboost says of a row: its class (SAMME), or the classes' "
          "probabilities (real: SAMME.R)"},
      Row{"adaboost-resample", &AdaBoostParams::adaboost_resample,
          "Grow each tree of booster adaboost from rows drawn with their weights as chances, "
          "instead "
          "of from all rows with their weights"},
  };
};

}  // namespace coppice
