#include "boost/checkpoint.hpp"

#include <doctest/doctest.h>

#include <climits>
#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "boost/archive.hpp"
#include "boost/booster_params.hpp"
#include "boost/support.hpp"
#include "reference/random_table.hpp"

// A checkpoint's checksum does not hold off a state that was edited and sealed anew; these checks
// do.

namespace {

constexpr int kRounds = 3;

/// The bytes that some rounds leave: of Fit and its RoundWatch, and of the booster.
struct State {
  std::string watch, booster;
};

struct Training {
  TrainParams params;
  Observer observer;
  Prepared data;

  Training(Booster booster, int classes, const std::function<void(TrainParams&)>& change)
      : params(default_params(booster)) {
    params.boost.booster = booster;
    params.boost.trees = 2 * kRounds;
    params.boost.early_stopping_rounds = 2 * kRounds;
    if (booster == Booster::gbdt) params.grow.max_leaves = 4;
    change(params);
    std::vector<ValidationSet> valid;
    valid.push_back({"valid", reference::random_table(60, 4, 2, 0, 0.1, classes).table});
    data = prepare(reference::random_table(120, 4, 1, 0, 0.1, classes), std::move(valid), params,
                   nullptr, observer);
  }
  State state_after(int rounds) {
    Fit fit(data, params, nullptr);
    fit.run(rounds, observer);
    REQUIRE(fit.rounds_done() == rounds);
    StateWriter all, watch;
    fit.save(all);
    const Model model = fit.take();
    watch(rounds, model.history_names, model.history, double{}, std::int32_t{});
    const std::string bytes = all.take();
    const std::size_t cut = watch.take().size();
    return {bytes.substr(0, cut), bytes.substr(cut)};
  }
  void restore(const State& state) {
    const std::string bytes = state.watch + state.booster;
    StateReader reader(bytes, [](const Ensemble&) {});
    Fit fit(data, params, nullptr);
    fit.restore(reader);
    CHECK(reader.at_end());
  }
};

void set_number(std::string& bytes, std::size_t place, std::int32_t number) {
  std::memcpy(bytes.data() + place, &number, sizeof number);
}

void check_refusals(Training training) {
  const State state = training.state_after(kRounds);
  training.restore(state);
  for (const int other : {kRounds - 1, kRounds + 1}) {
    CAPTURE(other);
    const State of_other = training.state_after(other);
    CHECK_THROWS_AS(training.restore({state.watch, of_other.booster}), ArchiveFault);
    CHECK_THROWS_AS(training.restore({of_other.watch, state.booster}), ArchiveFault);
  }
  for (const int rounds : {-1, 0, kRounds + 1, 2 * kRounds + 1}) {
    CAPTURE(rounds);
    State edited = state;
    set_number(edited.watch, 0, rounds);
    CHECK_THROWS_AS(training.restore(edited), ArchiveFault);
  }
  for (const int best : {INT_MIN, -1, kRounds + 1, INT_MAX}) {
    CAPTURE(best);
    State edited = state;
    set_number(edited.watch, edited.watch.size() - sizeof(std::int32_t), best);
    CHECK_THROWS_AS(training.restore(edited), ArchiveFault);
  }
}

}  // namespace

TEST_CASE("a state whose parts are of different rounds is refused, of every booster") {
  const auto as_it_is = [](TrainParams&) {};
  SUBCASE("gbdt") {
    check_refusals({Booster::gbdt, 3, as_it_is});
  }
  SUBCASE("dart") {
    check_refusals({Booster::gbdt, 0, [](TrainParams& params) { params.boost.drop_rate = 0.5; }});
  }
  SUBCASE("bags") {
    check_refusals({Booster::gbdt, 2, [](TrainParams& params) { params.boost.bags = 2; }});
  }
  SUBCASE("linear") {
    check_refusals({Booster::linear, 0, as_it_is});
  }
  SUBCASE("rf") {
    check_refusals({Booster::rf, 2, as_it_is});
  }
  SUBCASE("adaboost") {
    check_refusals({Booster::adaboost, 3, as_it_is});
  }
  SUBCASE("adaboost.r2") {
    check_refusals({Booster::adaboost, 0, as_it_is});
  }
}

TEST_CASE("a state that measures other rows than the training is refused") {
  Training training(Booster::gbdt, 0, [](TrainParams&) {});
  State state = training.state_after(kRounds);
  const std::size_t name = state.watch.find("valid");
  REQUIRE(name != std::string::npos);
  state.watch[name] = 'V';
  CHECK_THROWS_AS(training.restore(state), ArchiveFault);
}
