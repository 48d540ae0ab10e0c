#pragma once

#include <concepts>
#include <type_traits>

#include "model/model.hpp"

// The arrays of numbers of which a model is made, in the order in which its file holds them: one
// list for reading, writing and the checksum. Inside the module.

namespace coppice {

template <class Object, class Wanted>
concept MaybeConst = std::same_as<std::remove_const_t<Object>, Wanted>;

/// Calls f(name, array) for each.
template <MaybeConst<LeafTerms> Terms, class F>
void for_fields(Terms& terms, const F& f) {
  f("begin", terms.begin);
  f("feature", terms.feature);
  f("low", terms.low);
  f("high", terms.high);
  f("center", terms.center);
  f("weight", terms.weight);
}

template <MaybeConst<LinearModel> Linear, class F>
void for_fields(Linear& linear, const F& f) {
  f("feature", linear.feature);
  f("category", linear.category);
  f("center", linear.center);
  f("weight", linear.weight);
}

/// Those of a tree that lie between its category sets and its leaves' shared rows of values.
template <MaybeConst<Tree> AnyTree, class F>
void for_split_fields(AnyTree& tree, const F& f) {
  f("default_left", tree.default_left);
  f("left", tree.left);
  f("right", tree.right);
  f("gain", tree.gain);
  f("split_cover", tree.split_cover);
  f("split_rows", tree.split_rows);
  f("leaf_value", tree.leaf_value);
}

}  // namespace coppice
