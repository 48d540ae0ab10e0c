#include "tune/parzen.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/random.hpp"

namespace coppice {

namespace {

constexpr std::size_t kCandidates = 32;
constexpr double kGoodShare = 0.15;
constexpr std::size_t kMostGood = 25;
constexpr double kFlatShare =
    0.1;  // of a mixture; the same of both, or empty corners would look good

/// Uniform numbers of one draw, one after the other.
class Stream {
 public:
  Stream(std::uint64_t seed, std::uint64_t draw) : random_(seed, RandomPurpose::search, draw) {}
  double next() { return random_.uniform(index_++); }
  /// Standard normal (Box and Muller, 1958).
  double normal() {
    const double radius = std::sqrt(-2 * std::log(1 - next()));
    return radius * std::cos(2 * std::numbers::pi * next());
  }

 private:
  CounterRandom random_;
  std::uint64_t index_ = 0;
};

double normal_share_below(double z) {
  return 0.5 * std::erfc(-z / std::numbers::sqrt2);
}

/// Points of the unit cube with a kernel around each, and one component that is flat. In a
/// dimension that did not count in a point's trial its kernel is flat.
class Mixture {
 public:
  Mixture(const Space& space, std::vector<std::vector<double>> points,
          std::vector<std::vector<bool>> active)
      : space_(space), points_(std::move(points)), active_(std::move(active)) {
    for (std::size_t d = 0; d < space.dimensions.size(); ++d) widths_.push_back(width_of(d));
  }

  std::vector<double> draw(Stream& stream) const {
    const double component_at = stream.next() - kFlatShare;
    const std::size_t component =
        component_at < 0 ? points_.size()
                         : std::min(static_cast<std::size_t>(component_at / (1 - kFlatShare) *
                                                             static_cast<double>(points_.size())),
                                    points_.size() - 1);
    std::vector<double> unit(space_.dimensions.size());
    for (std::size_t d = 0; d < unit.size(); ++d) {
      const bool flat = component >= points_.size() || !active_[component][d];
      unit[d] = flat ? stream.next() : draw_near(d, points_[component][d], stream);
    }
    return unit;
  }

  double log_density(const std::vector<double>& unit) const {
    double sum = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      double product = 1;
      for (std::size_t d = 0; d < unit.size(); ++d) {
        if (active_[i][d]) product *= kernel(d, points_[i][d], unit[d]);
      }
      sum += product;
    }
    return std::log(kFlatShare + (1 - kFlatShare) * sum / static_cast<double>(points_.size()));
  }

 private:
  /// Scott's rule: the points' spread, less for more of them; while they are few never so narrow
  /// that the search would settle where it happens to stand (Bergstra et al., 2011, clip it
  /// likewise). Of names, how far a kernel strays.
  double width_of(std::size_t d) const {
    double count = 0, sum = 0, squares = 0;
    for (std::size_t i = 0; i < points_.size(); ++i) {
      if (!active_[i][d]) continue;
      count += 1;
      sum += points_[i][d];
      squares += points_[i][d] * points_[i][d];
    }
    const double shrink =
        std::pow(count + 1, -1 / (4 + static_cast<double>(space_.dimensions.size())));
    if (names(d) > 0) return 0.5 * shrink;
    if (count < 2) return 0.25;
    const double variance = std::max(0.0, squares / count - sum / count * (sum / count));
    return std::clamp(std::sqrt(variance) * shrink, std::max(0.01, 0.5 / (count + 1)), 0.3);
  }

  /// A list's values are names, none nearer to one than another: its own value has more weight.
  std::size_t names(std::size_t d) const { return space_.dimensions[d].values.size(); }
  static std::size_t index_of(double unit, std::size_t count) {
    return std::min(static_cast<std::size_t>(unit * static_cast<double>(count)), count - 1);
  }

  double draw_near(std::size_t d, double centre, Stream& stream) const {
    if (const std::size_t count = names(d); count > 0) {
      if (stream.next() < widths_[d]) return stream.next();
      return (static_cast<double>(index_of(centre, count)) + 0.5) / static_cast<double>(count);
    }
    for (int i = 0; i < 100; ++i) {
      const double unit = centre + widths_[d] * stream.normal();
      if (unit >= 0 && unit < 1) return unit;
    }
    return centre;
  }

  /// Density at `unit` of the kernel around `centre`: a normal one cut to [0, 1).
  double kernel(std::size_t d, double centre, double unit) const {
    if (const std::size_t count = names(d); count > 0) {
      const bool same = index_of(centre, count) == index_of(unit, count);
      return widths_[d] + (same ? (1 - widths_[d]) * static_cast<double>(count) : 0);
    }
    const double z = (unit - centre) / widths_[d];
    const double inside =
        normal_share_below((1 - centre) / widths_[d]) - normal_share_below(-centre / widths_[d]);
    return std::exp(-0.5 * z * z) / (widths_[d] * std::sqrt(2 * std::numbers::pi) * inside);
  }

  const Space& space_;
  std::vector<std::vector<double>> points_;
  std::vector<std::vector<bool>> active_;
  std::vector<double> widths_;  ///< of the kernels, one a dimension
};

std::vector<bool> active_dimensions(const Space& space, const TrainParams& fixed,
                                    std::span<const double> unit) {
  const Assignment values = assignment_at(space, fixed, unit);
  std::vector<bool> active;
  for (const Dimension& dimension : space.dimensions) {
    active.push_back(std::ranges::any_of(
        values, [&](const auto& value) { return value.first == dimension.name; }));
  }
  return active;
}

}  // namespace

std::optional<std::vector<double>> parzen_point(const Space& space, const TrainParams& fixed,
                                                std::span<const Observation> history,
                                                std::uint64_t seed, std::uint64_t draw) {
  constexpr std::size_t kLeast = 8;
  if (history.size() < kLeast) return std::nullopt;
  std::vector<const Observation*> order;
  for (const Observation& observation : history) order.push_back(&observation);
  std::stable_sort(order.begin(), order.end(), [](const Observation* a, const Observation* b) {
    if (std::isnan(a->loss) || std::isnan(b->loss))
      return std::isnan(b->loss) && !std::isnan(a->loss);
    return a->loss < b->loss;
  });
  const std::size_t good =
      std::min(kMostGood,
               static_cast<std::size_t>(std::ceil(kGoodShare * static_cast<double>(order.size()))));

  std::vector<std::vector<double>> points[2];
  std::vector<std::vector<bool>> active[2];
  for (std::size_t i = 0; i < order.size(); ++i) {
    const int part = i < good ? 0 : 1;
    points[part].push_back(order[i]->unit);
    active[part].push_back(active_dimensions(space, fixed, order[i]->unit));
  }
  const Mixture best(space, std::move(points[0]), std::move(active[0])),
      others(space, std::move(points[1]), std::move(active[1]));
  Stream stream(seed, draw);
  std::vector<double> chosen;
  double chosen_gain = 0;
  for (std::size_t i = 0; i < kCandidates; ++i) {
    std::vector<double> candidate = best.draw(stream);
    const double gain = best.log_density(candidate) - others.log_density(candidate);
    if (i > 0 && gain <= chosen_gain) continue;
    chosen = std::move(candidate);
    chosen_gain = gain;
  }
  return chosen;
}

}  // namespace coppice
