#include "tune/judge.hpp"

#include <algorithm>

#include "base/hash.hpp"
#include "tune/fold_data.hpp"

namespace coppice {

namespace {

template <class T>
std::uint64_t hash_values(const std::vector<T>& values, std::uint64_t seed) {
  return hash_bytes({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)}, seed + values.size());
}

std::uint64_t hash_column(const Column& column, std::uint64_t seed) {
  seed = hash_values(column.numbers, hash_bytes(column.name, seed));
  for (const std::string& category : column.categories) seed = hash_bytes(category, seed);
  return hash_values(column.codes, seed);
}

/// All that `prepare` looks at, as text: trials that agree in it share their bins.
std::string preparation_key(TrainParams params) {
  std::string key;
  for (const Parameter& parameter : parameters_of_groups(params.bins, params.objective)) key += parameter.get() + '\n';
  return key + (keeps_columns(params) ? "columns" : "bins");
}

}  // namespace

std::uint64_t data_fingerprint(const Table& table) {
  std::uint64_t hash = hash_column(table.label, table.rows);
  for (const Column& column : table.features) hash = hash_column(column, hash);
  hash = hash_values(table.sparse.row_begin, hash);
  hash = hash_values(table.sparse.column, hash);
  hash = hash_values(table.sparse.value, hash);
  return hash_values(table.groups, hash_values(table.weights, hash));
}

bool prepares_anew(const Space& space) {
  TrainParams params;
  return std::ranges::any_of(space.dimensions, [&](const Dimension& dimension) {
    return dimension.name == "tree-method" ||
           std::ranges::any_of(parameters_of_groups(params.bins, params.objective), [&](const Parameter& parameter) { return parameter.name == dimension.name; });
  });
}

TrainParams least_rows(const TrainParams& fixed, const Space& space) {
  TrainParams least = fixed;
  for (const Dimension& dimension : space.dimensions) {
    if (dimension.name != "min-rows-in-leaf") continue;
    double lowest = dimension.min;
    if (!dimension.values.empty()) lowest = std::stod(dimension.values.front());
    for (const std::string& value : dimension.values) lowest = std::min(lowest, std::stod(value));
    least.grow.min_rows_in_leaf = std::min(least.grow.min_rows_in_leaf, static_cast<decltype(least.grow.min_rows_in_leaf)>(lowest));
  }
  return least;
}

Judge::Judge(JudgeData data, const TrainParams& fixed, bool one_way)
    : data_(std::move(data)), fixed_(fixed), one_way_(one_way) {}

Judge::Ways Judge::prepare_way(const TrainParams& params) {
  Observer silent;
  if (by_folds()) {
    const Task task = choose_task(data_.data.table.label, params.objective, silent);
    return prepare_folds(data_.data, data_.folds, task, params, data_.shared_edges);
  }
  Ways ways;
  if (one_way_) {
    std::vector<ValidationSet> validation;
    for (ValidationSet& set : data_.validation) validation.push_back({set.name, std::move(set.table)});
    ways.push_back(prepare(std::move(data_.data), std::move(validation), params, nullptr, silent));
  } else {
    ways.push_back(prepare(data_.data, data_.validation, params, nullptr, silent));
  }
  return ways;
}

std::vector<const Prepared*> Judge::data_for(const TrainParams& params) {
  const std::string key = preparation_key(params);
  auto found = ways_.find(key);
  if (found == ways_.end()) {
    TrainParams least = params;  // of the space: a leaf's least rows do not change a bin
    least.grow.min_rows_in_leaf = std::min(least.grow.min_rows_in_leaf, fixed_.grow.min_rows_in_leaf);
    found = ways_.emplace(key, prepare_way(least)).first;
  }
  std::vector<const Prepared*> views;
  for (const Prepared& prepared : found->second) views.push_back(&prepared);
  return views;
}

void Judge::keep_only(const std::vector<TrainParams>& params) {
  if (one_way_) return;
  std::erase_if(ways_, [&](const auto& way) {
    return std::ranges::none_of(params, [&](const TrainParams& wanted) { return preparation_key(wanted) == way.first; });
  });
}

const Prepared& Judge::data_for_final(const TrainParams& params) {
  if (!by_folds()) return *data_for(params).front();
  Observer silent;
  whole_ = std::make_unique<Prepared>(prepare(data_.data, {}, params, nullptr, silent));
  return *whole_;
}

}  // namespace coppice
