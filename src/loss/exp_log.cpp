#include "loss/exp_log.hpp"

#include <limits>

namespace coppice::detail {

const Bounds kExpBounds = {-708.0, 709.78};
const Bounds kFloatBounds = {-std::numeric_limits<float>::max(), std::numeric_limits<float>::max()};

}  // namespace coppice::detail
