#pragma once

#include <concepts>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "base/observer.hpp"
#include "boost/archive.hpp"
#include "boost/boost_params.hpp"
#include "boost/early_stopping.hpp"
#include "boost/prepare.hpp"
#include "loss/metric.hpp"
#include "model/model.hpp"

namespace coppice {

/// A set of rows with the raw scores that the ensemble gives them so far, outputs x rows, output by
/// output.
struct ScoredSet {
  const PreparedSet* set = nullptr;
  std::vector<double> scores;
  /// Where not empty: the class that each row is taken for, which is all that the metrics ask for;
  /// the scores may then be those of an earlier round.
  std::span<const std::uint32_t> answers = {};
};

/// Name of the training rows as measured by the trees that did not see them.
inline constexpr const char* kOutOfBag = "oob";

/// The set with the scores that every ensemble starts from: those of the initial model where it has
/// some, else `base` in every row.
ScoredSet start_scored(const PreparedSet& set, std::span<const double> base);
std::vector<ScoredSet> start_scored(std::span<const PreparedSet> sets,
                                    std::span<const double> base);

/// The metrics to measure: those named, or the objective's own.
std::vector<Metric> chosen_metrics(const BoostParams& params, const Objective& objective);

/// Measures the validation sets after each round, remembers, and says when to stop.
class RoundWatch {
 public:
  /// Throws a usage error where rounds are to stop early and there is nothing to measure.
  RoundWatch(const Objective& objective, std::span<const ScoredSet> validation,
             const BoostParams& params);

  /// Takes the scores after a round; true where training ends with it.
  bool round_done(int round, std::span<const ScoredSet> validation, Observer& observer);
  /// Rounds to keep, of those done.
  int best_round(int done) const;
  /// True where the rounds done are all there will be, by early stopping.
  bool is_over(int done) const { return stopping_.is_over(done); }
  const std::vector<std::string>& names() const { return names_; }
  const std::vector<HistoryRow>& history() const { return history_; }

  template <class Archive>
  void archive(Archive& state) {
    std::vector<std::string> names = names_;
    state(names, history_);
    stopping_.archive(state);
    if (names != names_) throw ArchiveFault("it measures other rows or by other metrics");
  }
  /// Whether what was read can be what so many rounds left.
  bool holds(int rounds) const;

 private:
  const Objective* objective_;
  const BoostParams* params_;
  std::vector<Metric> metrics_;
  EarlyStopping stopping_;
  std::vector<std::string> names_;
  std::vector<HistoryRow> history_;
};

/// A method that builds an ensemble in rounds. Its archive(state) lists the members that a round
/// changes (archive.hpp), so that it can be checkpointed, and holds() says whether those that were
/// read can be what so many rounds left; one with release() gives working memory back between two
/// rounds, and one with complete() may leave scores behind that nobody asks for.
template <class T>
concept RoundBooster = Archivable<T> && requires(T booster, const T& done, int round) {
  booster.run(round);  // rounds count from 1; may return false where the round adds nothing more
  { done.holds(round) } -> std::same_as<bool>;
  { done.validation() } -> std::convertible_to<std::span<const ScoredSet>>;
  { booster.take(round) } -> std::same_as<Ensemble>;  // the ensemble of the first rounds
};

/// A RoundBooster whose kind is known only when the program runs. It is asked once a round, so the
/// indirect call costs nothing.
struct AnyBooster {
  std::function<bool(int)> run;  ///< false: the round adds nothing, and none after it would
  std::function<std::span<const ScoredSet>()> validation;
  std::function<Ensemble(int)> take;
  std::function<void(StateWriter&)> save;
  std::function<void(StateReader&)> restore;
  std::function<bool(int)> holds;
  std::function<void()> release = [] {};
  /// Brings the scores of validation() up to date where it has answers.
  std::function<void()> complete = [] {};
};

/// Makes a booster of this kind.
template <RoundBooster Booster, class... Arguments>
AnyBooster any_booster(Arguments&&... arguments) {
  auto booster = std::make_shared<Booster>(std::forward<Arguments>(arguments)...);
  const auto run = [booster](int round) {
    if constexpr (std::same_as<decltype(booster->run(round)), bool>) {
      return booster->run(round);
    } else {
      booster->run(round);
      return true;
    }
  };
  AnyBooster any{run,
                 [booster]() -> std::span<const ScoredSet> { return booster->validation(); },
                 [booster](int rounds) { return booster->take(rounds); },
                 [booster](StateWriter& state) { booster->archive(state); },
                 [booster](StateReader& state) { booster->archive(state); },
                 [booster](int rounds) { return booster->holds(rounds); },
                 [] {},
                 [] {}};
  if constexpr (requires { booster->complete(); }) {
    any.complete = [booster] { booster->complete(); };
  }
  if constexpr (requires { booster->release(); }) {
    any.release = [booster] { booster->release(); };
  }
  return any;
}

}  // namespace coppice
