#include "model/model.hpp"

#include <fmt/format.h>

#include "base/hash.hpp"
#include "model/model_fields.hpp"

namespace coppice {

namespace {

/// A hash fed array by array; each array's length is part of it, so no two models run together.
class Checksum {
 public:
  template <class Item>
  void add(const std::vector<Item>& items) {
    static_assert(std::is_arithmetic_v<Item>);
    const std::uint64_t count = items.size();
    hash_ = hash_bytes({reinterpret_cast<const char*>(&count), sizeof count}, hash_);
    hash_ = hash_bytes({reinterpret_cast<const char*>(items.data()), items.size() * sizeof(Item)},
                       hash_);
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 0;
};

void add_tree(Checksum& sum, const Tree& tree) {
  sum.add(tree.feature);
  sum.add(tree.threshold);
  sum.add(tree.category_set);
  for_split_fields(tree, [&](const char*, const auto& items) { sum.add(items); });
  sum.add(tree.leaf_cover);
  sum.add(tree.leaf_rows);
  if (!tree.set_codes.empty()) sum.add(tree.set_begin);
  sum.add(tree.set_codes);
  sum.add(std::vector<std::uint32_t>{tree.output, tree.width});
  if (!tree.value_row.empty()) sum.add(tree.value_row);
  const LeafTerms& terms = tree.leaf_terms;
  if (terms.terms() == 0) return;
  for_fields(terms, [&](const char*, const auto& items) { sum.add(items); });
}

}  // namespace

std::uint64_t model_checksum(const Model& model) {
  Checksum sum;
  sum.add(model.ensemble.base_scores);
  for (const Tree& tree : model.ensemble.trees) add_tree(sum, tree);
  sum.add(std::vector<std::int32_t>{static_cast<std::int32_t>(model.ensemble.combine)});
  const LinearModel& linear = model.ensemble.linear;
  if (linear.terms() > 0) {
    for_fields(linear, [&](const char*, const auto& items) { sum.add(items); });
  }
  if (!model.ensemble.tree_weights.empty()) sum.add(model.ensemble.tree_weights);
  if (model.parts.empty()) return sum.value();
  std::vector<std::uint64_t> parts;
  std::vector<double> weights;
  for (const Part& part : model.parts) {
    parts.push_back(model_checksum(part.model));
    weights.push_back(part.weight);
  }
  sum.add(parts);
  sum.add(weights);
  sum.add(std::vector<std::int32_t>{static_cast<std::int32_t>(model.joining), model.passthrough});
  return sum.value();
}

std::string feature_name(const Schema& schema, std::uint32_t feature) {
  if (schema.sparse) return fmt::format("{}", std::uint64_t{feature} + schema.sparse_base);
  return schema.features[feature].name;
}

}  // namespace coppice
