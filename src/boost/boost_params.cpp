#include "boost/boost_params.hpp"

namespace coppice {

std::vector<Parameter> parameters_of_training(TrainParams& params) {
  return parameters_of_groups(params.boost, params.objective, params.grow, params.forest,
                              params.adaboost, params.sample, params.bins);
}

}  // namespace coppice
