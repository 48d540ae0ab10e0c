#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/model.hpp"

namespace coppice {

/// What one feature did in the trees of a model: sums over the splits that use it.
struct FeatureImportance {
  std::uint32_t feature = 0;  ///< number in the schema (sparse: column)
  std::string name;
  double gain = 0;           ///< loss reduction
  double cover = 0;          ///< hessians of the rows that reached the splits
  std::uint64_t splits = 0;  ///< number of splits
};

enum class ImportanceKind { gain, cover, splits };
template <>
struct EnumNames<ImportanceKind> {
  static constexpr std::array<std::pair<ImportanceKind, const char*>, 3> names{
      {{ImportanceKind::gain, "gain"},
       {ImportanceKind::cover, "cover"},
       {ImportanceKind::splits, "splits"}}};
};

/// All features of a dense model, also those that no split uses; the used columns of a sparse
/// one. Most important first by `order`; equal ones in the order of the schema.
std::vector<FeatureImportance> feature_importance(const Model& model,
                                                  ImportanceKind order = ImportanceKind::gain);

}  // namespace coppice
