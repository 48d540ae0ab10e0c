#include "boost/any_grower.hpp"

#include "grow/leaf_numbers.hpp"
#include "grow/rest.hpp"

namespace coppice {

GrownTree AnyGrower::grow(const GrowRequest& request) {
  if (is_exact()) {
    if (!exact_)
      exact_ = std::make_unique<ExactGrower>(data_.training.columns, *data_.sorted, params_);
    return exact_->grow(request);
  }
  if (!hist_) hist_ = std::make_unique<Grower>(data_.training.table, params_);
  return hist_->grow(request);
}

void AnyGrower::release() {
  hist_.reset();
  exact_.reset();
}

void AnyGrower::leaf_numbers(const PreparedSet& set, const GrownTree& tree,
                             std::span<const std::uint32_t> rows,
                             std::span<std::int32_t> leaf) const {
  if (is_exact()) {
    exact_leaf_numbers(set.columns, tree, rows, leaf);
  } else {
    coppice::leaf_numbers(set.table, tree, rows, leaf);
  }
}

std::vector<PathColumns> AnyGrower::paths(const GrownTree& tree) const {
  std::vector<PathColumns> of_leaves(tree.leaves.size()), of_splits(tree.splits.size());
  const auto descend = [&](const PathColumns& path, std::int32_t child) {
    (child < 0 ? of_leaves[static_cast<std::size_t>(~child)]
               : of_splits[static_cast<std::size_t>(child)]) = path;
  };
  for (std::size_t i = 0; i < tree.splits.size(); ++i) {  // parents stand before their children
    const std::uint32_t place = tree.splits[i].split.place;
    const std::uint32_t feature = is_exact() ? place : data_.training.table.features[place].feature;
    PathColumns path = std::move(of_splits[i]);
    if (data_.training.columns[feature].kind == ColumnKind::numeric) {
      std::erase(path, feature);
      path.push_back(feature);
    }
    descend(path, tree.splits[i].left);
    descend(path, tree.splits[i].right);
  }
  return of_leaves;
}

Tree AnyGrower::rest(const GrownTree& tree, const GradientFormat& format,
                     std::span<const double> values) const {
  return is_exact() ? exact_rest(tree, format, values)
                    : coppice::rest(tree, data_.training.table, format, values);
}

}  // namespace coppice
