#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "model/model.hpp"

namespace coppice {

/// One feature that the trees use, and how its values become codes.
///
/// Numeric: the code of a value is the number of thresholds below it, so that
///     value <= thresholds[k]   <=>   code <= k.
/// Where a missing value goes is the split's choice, so a numeric feature has up to two slots in
/// a row's codes: in the one a missing value has code 0 (left of every threshold), in the other
/// the highest code (right of every threshold). A split reads the slot of its default direction.
///
/// Categorical: missing is code 0, categories that stand in some set are 1, 2, ..., and the
/// highest code is for all other categories. One slot.
struct CodedFeature {
  static constexpr std::uint32_t kNoSlot = 0xFFFFFFFF;
  static constexpr std::uint32_t kMissing = 0;  ///< code of a missing category

  std::uint32_t feature = 0;
  bool categorical = false;
  std::uint32_t slot_missing_left = kNoSlot;
  std::uint32_t slot_missing_right = kNoSlot;  ///< categorical: the slot
  std::vector<double> thresholds;              ///< ascending, distinct
  std::vector<std::uint32_t> category_code;    ///< of each category of the schema
  std::uint32_t other_code = 0;                ///< categories that stand in no set

  std::uint32_t highest_code() const {
    return categorical ? other_code : static_cast<std::uint32_t>(thresholds.size());
  }
  /// Code of a number that is not missing; for NaN 0.
  std::uint32_t rank(double value) const;
  std::uint32_t code_of_category(std::int32_t category) const {
    const auto index = static_cast<std::uint32_t>(category);  // -1 becomes the largest
    return index < category_code.size() ? category_code[index] : kMissing;
  }
};

/// The features that a model's trees use, with their codes and slots.
class Codebook {
 public:
  explicit Codebook(const Model& model);

  std::span<const CodedFeature> features() const { return features_; }
  std::uint32_t slots() const { return slots_; }
  std::uint32_t highest_code() const;

  /// The feature of the schema as coded; null where no tree uses it.
  const CodedFeature* find(std::uint32_t feature) const {
    const auto at = index_.find(feature);
    return at == index_.end() ? nullptr : &features_[at->second];
  }

 private:
  void note_splits(const Tree& tree, const Schema& schema);

  std::vector<CodedFeature> features_;
  std::unordered_map<std::uint32_t, std::uint32_t> index_;
  std::uint32_t slots_ = 0;
};

}  // namespace coppice
