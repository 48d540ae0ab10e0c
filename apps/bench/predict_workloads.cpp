#include <utility>

#include "base/random.hpp"
#include "bench/made_data.hpp"
#include "bench/workload.hpp"
#include "model/predictor.hpp"

namespace coppice::bench {

namespace {

struct Shape {
  std::size_t rows, columns, trees, leaves, outputs;
};

/// A tree whose random leaves were split at random until there were enough: as deep as trees that
/// grow best first. Thresholds are those of 255 bins of a normal column.
Tree random_tree(const Shape& shape, std::size_t number) {
  const CounterRandom random(7, RandomPurpose::search, number);
  std::uint64_t index = 0;
  Tree tree;
  tree.output = static_cast<std::uint32_t>(number % shape.outputs);
  std::vector<std::pair<std::int32_t, bool>> parent_of{{-1, false}};  // split and side of each leaf
  while (parent_of.size() < shape.leaves) {
    const auto leaf = static_cast<std::int32_t>(random.below(index++, parent_of.size()));
    const auto split = static_cast<std::int32_t>(tree.splits());
    const auto [parent, on_right] = parent_of[static_cast<std::size_t>(leaf)];
    if (parent >= 0) (on_right ? tree.right : tree.left)[static_cast<std::size_t>(parent)] = split;
    tree.feature.push_back(static_cast<std::uint32_t>(random.below(index++, shape.columns)));
    tree.threshold.push_back(static_cast<double>(random.below(index++, 254)) / 64 - 2);
    tree.left.push_back(~leaf);
    tree.right.push_back(~static_cast<std::int32_t>(parent_of.size()));
    parent_of[static_cast<std::size_t>(leaf)] = {split, false};
    parent_of.emplace_back(split, true);
  }
  tree.category_set.assign(tree.splits(), -1);
  tree.default_left.assign(tree.splits(), 1);
  tree.gain.assign(tree.splits(), 1);
  tree.split_cover.assign(tree.splits(), 1);
  tree.split_rows.assign(tree.splits(), 1);
  for (std::size_t leaf = 0; leaf < parent_of.size(); ++leaf) {
    tree.leaf_value.push_back(random.uniform(index++) - 0.5);
  }
  tree.leaf_cover.assign(parent_of.size(), 1);
  tree.leaf_rows.assign(parent_of.size(), 1);
  return tree;
}

Model random_model(const Shape& shape) {
  Model model;
  model.schema.features.resize(shape.columns);
  model.ensemble.base_scores.assign(shape.outputs, 0.0);
  for (std::size_t tree = 0; tree < shape.trees; ++tree) {
    model.ensemble.trees.push_back(random_tree(shape, tree));
  }
  return model;
}

Job predict_job(const Shape& shape) {
  const auto predictor = std::make_shared<Predictor>(random_model(shape));
  const auto table = std::make_shared<Table>(dense_table(shape.rows, shape.columns));
  const auto scores = std::make_shared<std::vector<double>>(shape.rows * shape.outputs);
  Job job;
  job.unit = "ns/tree/row";
  job.work = static_cast<double>(shape.rows * shape.trees);
  job.body = [predictor, table, scores] { predictor->raw_scores(*table, *scores); };
  return job;
}

Job predict(Scale scale) {
  return predict_job({static_cast<std::size_t>(400000 * scale) + 2, 28, 100, 255, 1});
}
Job predict_classes(Scale scale) {
  return predict_job({static_cast<std::size_t>(20000 * scale) + 2, 784, 1000, 31, 10});
}

Job compile_model(Scale scale) {
  const Shape shape{0, 28, static_cast<std::size_t>(1000 * scale) + 2, 255, 1};
  const auto model = std::make_shared<Model>(random_model(shape));
  Job job;
  job.unit = "ns/split";
  job.work = static_cast<double>(shape.trees * (shape.leaves - 1));
  job.body = [model] { const Predictor predictor(*model); };
  return job;
}

}  // namespace

std::vector<Workload> predict_workloads() {
  return {
      {"predict", predict}, {"predict-classes", predict_classes}, {"compile-model", compile_model}};
}

}  // namespace coppice::bench
