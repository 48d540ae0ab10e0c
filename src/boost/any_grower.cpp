#include "boost/any_grower.hpp"

#include "grow/leaf_numbers.hpp"
#include "grow/rest.hpp"

namespace coppice {

AnyGrower::AnyGrower(const Prepared& data, const GrowParams& params) : table_(data.training.table) {
  if (params.tree_method == TreeMethod::exact) {
    exact_ = std::make_unique<ExactGrower>(data.training.columns, *data.sorted, params);
  } else {
    hist_ = std::make_unique<Grower>(table_, params);
  }
}

void AnyGrower::leaf_numbers(const PreparedSet& set, const GrownTree& tree, std::span<const std::uint32_t> rows,
                             std::span<std::int32_t> leaf) const {
  if (exact_) {
    exact_leaf_numbers(set.columns, tree, rows, leaf);
  } else {
    coppice::leaf_numbers(set.table, tree, rows, leaf);
  }
}

Tree AnyGrower::rest(const GrownTree& tree, const GradientFormat& format, std::span<const double> values) const {
  return exact_ ? exact_rest(tree, format, values) : coppice::rest(tree, table_, format, values);
}

}  // namespace coppice
