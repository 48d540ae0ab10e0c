#pragma once

#include "boost/archive.hpp"
#include "boost/tree_fitter.hpp"

// The members of trees in bins (archive.hpp). Row ranges are not among them: they serve only the
// round in which the tree was grown.

namespace coppice {

template <class Archive, ArchivedAs<Sums> Item>
void archive_members(Archive& state, Item& sums) {
  state(sums.gradient, sums.hessian, sums.rows);
}

template <class Archive, ArchivedAs<Split> Item>
void archive_members(Archive& state, Item& split) {
  state(split.gain, split.place, split.bin, split.left_bins, split.default_left, split.left);
}

template <class Archive, ArchivedAs<GrownSplit> Item>
void archive_members(Archive& state, Item& split) {
  state(split.split, split.sums, split.left, split.right);
}

template <class Archive, ArchivedAs<GrownLeaf> Item>
void archive_members(Archive& state, Item& leaf) {
  state(leaf.sums);
}

template <class Archive, ArchivedAs<GrownTree> Item>
void archive_members(Archive& state, Item& tree) {
  state(tree.splits, tree.leaves);
}

template <class Archive, ArchivedAs<GradientFormat> Item>
void archive_members(Archive& state, Item& format) {
  auto kind = static_cast<std::uint8_t>(format.kind);
  state(kind, format.gradient_unit, format.hessian_unit);
  if constexpr (Archive::kReads) {
    if (kind > static_cast<std::uint8_t>(GradientFormat::Kind::precise)) {
      throw ArchiveFault("there is no such format of gradients");
    }
    format.kind = static_cast<GradientFormat::Kind>(kind);
  }
}

template <class Archive, ArchivedAs<LeafAnswers> Item>
void archive_members(Archive& state, Item& answers) {
  state(answers.values, answers.terms);
}

template <class Archive, ArchivedAs<FittedTree> Item>
void archive_members(Archive& state, Item& tree) {
  state(tree.grown, tree.format, tree.answers, tree.output);
}

}  // namespace coppice
