#include "report/scale.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace coppice {

Scale::Scale(const Axis& axis, const std::vector<double>& values, double from, double to)
    : axis_(axis), from_(from), to_(to) {
  if (!axis.names.empty()) {
    low_ = -0.5;
    high_ = static_cast<double>(axis.names.size()) - 0.5;
    return;
  }
  double low = std::numeric_limits<double>::infinity(), high = -low;
  for (const double value : values) {
    if (!shows(value)) continue;
    low = std::min(low, place(value));
    high = std::max(high, place(value));
  }
  if (!(low <= high)) low = 0, high = 1;
  const double margin = high > low ? 0.04 * (high - low) : std::max(0.5, std::abs(low) * 0.1);
  low_ = low - margin;
  high_ = high + margin;
}

bool Scale::shows(double value) const {
  return std::isfinite(value) && (!axis_.log || value > 0);
}

double Scale::place(double value) const {
  const double inside = std::clamp(value, axis_.low, axis_.high);
  return axis_.log ? std::log10(inside) : inside;
}

double Scale::pixel(double value) const {
  return from_ + (place(value) - low_) / (high_ - low_) * (to_ - from_);
}

/// Four to eight numbers of 1, 2 or 5 times a power of ten; on a logarithmic scale with few decades
/// these numbers themselves.
std::vector<double> Scale::round_numbers() const {
  std::vector<double> numbers;
  if (axis_.log) {
    const bool wide = high_ - low_ > 3;
    for (double decade = std::floor(low_); decade <= high_; ++decade) {
      for (const double digit : {1.0, 2.0, 5.0}) {
        const double value = digit * std::pow(10, decade);
        if ((digit == 1 || !wide) && std::log10(value) >= low_ && std::log10(value) <= high_)
          numbers.push_back(value);
      }
    }
    return numbers;
  }
  const double raw = (high_ - low_) / 5, power = std::pow(10, std::floor(std::log10(raw)));
  const double step = power * (raw / power < 1.5   ? 1
                               : raw / power < 3.5 ? 2
                               : raw / power < 7.5 ? 5
                                                   : 10);
  for (double k = std::ceil(low_ / step); k * step <= high_; ++k) numbers.push_back(k * step);
  return numbers;
}

std::vector<std::pair<double, std::string>> Scale::ticks() const {
  std::vector<std::pair<double, std::string>> ticks;
  for (std::size_t i = 0; i < axis_.names.size(); ++i) {
    ticks.emplace_back(pixel(static_cast<double>(i)), axis_.names[i]);
  }
  if (!axis_.names.empty()) return ticks;
  for (const double value : round_numbers())
    ticks.emplace_back(pixel(value), fmt::format("{:.6g}", std::abs(value) < 1e-12 ? 0 : value));
  return ticks;
}

}  // namespace coppice
