#include "tune/sampler.hpp"

#include <algorithm>
#include <numeric>

#include "base/random.hpp"
#include "tune/parzen.hpp"

namespace coppice {

namespace {

constexpr std::uint64_t kLatin = 1ULL << 40;  ///< rounds of their own among the draws of a search
constexpr std::uint64_t kHalton = 1ULL << 41;

/// 0 .. n-1 in an order by chance.
std::vector<std::uint32_t> permutation(std::uint32_t n, const CounterRandom& random) {
  std::vector<std::uint32_t> order(n);
  std::iota(order.begin(), order.end(), 0U);
  for (std::uint32_t i = n; i > 1; --i) std::swap(order[i - 1], order[random.below(i, i)]);
  return order;
}

std::vector<std::uint32_t> first_primes(std::size_t count) {
  std::vector<std::uint32_t> primes;
  for (std::uint32_t n = 2; primes.size() < count; ++n) {
    if (std::ranges::none_of(primes, [&](std::uint32_t prime) { return n % prime == 0; }))
      primes.push_back(n);
  }
  return primes;
}

}  // namespace

std::vector<double> halton_point(std::uint64_t index, std::size_t dimensions, std::uint64_t seed) {
  constexpr double kFinest = 0x1.0p-40;
  const std::vector<std::uint32_t> primes = first_primes(dimensions);
  std::vector<double> point(dimensions, 0);
  for (std::size_t d = 0; d < dimensions; ++d) {
    double unit = 1;
    std::uint64_t rest = index;
    for (std::uint64_t digit = 0; unit > kFinest; ++digit) {
      const CounterRandom random(seed, RandomPurpose::search, kHalton + d * 64 + digit);
      unit /= primes[d];
      point[d] += unit * permutation(primes[d], random)[rest % primes[d]];
      rest /= primes[d];
    }
    point[d] = std::min(point[d], 1 - 0x1.0p-53);
  }
  return point;
}

Sampler::Sampler(const Space& space, const TrainParams& fixed, const SweepParams& params,
                 std::uint64_t seed)
    : space_(space),
      fixed_(fixed),
      kind_(params.sampler),
      seed_(seed),
      planned_(static_cast<std::size_t>(params.trials)) {
  if (kind_ != SamplerKind::grid) return;
  grid_ = grid_of(space, fixed);
  planned_ = grid_.size();
}

/// Latin hypercube (McKay, Beckman, Conover, 1979): each of `trials` strata of each dimension once.
std::vector<double> Sampler::draw_latin() const {
  std::vector<double> unit(space_.dimensions.size());
  const CounterRandom jitter(seed_, RandomPurpose::search, draws_);
  for (std::size_t d = 0; d < unit.size(); ++d) {
    const CounterRandom random(seed_, RandomPurpose::search, kLatin + d);
    const std::uint32_t stratum =
        permutation(static_cast<std::uint32_t>(planned_), random)[draws_ % planned_];
    unit[d] = (stratum + jitter.uniform(d)) / static_cast<double>(planned_);
  }
  return unit;
}

std::vector<double> Sampler::draw(std::span<const Observation> history) {
  const std::size_t dimensions = space_.dimensions.size();
  if (kind_ == SamplerKind::latin) return draw_latin();
  if (kind_ == SamplerKind::halton) return halton_point(draws_, dimensions, seed_);
  if (kind_ == SamplerKind::tpe) {
    if (const auto point = parzen_point(space_, fixed_, history, seed_, draws_)) return *point;
    return halton_point(draws_, dimensions, seed_);
  }
  const CounterRandom random(seed_, RandomPurpose::search, draws_);
  std::vector<double> unit(dimensions);
  for (std::size_t d = 0; d < dimensions; ++d) unit[d] = random.uniform(d);
  return unit;
}

std::optional<Proposal> Sampler::next(std::span<const Observation> history) {
  constexpr int kTries =
      200;  ///< draws of trials that were chosen already, before the space counts as used up
  if (chosen_.size() >= planned_) return std::nullopt;
  if (kind_ == SamplerKind::grid) {
    const Assignment& values = grid_[draws_++];
    chosen_.insert(std::to_string(draws_));
    return Proposal{{}, values};
  }
  for (int i = 0; i < kTries; ++i) {
    if (kind_ == SamplerKind::latin && draws_ >= planned_) break;
    Proposal proposal{draw(history), {}};
    ++draws_;
    proposal.values = assignment_at(space_, fixed_, proposal.unit);
    if (chosen_.insert(text_of(proposal.values)).second) return proposal;
  }
  return std::nullopt;
}

}  // namespace coppice
