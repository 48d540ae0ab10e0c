#include "boost/check_params.hpp"

#include <algorithm>

#include "base/error.hpp"
#include "boost/booster_params.hpp"
#include "boost/line_search.hpp"

namespace coppice {

namespace {

void check_sampling(const Prepared& data, const SampleParams& params) {
  const bool by_class = params.row_sampling == RowSampling::stratified ||
                        params.row_sampling == RowSampling::balanced;
  if (by_class && !is_classification(data.task.objective)) {
    throw usage_error(
        "row-sampling {} draws from each class, but objective {} has none; use uniform, goss or "
        "mvs",
        enum_name(params.row_sampling), objective_name(data.task.objective));
  }
  const bool two_fractions = params.positive_fraction != 1 || params.negative_fraction != 1;
  if (two_fractions &&
      (params.row_sampling != RowSampling::stratified || data.task.classes.size() != 2)) {
    throw usage_error(
        "positive-fraction and negative-fraction are for row-sampling stratified and two classes; "
        "use them together, or row-fraction");
  }
  if (params.row_sampling == RowSampling::goss && params.row_fraction != 1) {
    throw usage_error(
        "row-sampling goss draws by top-fraction and other-fraction; leave row-fraction out");
  }
  if (params.row_sampling == RowSampling::goss && params.top_fraction + params.other_fraction > 1) {
    throw usage_error(
        "top-fraction {} and other-fraction {} are more than all rows together; make them smaller",
        params.top_fraction, params.other_fraction);
  }
}

}  // namespace

void check_params(const Prepared& data, const TrainParams& params) {
  if (!keeps_bins(params) && params.boost.bags > 1) {
    throw usage_error("bags draws rows in bins, which tree-method {} has none of; use hist",
                      enum_name(params.grow.tree_method));
  }
  if (params.grow.tree_method == TreeMethod::exact && params.boost.booster != Booster::gbdt) {
    throw usage_error("tree-method exact is for booster gbdt, not for {}; leave it out",
                      enum_name(params.boost.booster));
  }
  const bool exact =
      params.boost.booster == Booster::gbdt && params.grow.tree_method == TreeMethod::exact;
  if (keeps_columns(params) != data.keeps_columns || keeps_bins(params) != data.keeps_bins ||
      exact != data.sorted.has_value()) {
    throw usage_error(
        "booster {} with tree-method {} needs the data prepared for it; name both for all that "
        "share the data",
        enum_name(params.boost.booster), enum_name(params.grow.tree_method));
  }
  if (params.grow.linear_leaves && needs_line_search(data.task.objective, params.boost.order)) {
    throw usage_error(
        "linear-leaves needs second derivatives, which {} {} does without; leave one of them out",
        params.boost.order == Order::first ? "order" : "objective",
        params.boost.order == Order::first ? "first" : objective_name(data.task.objective));
  }
  check_sampling(data, params.sample);
}

void warn_idle(const TrainParams& params, const Objective& objective, Observer& observer) {
  const ObjectiveKind kind = objective_kind(objective);
  const RowSampling sampling = params.sample.row_sampling;
  const bool classes = is_classification(kind), drops = params.boost.drop_rate > 0;
  const bool goss = sampling == RowSampling::goss;
  struct Rule {
    std::string_view name;
    bool used;
    const char* instead;
  };
  const Rule rules[] = {
      {"huber-delta", kind == ObjectiveKind::huber, "objective huber"},
      {"quantile", kind == ObjectiveKind::quantile, "objective quantile"},
      {"linear-leaf-l2", params.grow.linear_leaves, "linear-leaves"},
      {"linear-leaf-columns", params.grow.linear_leaves, "linear-leaves"},
      {"top-fraction", goss, "row-sampling goss"},
      {"other-fraction", goss, "row-sampling goss"},
      {"mvs-lambda", sampling == RowSampling::mvs, "row-sampling mvs"},
      {"skip-drop", drops, "a drop-rate above 0"},
      {"max-drop", drops, "a drop-rate above 0"},
      {"drop-normalize", drops, "a drop-rate above 0"},
      {"criterion", classes, "classes"},
      {"adaboost-votes", classes, "classes"},
  };
  TrainParams given = params, usual = default_params(params.boost.booster);
  const std::vector<Parameter> rows = parameters_of_training(given),
                               defaults = parameters_of_training(usual);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (rows[i].get() == defaults[i].get()) continue;
    const std::string_view name = rows[i].name;
    const auto* rule = std::ranges::find(rules, name, &Rule::name);
    if (rule != std::end(rules) && !rule->used) {
      observer.warning(fmt::format("{} changes nothing here: it is for {}", name, rule->instead));
    } else if (!keeps_bins(params) && rows[i].group == ParameterTable<BinParams>::title) {
      observer.warning(fmt::format("{} changes nothing here: no bins are made", name));
    }
  }
}

}  // namespace coppice
