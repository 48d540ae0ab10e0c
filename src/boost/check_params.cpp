#include "boost/check_params.hpp"

#include "base/error.hpp"

namespace coppice {

namespace {

void check_sampling(const Prepared& data, const SampleParams& params) {
  const bool by_class = params.row_sampling == RowSampling::stratified || params.row_sampling == RowSampling::balanced;
  if (by_class && !is_classification(data.task.objective)) {
    throw usage_error("row-sampling {} draws from each class, but objective {} has none; use uniform, goss or mvs",
                      enum_name(params.row_sampling), objective_name(data.task.objective));
  }
  const bool two_fractions = params.positive_fraction != 1 || params.negative_fraction != 1;
  if (two_fractions && (params.row_sampling != RowSampling::stratified || data.task.classes.size() != 2)) {
    throw usage_error("positive-fraction and negative-fraction are for row-sampling stratified and two classes; use them together, or row-fraction");
  }
  if (params.row_sampling == RowSampling::goss && params.row_fraction != 1) {
    throw usage_error("row-sampling goss draws by top-fraction and other-fraction; leave row-fraction out");
  }
  if (params.row_sampling == RowSampling::goss && params.top_fraction + params.other_fraction > 1) {
    throw usage_error("top-fraction {} and other-fraction {} are more than all rows together; make them smaller", params.top_fraction, params.other_fraction);
  }
}

}  // namespace

void check_params(const Prepared& data, const TrainParams& params) {
  if (keeps_columns(params) && params.boost.bags > 1) {
    throw usage_error("bags draws rows in bins, which tree-method {} has none of; use hist", enum_name(params.grow.tree_method));
  }
  if (params.grow.tree_method == TreeMethod::exact && params.boost.booster != Booster::gbdt) {
    throw usage_error("tree-method exact is for booster gbdt, not for {}; leave it out", enum_name(params.boost.booster));
  }
  const bool exact = params.boost.booster == Booster::gbdt && params.grow.tree_method == TreeMethod::exact;
  if (keeps_columns(params) != data.keeps_columns || exact != data.sorted.has_value()) {
    throw usage_error("booster {} with tree-method {} needs the data prepared for it; name both for all that share the data", enum_name(params.boost.booster), enum_name(params.grow.tree_method));
  }
  check_sampling(data, params.sample);
}

}  // namespace coppice
