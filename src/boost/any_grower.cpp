#include "boost/any_grower.hpp"

#include "grow/leaf_numbers.hpp"
#include "grow/rest.hpp"

namespace coppice {

GrownTree AnyGrower::grow(const GrowRequest& request) {
  if (is_exact()) {
    if (!exact_) exact_ = std::make_unique<ExactGrower>(data_.training.columns, *data_.sorted, params_);
    return exact_->grow(request);
  }
  if (!hist_) hist_ = std::make_unique<Grower>(data_.training.table, params_);
  return hist_->grow(request);
}

void AnyGrower::release() {
  hist_.reset();
  exact_.reset();
}

void AnyGrower::leaf_numbers(const PreparedSet& set, const GrownTree& tree, std::span<const std::uint32_t> rows,
                             std::span<std::int32_t> leaf) const {
  if (is_exact()) {
    exact_leaf_numbers(set.columns, tree, rows, leaf);
  } else {
    coppice::leaf_numbers(set.table, tree, rows, leaf);
  }
}

Tree AnyGrower::rest(const GrownTree& tree, const GradientFormat& format, std::span<const double> values) const {
  return is_exact() ? exact_rest(tree, format, values) : coppice::rest(tree, data_.training.table, format, values);
}

}  // namespace coppice
