#include "boost/dart.hpp"

#include <doctest/doctest.h>

#include "base/parallel.hpp"
#include "boost/train.hpp"
#include "model/predictor.hpp"
#include "reference/random_table.hpp"

using namespace coppice;

namespace {

TrainParams dart_params() {
  TrainParams params;
  params.boost.trees = 30;
  params.boost.drop_rate = 0.2;
  params.boost.skip_drop = 0.2;
  params.boost.learning_rate = 0.5;
  params.grow.max_leaves = 8;
  return params;
}

Model fit_dart(const TrainParams& params, Observer& observer) {
  const LoadedTable valid = reference::random_table(300, 5, 2, 0, 0.1, 3);
  std::vector<ValidationSet> sets;
  sets.push_back({"valid", valid.table});
  return train(reference::random_table(600, 5, 1, 0, 0.1, 3), std::move(sets), params, nullptr,
               observer);
}

}  // namespace

TEST_CASE("a round of dart leaves at least one and at most max-drop rounds out") {
  BoostParams params;
  params.drop_rate = 0.3;
  params.skip_drop = 0;
  params.max_drop = 10;
  CHECK(dropped_rounds(params, 0, 1).empty());
  std::size_t sum = 0;
  for (int round = 1; round < 500; ++round) {
    const auto dropped = dropped_rounds(params, 20, round);
    CHECK(dropped.size() >= 1);
    CHECK(dropped.size() <= 10);
    CHECK(std::ranges::is_sorted(dropped));
    CHECK(dropped.back() < 20);
    sum += dropped.size();
  }
  CHECK(static_cast<double>(sum) / 499 == doctest::Approx(6).epsilon(0.05));
  params.skip_drop = 1;
  CHECK(dropped_rounds(params, 20, 1).empty());
}

TEST_CASE("early stopping of dart keeps the model that the best round measured") {
  Observer observer;
  TrainParams params = dart_params();
  params.boost.early_stopping_rounds = 4;
  const Model stopped = fit_dart(params, observer);
  REQUIRE(stopped.best_round < static_cast<int>(stopped.history.size()));

  params.boost.early_stopping_rounds = 0;
  params.boost.trees = stopped.best_round;
  const Model shorter = fit_dart(params, observer);
  CHECK(model_checksum(stopped) == model_checksum(shorter));

  const LoadedTable valid = reference::random_table(300, 5, 2, 0, 0.1, 3);
  std::vector<double> scores(3 * 300);
  Predictor(stopped).raw_scores(valid.table, scores);
  const double loss = mean_loss(stopped.objective, scores, {valid.table.label.numbers, {}});
  CHECK(loss ==
        doctest::Approx(stopped.history[static_cast<std::size_t>(stopped.best_round) - 1].values[0])
            .epsilon(1e-9));
}

TEST_CASE("dart gives one model for any number of threads, and another than gbdt") {
  Observer observer;
  const TrainParams params = dart_params();
  const std::uint64_t checksum = model_checksum(fit_dart(params, observer));
  for (const int threads : {2, 3}) {
    const ThreadCountScope scope(threads);
    CHECK(model_checksum(fit_dart(params, observer)) == checksum);
  }
  TrainParams plain = params;
  plain.boost.drop_rate = 0;
  CHECK(model_checksum(fit_dart(plain, observer)) != checksum);
}
