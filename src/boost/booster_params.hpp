#pragma once

#include "boost/boost_params.hpp"

namespace coppice {

/// Every parameter at the default that a booster has for it: that of the parameter's row, but where
/// the method wants another (the full trees of a forest).
TrainParams default_params(Booster booster);

/// The same parameters for another booster: what is at the default of the one that `params` names
/// takes the default that `booster` has for it.
TrainParams for_booster(const TrainParams& params, Booster booster);

/// True where the booster does something with a parameter of training.
bool uses(Booster booster, const Parameter& parameter);

/// Throws a usage error where a parameter is set (is not at the booster's default) that the booster
/// does not use, or where the booster cannot learn by this objective or continue a model.
void check_uses(const TrainParams& params, const Objective& objective, bool continues);

}  // namespace coppice
