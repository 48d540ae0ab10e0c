#pragma once

namespace coppice {

/// First and second derivative of one row's loss in the raw score, times the row's weight: what
/// the loss module hands to the grower.
struct GradientPair {
  float gradient;
  float hessian;
};

}  // namespace coppice
