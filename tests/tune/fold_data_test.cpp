#include "tune/fold_data.hpp"

#include <doctest/doctest.h>

#include <cmath>

#include "base/parallel.hpp"
#include "tune/support.hpp"
#include "tune/trial.hpp"

using namespace coppice;

namespace {

std::vector<const Prepared*> views_of(const std::vector<Prepared>& folds) {
  std::vector<const Prepared*> views;
  for (const Prepared& fold : folds) views.push_back(&fold);
  return views;
}

struct FoldData {
  LoadedTable loaded = iris();
  Observer silent;
  TrainParams params;
  Task task = choose_task(loaded.table.label, params.objective, silent);
  std::vector<Fold> folds = make_folds({}, loaded.table, 3);
};

}  // namespace

TEST_CASE("with edges of its own a fold is the same as training on its rows alone") {
  FoldData data;
  data.params.boost.trees = 5;
  const std::vector<Prepared> folds =
      prepare_folds(data.loaded, data.folds, data.task, data.params, false);
  Trial trial(views_of(folds), data.params);
  trial.run(5, data.silent);
  const std::vector<Model> models = trial.take(5);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    CHECK(model_checksum(models[i]) ==
          model_checksum(fit(folds[i], data.params, nullptr, data.silent)));
    CHECK(folds[i].training.table.rows == data.folds[i].training.size());
  }
  // The held-out rows have no say in the edges: other values there change nothing.
  LoadedTable other = data.loaded;
  for (Column& column : other.table.features) {
    for (const std::uint32_t row : data.folds[0].held_out) column.numbers[row] = 1e6;
  }
  const std::vector<Prepared> again =
      prepare_folds(other, data.folds, data.task, data.params, false);
  CHECK(again[0].training.table.edges.features[0].thresholds ==
        folds[0].training.table.edges.features[0].thresholds);
  CHECK(again[1].training.table.edges.features[0].thresholds !=
        folds[1].training.table.edges.features[0].thresholds);
}

TEST_CASE("with shared edges all folds have the edges and cells of the whole table") {
  FoldData data;
  const Prepared whole = prepare(data.loaded, {}, data.task, data.params, nullptr, data.silent);
  const std::vector<Prepared> folds =
      prepare_folds(data.loaded, data.folds, data.task, data.params, true);
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const BinnedTable& table = folds[i].training.table;
    CHECK(table.edges.features[2].thresholds == whole.training.table.edges.features[2].thresholds);
    for (std::size_t row = 0; row < table.rows; ++row) {
      const std::uint32_t from = data.folds[i].training[row];
      CHECK(table.panels[0].record(row)[1] == whole.training.table.panels[0].record(from)[1]);
      CHECK(folds[i].training.labels[row] == whole.training.labels[from]);
    }
  }
}

TEST_CASE("a trial run in pieces, on any number of threads, is the same trial") {
  FoldData data;
  data.params.boost.trees = 40;
  data.params.boost.early_stopping_rounds = 5;
  data.params.boost.learning_rate = 0.4;
  const std::vector<Prepared> folds =
      prepare_folds(data.loaded, data.folds, data.task, data.params, false);
  Trial whole(views_of(folds), data.params);
  whole.run(40, data.silent);
  CHECK(whole.ended());
  CHECK(whole.rounds_to_keep() + 5 == whole.rounds_done());
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    Trial pieces(views_of(folds), data.params);
    for (const int rounds : {3, 4, 11}) {
      pieces.run(rounds, data.silent);
      pieces.release();
    }
    while (!pieces.ended()) {
      int asked = 0;
      pieces.run(40, data.silent, [&] { return ++asked > 2; });
    }
    CHECK(std::vector(pieces.curve().begin(), pieces.curve().end()) ==
          std::vector(whole.curve().begin(), whole.curve().end()));
    CHECK(pieces.best_round() == whole.best_round());
  }
  // The curve is the mean of the folds, and its best round is what is kept.
  const std::span<const double> curve = whole.curve();
  double mean = 0;
  for (std::size_t i = 0; i < folds.size(); ++i) mean += whole.history(i)[2].values[0] / 5;
  CHECK(std::abs(mean - curve[2]) < 1e-12);
  for (const double value : curve)
    CHECK(value >= curve[static_cast<std::size_t>(whole.best_round() - 1)]);
}

TEST_CASE("classes weigh in a fold's training rows and not where it is measured") {
  FoldData data;
  data.params.objective.class_weight = {"setosa=3"};
  for (const bool shared : {false, true}) {
    const std::vector<Prepared> folds =
        prepare_folds(data.loaded, data.folds, data.task, data.params, shared);
    for (const Prepared& fold : folds) {
      CHECK(fold.validation[0].weights.empty());
      for (std::size_t row = 0; row < fold.training.labels.size(); ++row) {
        CHECK(fold.training.weights[row] == (fold.training.labels[row] == 0 ? 3 : 1));
      }
    }
  }
}
