#include "model/codebook.hpp"

#include <algorithm>

namespace coppice {

namespace {

constexpr std::uint32_t kInNoSet = 0, kInSomeSet = 1;  // in category_code, until codes are given

void number_categories(CodedFeature& feature) {
  std::uint32_t next = CodedFeature::kMissing + 1;
  for (std::uint32_t& code : feature.category_code) {
    if (code == kInSomeSet) code = next++;
  }
  feature.other_code = next;
  for (std::uint32_t& code : feature.category_code) {
    if (code == kInNoSet) code = feature.other_code;
  }
}

}  // namespace

std::uint32_t CodedFeature::rank(double value) const {
  return static_cast<std::uint32_t>(std::lower_bound(thresholds.begin(), thresholds.end(), value) -
                                    thresholds.begin());
}

Codebook::Codebook(const Model& model) {
  for (const Tree& tree : model.ensemble.trees) note_splits(tree, model.schema);
  for (CodedFeature& feature : features_) {
    if (feature.categorical) {
      number_categories(feature);
      feature.slot_missing_right = slots_++;
      continue;
    }
    std::sort(feature.thresholds.begin(), feature.thresholds.end());
    feature.thresholds.erase(std::unique(feature.thresholds.begin(), feature.thresholds.end()),
                             feature.thresholds.end());
    if (feature.slot_missing_left != CodedFeature::kNoSlot) feature.slot_missing_left = slots_++;
    if (feature.slot_missing_right != CodedFeature::kNoSlot) feature.slot_missing_right = slots_++;
  }
}

void Codebook::note_splits(const Tree& tree, const Schema& schema) {
  for (std::size_t split = 0; split < tree.splits(); ++split) {
    const std::uint32_t number = tree.feature[split];
    const auto [at, added] =
        index_.try_emplace(number, static_cast<std::uint32_t>(features_.size()));
    if (added) {
      CodedFeature& feature = features_.emplace_back();
      feature.feature = number;
      feature.categorical = tree.category_set[split] >= 0;
      if (feature.categorical) {
        feature.category_code.assign(schema.features[number].categories.size(), kInNoSet);
      }
    }
    CodedFeature& feature = features_[at->second];
    if (feature.categorical) {
      for (const std::int32_t code : tree.set(tree.category_set[split])) {
        feature.category_code[static_cast<std::size_t>(code)] = kInSomeSet;
      }
    } else {
      feature.thresholds.push_back(tree.threshold[split]);
      (tree.default_left[split] ? feature.slot_missing_left : feature.slot_missing_right) = 0;
    }
  }
}

std::uint32_t Codebook::highest_code() const {
  std::uint32_t highest = 0;
  for (const CodedFeature& feature : features_) highest = std::max(highest, feature.highest_code());
  return highest;
}

}  // namespace coppice
