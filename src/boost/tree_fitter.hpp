#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "boost/any_grower.hpp"
#include "boost/leaf_values.hpp"
#include "boost/linear_leaves.hpp"
#include "boost/prepare.hpp"
#include "boost/rounds.hpp"
#include "sampling/row_sample.hpp"

namespace coppice {

/// What the leaves of a tree say: a value each, and linear terms where they have some.
struct LeafAnswers {
  std::vector<double> values;
  LeafTerms terms;

  /// Each times `share`.
  LeafAnswers scaled(double share) const;
};

/// A tree in bins, and the answer of each leaf before the learning rate.
struct FittedTree {
  GrownTree grown;
  GradientFormat format;  ///< units of its sums
  LeafAnswers answers;
  std::uint32_t output = 0;
};

/// Fits the trees of gradient boosting: what gbdt and dart have in common. A round's gradients,
/// rows and columns are set by begin_round; then one tree an output is fitted to them.
class TreeFitter {
 public:
  TreeFitter(const Prepared& data, const TrainParams& params);

  /// Takes the gradients of the loss at these scores of the training rows, outputs x rows. They
  /// must live until the round's trees are fitted; an output's own may change once its tree is.
  /// `round` keys what is drawn.
  void begin_round(int round, Scores scores);
  FittedTree fit(std::size_t output);

  /// Adds the tree, `share` of its values, to the scores of the training rows; it is the one fitted
  /// last, whose rows' leaves are at hand.
  void add_fitted(ScoredSet& training, const FittedTree& tree, double share);
  /// The same for any tree and any set (scores: outputs x rows).
  void add(const PreparedSet& set, std::span<double> scores, const FittedTree& tree, double share);
  /// The tree at rest, with `share` of its values.
  Tree rest(const FittedTree& tree, double share) const;
  /// Gives working memory back, until the next round.
  void release();

 private:
  void draw(int round);
  void amplify();
  std::span<const GradientPair> grown_from(std::size_t output);
  void number_rows_of(const GrownTree& grown, std::span<const LeafRows> leaves);
  std::vector<double> values_of(const GrownTree& grown, std::span<const LeafRows> leaves,
                                std::size_t output);
  Targets drawn_targets() const;

  const Objective& objective_;
  const TrainParams& params_;
  const PreparedSet& training_;
  AnyGrower grower_;
  std::optional<LinearLeaves> linear_leaves_;
  std::uint32_t features_;  ///< of the schema

  std::uint64_t round_ = 0;
  Scores scores_;
  std::vector<GradientPair> pairs_;        ///< of the loss, outputs x rows
  std::vector<GradientPair> first_order_;  ///< order first: of one output, the hessians replaced
  QuantizedGradients quantized_;
  RowSample sample_;
  std::vector<std::uint32_t> left_out_;  ///< rows that are not in the sample
  std::vector<double> drawn_weights_;    ///< weights times factors, where rows have factors
  std::vector<std::uint32_t> columns_;
  std::vector<std::int32_t> row_leaves_;  ///< of the tree fitted last
  std::vector<std::int32_t> routed_;
};

}  // namespace coppice
