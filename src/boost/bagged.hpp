#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include "boost/prepare.hpp"
#include "boost/rounds.hpp"

namespace coppice {

/// Bagging (Breiman, "Bagging predictors", 1996) of a booster: it is fitted to several bootstrap
/// samples of the rows, and the raw scores are averaged. All bags run a round together, so metrics
/// and early stopping look at the average. Rows that a bag did not draw measure it: the out-of-bag
/// rows ("oob") come after the validation sets.
///
/// Each bag holds its sample, and the rows it measures, beside the data: memory grows with bags.
class Bagged {
 public:
  using Start = std::function<AnyBooster(const Prepared&)>;

  /// `start` makes the booster of one bag's data. Throws what that throws.
  Bagged(const Prepared& data, const TrainParams& params, const Start& start);

  bool run(int round);
  std::span<const ScoredSet> validation() const { return measured_; }
  Ensemble take(int rounds);
  bool holds(int rounds) const;
  template <class Archive>
  void archive(Archive& state) {
    for (Bag& bag : bags_) {
      state(bag.rounds, bag.ended);
      if constexpr (Archive::kReads) {
        bag.booster.restore(state);
      } else {
        bag.booster.save(state);
      }
    }
    if constexpr (Archive::kReads) measure();
  }

 private:
  struct Bag {
    std::unique_ptr<Prepared>
        data;  ///< the drawn rows; the validation sets, then the rows left out
    std::vector<std::uint32_t> left_out;
    AnyBooster booster;
    int rounds = 0;  ///< that it has run
    bool ended = false;
  };

  Bag draw_bag(std::uint64_t number, const Start& start) const;
  void measure();

  const Prepared& data_;
  const TrainParams& params_;
  std::vector<Bag> bags_;
  std::size_t outputs_;
  PreparedSet oob_;
  std::vector<ScoredSet> measured_;
};

}  // namespace coppice
