#include "tune/fold_data.hpp"

#include "bins/copy_rows.hpp"
#include "boost/class_weights.hpp"
#include "data/copy_rows.hpp"

namespace coppice {

namespace {

constexpr const char* kHeldOut = "held_out";

template <class T>
std::vector<T> chosen(const std::vector<T>& values, const std::vector<std::uint32_t>& rows) {
  std::vector<T> taken;
  if (values.empty()) return taken;
  taken.reserve(rows.size());
  for (const std::uint32_t row : rows) taken.push_back(values[row]);
  return taken;
}

PreparedSet set_of_rows(const PreparedSet& whole, std::string name,
                        const std::vector<std::uint32_t>& rows) {
  PreparedSet set;
  set.name = std::move(name);
  set.table = copy_rows(whole.table, rows);
  set.labels = chosen(whole.labels, rows);
  set.weights = chosen(whole.weights, rows);
  set.groups = chosen(whole.groups, rows);
  return set;
}

Prepared fold_of_shared(const Prepared& whole, const Fold& fold, const ObjectiveParams& params) {
  Prepared prepared;
  prepared.schema = whole.schema;
  prepared.task = whole.task;
  prepared.training = set_of_rows(whole.training, "train", fold.training);
  prepared.validation.push_back(set_of_rows(whole.training, kHeldOut, fold.held_out));
  weigh_classes(params.class_weight, whole.task, prepared.training);
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
  if (!shared_edges || keeps_columns(params)) {
    for (const Fold& fold : folds) all.push_back(fold_of_its_own(data, fold, task, params));
    return all;
  }
  Observer silent;
  TrainParams unweighted = params;  // classes weigh in training, not where a fold is measured
  unweighted.objective.class_weight.clear();
  const Prepared whole = prepare(data, {}, task, unweighted, nullptr, silent);
  for (const Fold& fold : folds) all.push_back(fold_of_shared(whole, fold, params.objective));
  return all;
}

}  // namespace coppice
