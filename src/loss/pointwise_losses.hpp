#pragma once

#include <cmath>

#include "loss/exp_log.hpp"
#include "loss/objective.hpp"

// The pure maths of the losses with one score a row. Each has three functions of one row:
//
//   derivatives   first and second derivative of the loss in the raw score
//   loss          the loss itself, up to a term that does not depend on the score
//   prediction    the raw score on the user's scale
//
// All are free of branches and library calls, so the loops over rows (gradients.cpp) vectorise.
// A row's weight is applied there.

namespace coppice {

struct Derivatives {
  double first, second;
};

/// Added to a hessian that may vanish, as that of a probability that rounds to 0 or 1; far below
/// the resolution of a float for any other row.
inline constexpr double kHessianFloor = 1e-16;

/// -1, 0 or 1.
inline double sign(double x) {
  return static_cast<double>(x > 0) - static_cast<double>(x < 0);
}

// Squared error: (raw - label)^2 / 2.

inline Derivatives derivatives(const SquaredError&, double raw, double label) {
  return {raw - label, 1.0};
}
inline double loss(const SquaredError&, double raw, double label) {
  return 0.5 * (raw - label) * (raw - label);
}
inline double prediction(const SquaredError&, double raw) {
  return raw;
}

// Absolute error: |raw - label|. Its second derivative is 0; 1 makes a leaf's value the mean
// sign, a step in the right direction.

inline Derivatives derivatives(const AbsoluteError&, double raw, double label) {
  return {sign(raw - label), 1.0};
}
inline double loss(const AbsoluteError&, double raw, double label) {
  return std::fabs(raw - label);
}
inline double prediction(const AbsoluteError&, double raw) {
  return raw;
}

// Huber (1964), "Robust estimation of a location parameter", eq. 2.7: quadratic up to delta,
// linear beyond.

inline Derivatives derivatives(const Huber& huber, double raw, double label) {
  return {detail::bounded(raw - label, {-huber.delta, huber.delta}), 1.0};
}
inline double loss(const Huber& huber, double raw, double label) {
  const double residual = std::fabs(raw - label);
  const double quadratic = residual < huber.delta ? residual : huber.delta;
  return quadratic * (residual - 0.5 * quadratic);
}
inline double prediction(const Huber&, double raw) {
  return raw;
}

// Quantile (pinball) loss, Koenker and Bassett (1978), "Regression quantiles": a label above the
// score costs q, one below costs 1 - q, per unit. At the kink, the middle of the subgradients.

inline Derivatives derivatives(const Quantile& quantile, double raw, double label) {
  return {0.5 + 0.5 * sign(raw - label) - quantile.quantile, 1.0};
}
inline double loss(const Quantile& quantile, double raw, double label) {
  const double residual = label - raw;
  return 0.5 * std::fabs(residual) + (quantile.quantile - 0.5) * residual;
}
inline double prediction(const Quantile&, double raw) {
  return raw;
}

// Poisson with log link: e^raw - label * raw, the negative log-likelihood without log(label!).
// The true hessian e^raw allows steps after which the rate explodes; like LightGBM and XGBoost
// it is taken e^0.7 times larger, as if the score stood max_delta_step = 0.7 higher.

inline Derivatives derivatives(const Poisson&, double raw, double label) {
  constexpr double kStepGuard = 2.0137527074704766;  // e^0.7
  const double rate = portable_exp(raw);
  return {rate - label, rate * kStepGuard + kHessianFloor};
}
inline double loss(const Poisson&, double raw, double label) {
  return portable_exp(raw) - label * raw;
}
inline double prediction(const Poisson&, double raw) {
  return portable_exp(raw);
}

// Logistic: -log of the label's probability, p = 1 / (1 + e^-raw), labels 0 and 1.

inline Derivatives derivatives(const Logistic&, double raw, double label) {
  const double p = sigmoid(raw);
  return {p - label, p * (1.0 - p) + kHessianFloor};
}
inline double loss(const Logistic&, double raw, double label) {
  return softplus(raw) - label * raw;
}
inline double prediction(const Logistic&, double raw) {
  return sigmoid(raw);
}

}  // namespace coppice
