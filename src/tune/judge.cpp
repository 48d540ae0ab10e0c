#include "tune/judge.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "base/hash.hpp"
#include "boost/row_order.hpp"
#include "data/copy_rows.hpp"
#include "tune/fold_data.hpp"

namespace coppice {

namespace {

template <class T>
std::uint64_t hash_values(std::span<const T> values, std::uint64_t seed) {
  return hash_bytes({reinterpret_cast<const char*>(values.data()), values.size() * sizeof(T)},
                    seed + values.size());
}

template <class T>
std::uint64_t hash_values(const std::vector<T>& values, std::uint64_t seed) {
  return hash_values(std::span(values), seed);
}

std::uint64_t hash_column(const Column& column, std::uint64_t seed) {
  seed = hash_values(column.numbers, hash_bytes(column.name, seed));
  for (const std::string& category : column.categories) seed = hash_bytes(category, seed);
  return hash_values(column.codes, seed);
}

/// What the bins and the order of their rows depend on, as text; for a method that takes the
/// columns as they are, its name.
std::string bins_key(TrainParams params) {
  if (!keeps_bins(params)) return std::string(enum_name(params.boost.booster));
  std::string key = fmt::format("bins of {} rows{}{}", params.grow.min_rows_in_leaf,
                                keeps_columns(params) ? " and columns" : "",
                                grows_stumps(params.grow) ? ", as read" : "");
  for (const Parameter& parameter : parameters_of(params.bins)) key += ' ' + parameter.get();
  return key;
}

/// All that `prepare` looks at, as text: trials that agree in it share their data.
std::string preparation_key(TrainParams params) {
  std::string key = bins_key(params);
  for (const Parameter& parameter : parameters_of(params.objective)) key += ' ' + parameter.get();
  return key + (params.boost.booster == Booster::rf
                    ? " forest"
                    : "");  // an automatic objective is another there
}

/// Some value of the dimension makes trees stumps, whose rows are in another order.
bool may_grow_stumps(const Dimension& dimension) {
  const double stump = dimension.name == "max-leaves" ? 2 : dimension.name == "max-depth" ? 1 : 0;
  if (stump == 0) return false;
  if (dimension.values.empty()) return dimension.min <= stump && stump <= dimension.max;
  return std::ranges::any_of(dimension.values,
                             [&](const std::string& value) { return std::stod(value) == stump; });
}

/// Labels, weights and queries.
Table without_features(const Table& table) {
  Table bare;
  bare.rows = table.rows;
  bare.label = table.label;
  bare.weights = table.weights;
  bare.groups = table.groups;
  bare.lines = table.lines;
  return bare;
}

}  // namespace

std::uint64_t data_fingerprint(const Table& table) {
  std::uint64_t hash = hash_column(table.label, table.rows);
  for (const Column& column : table.features) hash = hash_column(column, hash);
  hash = hash_values(table.sparse.row_begin.bases(), hash);
  hash = hash_values(table.sparse.row_begin.offsets(), hash);
  hash = table.sparse.column.visit([&](auto numbers) { return hash_values(numbers, hash); });
  hash = hash_values(table.sparse.value.stored(), hash);
  return hash_values(table.groups, hash_values(table.weights, hash));
}

bool prepares_anew(const Space& space, const TrainParams& fixed) {
  TrainParams params;
  const bool boosted = fixed.boost.booster == Booster::gbdt;
  return std::ranges::any_of(space.dimensions, [&](const Dimension& dimension) {
    return may_grow_stumps(dimension) || dimension.name == "tree-method" ||
           dimension.name == "booster" || dimension.name == "linear-leaves" ||
           (!boosted && dimension.name == "min-rows-in-leaf") ||
           std::ranges::any_of(
               parameters_of_groups(params.bins, params.objective),
               [&](const Parameter& parameter) { return parameter.name == dimension.name; });
  });
}

std::int64_t least_rows(const TrainParams& fixed, const Space& space) {
  std::int64_t least = fixed.grow.min_rows_in_leaf;
  const auto take = [&](double rows) { least = std::min(least, static_cast<std::int64_t>(rows)); };
  for (const Dimension& dimension : space.dimensions) {
    const bool rows = dimension.name == "min-rows-in-leaf", booster = dimension.name == "booster";
    if (rows && dimension.values.empty()) take(dimension.min);
    for (const std::string& value : dimension.values) {
      if (rows) take(std::stod(value));
      if (booster)
        take(static_cast<double>(
            with_values(fixed, {{dimension.name, value}}).grow.min_rows_in_leaf));
    }
  }
  return least;
}

Judge::Judge(JudgeData data, std::int64_t rows_in_leaf, bool one_way)
    : data_(std::move(data)), rows_in_leaf_(rows_in_leaf), one_way_(one_way) {}

/// Boosted trees are the same whatever features too rare for their leaves the table has, so they
/// take the table that serves all trials; a forest draws among all columns that there are.
TrainParams Judge::preparation(TrainParams params) const {
  const bool boosted = params.boost.booster == Booster::gbdt;
  if (boosted)
    params.grow.min_rows_in_leaf =
        static_cast<decltype(params.grow.min_rows_in_leaf)>(rows_in_leaf_);
  return params;
}

Judge::Way Judge::prepare_way(const TrainParams& params) {
  Observer silent;
  const Task task =
      choose_task(data_.data.table.label, params.objective, silent, params.boost.booster);
  const auto same_bins = std::ranges::find_if(
      ways_, [&](const auto& way) { return way.second.bins == bins_key(params); });
  if (same_bins != ways_.end())
    return {bins_key(params), shared_bins(same_bins->second.data, task, params)};
  std::vector<Prepared> data;
  if (by_folds()) {
    data = prepare_folds(data_.data, data_.folds, task, params, data_.shared_edges);
  } else if (one_way_) {
    data.push_back(
        prepare(std::move(data_.data), std::move(data_.validation), task, params, nullptr, silent));
  } else {
    data.push_back(prepare(data_.data, data_.validation, task, params, nullptr, silent));
  }
  return {bins_key(params), std::move(data)};
}

/// The data of another way for this task, over the same bins.
std::vector<Prepared> Judge::shared_bins(const std::vector<Prepared>& binned, const Task& task,
                                         const TrainParams& params) const {
  std::vector<Prepared> data;
  const Table rows = without_features(data_.data.table);
  for (std::size_t i = 0; i < data_.folds.size(); ++i) {
    const Fold& fold = data_.folds[i];
    std::vector<ValidationSet> held_out;
    held_out.push_back({binned[i].validation.front().name, copy_rows(rows, fold.held_out)});
    data.push_back(
        prepare_like(binned[i], copy_rows(rows, fold.training), std::move(held_out), task, params));
  }
  if (by_folds()) return data;
  std::vector<ValidationSet> validation;
  for (const ValidationSet& set : data_.validation)
    validation.push_back({set.name, without_features(set.table)});
  data.push_back(prepare_like(binned.front(), rows, std::move(validation), task, params));
  return data;
}

std::vector<const Prepared*> Judge::data_for(const TrainParams& params) {
  const TrainParams wanted = preparation(params);
  const std::string key = preparation_key(wanted);
  auto found = ways_.find(key);
  if (found == ways_.end()) found = ways_.emplace(key, prepare_way(wanted)).first;
  std::vector<const Prepared*> views;
  for (const Prepared& prepared : found->second.data) views.push_back(&prepared);
  return views;
}

void Judge::keep_only(const std::vector<TrainParams>& params) {
  if (one_way_) return;
  std::erase_if(ways_, [&](const auto& way) {
    return std::ranges::none_of(params, [&](const TrainParams& wanted) {
      return preparation_key(preparation(wanted)) == way.first;
    });
  });
}

const Prepared& Judge::data_for_final(const TrainParams& params) {
  if (!by_folds()) return *data_for(params).front();
  Observer silent;
  whole_ = std::make_unique<Prepared>(prepare(data_.data, {}, params, nullptr, silent));
  return *whole_;
}

}  // namespace coppice
