#include "boost/train.hpp"

#include <algorithm>

#include "support.hpp"

namespace {

TrainParams rounds(int trees) {
  TrainParams params;
  params.boost.trees = trees;
  return params;
}

ValidationSet validation(std::string name, LoadedTable data) {
  return {std::move(name), std::move(data.table)};
}

LoadedTable twice(const LoadedTable& data, const std::vector<std::uint32_t>& rows) {
  LoadedTable repeated = data;
  repeated.table = mixed_table::rows_of(data.table, rows);
  repeated.table.label.name = std::string("y");
  for (const std::uint32_t row : rows) {
    repeated.table.label.numbers.push_back(data.table.label.numbers[row]);
  }
  return repeated;
}

}  // namespace

TEST_CASE("each objective learns more than the base score, on rows it has not seen") {
  for (const int classes : {0, 2, 5}) {
    CAPTURE(classes);
    const LoadedTable other = mixed_data(1000, classes, 2);
    const Model model = trained(mixed_data(3000, classes, 1), rounds(60));
    Model constant = model;
    constant.ensemble.trees.clear();
    const Metric metric = classes == 0   ? Metric::rmse
                          : classes == 2 ? Metric::logloss
                                         : Metric::mlogloss;
    CHECK(score(model, other.table, metric) < 0.6 * score(constant, other.table, metric));
  }
}

TEST_CASE("the same model comes of 1, 2, 3 and 8 threads, to the last bit") {
  for (const int classes : {0, 2, 3}) {
    TrainParams params = rounds(8);
    params.sample.row_fraction = 0.7;
    params.sample.column_fraction = 0.6;
    params.sample.column_fraction_per_node = 0.7;
    const auto checksum = [&] {
      return model_checksum(trained(mixed_data(8000, classes, 3), params));
    };
    const std::uint64_t one = checksum();
    for (const int threads : {2, 3, 8}) {
      const ThreadCountScope scope(threads);
      CHECK(checksum() == one);
    }
  }
}

TEST_CASE("the seed decides what is drawn, and only that") {
  const auto checksum = [](std::uint64_t seed, double fraction) {
    TrainParams params = rounds(5);
    params.boost.seed = seed;
    params.sample.row_fraction = fraction;
    return model_checksum(trained(mixed_data(2000, 0, 3), params));
  };
  CHECK(checksum(1, 0.5) != checksum(2, 0.5));
  CHECK(checksum(1, 1) == checksum(2, 1));
}

TEST_CASE("the scores of the rounds are those of the model that is left") {
  // Training adds leaf by leaf, validation routes bins, prediction walks values: one answer.
  for (const double fraction : {1.0, 0.5}) {
    for (const int classes : {0, 2, 4}) {
      TrainParams params = rounds(20);
      params.sample.row_fraction = fraction;
      const LoadedTable data = mixed_data(2000, classes, 4), other = mixed_data(700, classes, 5);
      const Model model = trained(data, params, {validation("a", data), validation("b", other)});
      REQUIRE(model.history.size() == 20);
      REQUIRE(model.history_names.size() == 2);
      const Metric metric = default_metric(model.objective);
      CHECK(model.history.back().values[0] ==
            doctest::Approx(score(model, data.table, metric)).epsilon(1e-12));
      CHECK(model.history.back().values[1] ==
            doctest::Approx(score(model, other.table, metric)).epsilon(1e-12));
    }
  }
}

TEST_CASE("early stopping keeps the best round of the first metric of the first set") {
  TrainParams params = rounds(500);
  params.boost.learning_rate = 0.5;
  params.boost.early_stopping_rounds = 5;
  params.boost.metric = {"mlogloss", "merror"};
  const LoadedTable other = mixed_data(400, 3, 7);
  const Model model = trained(mixed_data(800, 3, 6), params, {validation("valid", other)});
  CHECK(model.best_round < 495);
  CHECK(model.ensemble.trees.size() == static_cast<std::size_t>(3 * model.best_round));
  CHECK(static_cast<int>(model.history.size()) == model.best_round + 5);
  const auto best = std::ranges::min_element(model.history, {},
                                             [](const HistoryRow& row) { return row.values[0]; });
  CHECK(best->round == model.best_round);
  CHECK(score(model, other.table, Metric::mlogloss) ==
        doctest::Approx(best->values[0]).epsilon(1e-12));
}

TEST_CASE("training that is continued is training that never stopped") {
  // Squared error rounds to nearest and draws nothing, so the rounds' numbers do not show.
  const LoadedTable data = mixed_data(3000, 0, 8);
  const Model whole = trained(data, rounds(20));
  const Model first = trained(data, rounds(12));
  const Model continued = trained(data, rounds(8), {}, &first);
  CHECK(continued.ensemble.trees.size() == 20);
  CHECK(continued.best_round == 20);
  CHECK(model_checksum(whole) == model_checksum(continued));
}

TEST_CASE("a model of other columns or classes cannot be continued") {
  const Model numbers = trained(mixed_data(500, 0, 9), rounds(2));
  const Model classes = trained(mixed_data(500, 3, 9), rounds(2));
  CHECK_THROWS_AS(trained(mixed_data(500, 3, 9), rounds(2), {}, &numbers), Error);
  CHECK_THROWS_AS(trained(mixed_data(500, 4, 9), rounds(2), {}, &classes), Error);
  const Table narrow = mixed_table::numeric(500, 2, 0, 1);
  CHECK_THROWS_AS(
      trained(loaded(narrow, labels_of(mixed_table::mixed(500, 9), 0, 1)), rounds(2), {}, &numbers),
      Error);
}

TEST_CASE("the order of the rows does not matter to squared error") {
  const LoadedTable data = mixed_data(2000, 0, 10);
  std::vector<std::uint32_t> order(2000);
  for (std::uint32_t row = 0; row < 2000; ++row) order[row] = (row * 1237U + 5) % 2000;
  const Model straight = trained(data, rounds(10)),
              shuffled = trained(twice(data, order), rounds(10));
  const auto a = scores_of(straight, data.table), b = scores_of(shuffled, data.table);
  for (std::size_t row = 0; row < a.size(); ++row) {
    CHECK(a[row] == doctest::Approx(b[row]).epsilon(1e-9));
  }
}

TEST_CASE("a row twice is a row of weight two") {
  TrainParams params = rounds(10);
  params.grow.min_rows_in_leaf = 1;
  params.grow.min_child_weight = 30;
  params.bins.min_rows_in_bin = 1;
  params.bins.max_bins = 65535;
  const LoadedTable data =
      loaded(mixed_table::numeric(600, 4, 0, 11), labels_of(mixed_table::mixed(600, 11), 0, 12));
  std::vector<std::uint32_t> rows;
  LoadedTable weighted = data;
  for (std::uint32_t row = 0; row < 600; ++row) {
    weighted.table.weights.push_back(row % 3 == 0 ? 2 : 1);
    for (std::uint32_t k = 0; k < (row % 3 == 0 ? 2U : 1U); ++k) rows.push_back(row);
  }
  const Model a = trained(weighted, params), b = trained(twice(data, rows), params);
  CHECK(a.ensemble.base_scores[0] == doctest::Approx(b.ensemble.base_scores[0]).epsilon(1e-12));
  // The first tree is the same; weights are rounded stochastically, so later ones may differ in a
  // split of nearly equal gain, but not what they say of the rows.
  REQUIRE(a.ensemble.trees[0].feature.size() > 5);
  CHECK(a.ensemble.trees[0].feature[0] == b.ensemble.trees[0].feature[0]);
  CHECK(a.ensemble.trees[0].threshold[0] == b.ensemble.trees[0].threshold[0]);
  CHECK(score(a, data.table, Metric::rmse) ==
        doctest::Approx(score(b, data.table, Metric::rmse)).epsilon(0.02));
}

TEST_CASE("rows of weight zero teach nothing") {
  LoadedTable data = mixed_data(1000, 0, 13);
  LoadedTable poisoned = mixed_data(1000, 0, 13);
  data.table.weights.assign(1000, 1);
  for (std::size_t row = 0; row < 1000; row += 2) data.table.weights[row] = 0;
  poisoned.table.weights = data.table.weights;
  for (std::size_t row = 0; row < 1000; row += 2) poisoned.table.label.numbers[row] = 1e6;
  CHECK(model_checksum(trained(data, rounds(10))) == model_checksum(trained(poisoned, rounds(10))));
}

TEST_CASE("a model with rare classes is never worse than their frequencies") {
  // A class of one row, of two, of five: where Newton steps have no bound.
  for (std::uint64_t seed = 1; seed <= 2; ++seed) {
    for (const double rate : {0.1, 0.5}) {
      Table table = mixed_table::mixed(1000, seed);
      std::vector<double> labels = labels_of(table, 2, seed);
      labels[10] = 2;
      labels[20] = labels[30] = 3;
      for (const std::size_t row : {40u, 50u, 60u, 70u, 80u}) labels[row] = 4;
      TrainParams params = rounds(100);
      params.boost.learning_rate = rate;
      params.grow.min_rows_in_leaf = 1;
      const LoadedTable data = loaded(table, labels);
      const Model model = trained(data, params);
      Model constant = model;
      constant.ensemble.trees.clear();
      CHECK(score(model, data.table, Metric::mlogloss) <
            score(constant, data.table, Metric::mlogloss));
      Table other = mixed_table::mixed(1000, seed + 50);
      other.label.numbers = labels_of(other, 2, seed + 50);
      CHECK(score(model, other, Metric::mlogloss) < score(constant, other, Metric::mlogloss));
    }
  }
}

TEST_CASE("data that nothing can be learned from gives a model of the mean, and a warning") {
  struct Warnings : Observer {
    void warning(std::string_view) override { ++count; }
    int count = 0;
  } observer;
  Table table;
  table.rows = 50;
  table.features.resize(1);
  table.features[0].numbers.assign(50, 7);
  std::vector<double> labels(50, 1);
  labels[0] = 2.5;
  const Model model = train(loaded(table, labels), {}, rounds(3), nullptr, observer);
  CHECK(observer.count == 1);
  CHECK(scores_of(model, table)[3] == doctest::Approx(1.03));
}

TEST_CASE("a stop that is asked for ends training after the round") {
  struct Stopper : Observer {
    void round_done(int round, int, std::span<const MetricValue>) override { last = round; }
    bool stop_requested() override { return last >= 4; }
    int last = 0;
  } observer;
  const Model model = train(mixed_data(300, 0, 14), {}, rounds(100), nullptr, observer);
  CHECK(model.ensemble.trees.size() == 4);
  CHECK(model.best_round == 4);
}

TEST_CASE("a sparse table and its dense twin are learned alike") {
  for (const std::uint64_t seed : {1u, 2u}) {
    const Table sparse = mixed_table::sparse(1500, 60, seed);
    const Table dense = mixed_table::dense_twin(sparse);
    std::vector<double> labels;
    for (std::size_t row = 0; row < sparse.rows; ++row) {
      const double x = dense.features[0].numbers[row], y = dense.features[7].numbers[row];
      labels.push_back(x - 2 * y + 0.001 * static_cast<double>(row % 17));
    }
    const Model a = trained(loaded(sparse, labels), rounds(10));
    const Model b = trained(loaded(dense, labels), rounds(10));
    const auto x = scores_of(a, sparse), y = scores_of(b, dense);
    for (std::size_t row = 0; row < x.size(); ++row) CHECK(x[row] == doctest::Approx(y[row]));
  }
}
