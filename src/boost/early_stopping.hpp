#pragma once

#include <cmath>

namespace coppice {

/// Watches one metric: remembers its best round, and says when it has not improved for long.
class EarlyStopping {
 public:
  /// `patience` rounds without improvement; 0: never stops.
  EarlyStopping(int patience, bool larger_is_better)
      : patience_(patience), larger_is_better_(larger_is_better) {}

  /// Takes the value after a round (from 1); true where training should end. NaN never improves.
  bool should_stop(int round, double value) {
    const bool better =
        best_round_ == 0 ? !std::isnan(value) : (larger_is_better_ ? value > best_ : value < best_);
    if (better) {
      best_ = value;
      best_round_ = round;
    }
    return is_over(round);
  }
  /// Whether a training of so many rounds has ended for want of improvement.
  bool is_over(int round) const { return patience_ > 0 && round - best_round_ >= patience_; }
  int best_round() const { return best_round_; }

  template <class Archive>
  void archive(Archive& state) {
    state(best_, best_round_);
  }

 private:
  int patience_;
  bool larger_is_better_;
  double best_ = 0;
  int best_round_ = 0;
};

}  // namespace coppice
