#include "tune/fold_data.hpp"

#include "boost/class_weights.hpp"
#include "boost/row_order.hpp"
#include "boost/take_set.hpp"
#include "data/copy_rows.hpp"

namespace coppice {

namespace {

constexpr const char* kHeldOut = "held_out";

/// Where each row that was read lies in the set.
std::vector<std::uint32_t> places_of(const PreparedSet& set) {
  std::vector<std::uint32_t> places(set.table.rows);
  for (std::uint32_t i = 0; i < places.size(); ++i)
    places[set.order.empty() ? i : set.order[i]] = i;
  return places;
}

Prepared fold_of_shared(const Prepared& whole, const std::vector<std::uint32_t>& places,
                        const Fold& fold, const TrainParams& params) {
  Prepared prepared;
  prepared.schema = whole.schema;
  prepared.task = whole.task;
  prepared.keeps_bins = true;
  prepared.keeps_columns = whole.keeps_columns;
  prepared.training = take_set(whole.training, "train", take_items(places, fold.training));
  prepared.validation.push_back(
      take_set(whole.training, kHeldOut, take_items(places, fold.held_out)));
  weigh_classes(params.objective.class_weight, whole.task, prepared.training);
  order_rows(prepared, params);
  return prepared;
}

Prepared fold_of_its_own(const LoadedTable& data, const Fold& fold, const Task& task,
                         const TrainParams& params) {
  Observer silent;  // what there is to say of each fold is said once, of the whole
  std::vector<ValidationSet> held_out;
  held_out.push_back({kHeldOut, copy_rows(data.table, fold.held_out)});
  return prepare({copy_rows(data.table, fold.training), data.schema, {}}, std::move(held_out), task,
                 params, nullptr, silent);
}

}  // namespace

std::vector<Prepared> prepare_folds(const LoadedTable& data, const std::vector<Fold>& folds,
                                    const Task& task, const TrainParams& params,
                                    bool shared_edges) {
  std::vector<Prepared> all;
  if (!shared_edges || !keeps_bins(params)) {
    for (const Fold& fold : folds) all.push_back(fold_of_its_own(data, fold, task, params));
    return all;
  }
  Observer silent;
  TrainParams unweighted = params;  // classes weigh in training, not where a fold is measured
  unweighted.objective.class_weight.clear();
  const Prepared whole = prepare(data, {}, task, unweighted, nullptr, silent);
  const std::vector<std::uint32_t> places = places_of(whole.training);
  for (const Fold& fold : folds) all.push_back(fold_of_shared(whole, places, fold, params));
  return all;
}

}  // namespace coppice
