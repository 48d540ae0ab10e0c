#include "model/tree.hpp"

#include <doctest/doctest.h>

#include "model/model.hpp"
#include "model/utf8.hpp"
#include "reference/random_model.hpp"
#include "reference/small_model.hpp"

using namespace coppice;

namespace {

int depth_below(const Tree& tree, std::int32_t node) {
  if (node < 0) return 0;
  const auto split = static_cast<std::size_t>(node);
  return 1 + std::max(depth_below(tree, tree.left[split]), depth_below(tree, tree.right[split]));
}

}  // namespace

TEST_CASE("the depth of a tree is that of its deepest leaf") {
  CHECK(tree_depth(small_model::make().ensemble.trees[0]) == 2);
  for (const Tree& tree : random_model::make_model({.trees = 30, .leaves = 50}).ensemble.trees) {
    CHECK(tree_depth(tree) == (tree.splits() == 0 ? 0 : depth_below(tree, 0)));
  }
}

TEST_CASE("the model's checksum sees every number of the trees and the base scores") {
  const Model model = small_model::make();
  const std::uint64_t sum = model_checksum(model);
  CHECK(model_checksum(small_model::make()) == sum);
  const auto differs = [&](const auto& edit) {
    Model edited = model;
    edit(edited, edited.ensemble.trees[0]);
    CHECK(model_checksum(edited) != sum);
  };
  differs([](Model& m, Tree&) { m.ensemble.base_scores[0] = 0.5; });
  differs([](Model& m, Tree&) { m.ensemble.combine = Combine::average; });
  differs([](Model& m, Tree& t) { m.ensemble.trees.push_back(t); });
  differs([](Model&, Tree& t) { t.feature[0] = 1; });
  differs([](Model&, Tree& t) { t.threshold[0] = 1.25; });
  differs([](Model&, Tree& t) { t.category_set[1] = -1; });
  differs([](Model&, Tree& t) { t.default_left[0] = 0; });
  differs([](Model&, Tree& t) { t.left[0] = -1; });
  differs([](Model&, Tree& t) { t.right[0] = -2; });
  differs([](Model&, Tree& t) { t.gain[0] = 0; });
  differs([](Model&, Tree& t) { t.split_cover[0] = 0; });
  differs([](Model&, Tree& t) { t.split_rows[0] = 0; });
  differs([](Model&, Tree& t) { t.leaf_value[2] = 0; });
  differs([](Model&, Tree& t) { t.leaf_cover[2] = 0; });
  differs([](Model&, Tree& t) { t.leaf_rows[2] = 0; });
  differs([](Model&, Tree& t) { t.set_codes[0] = 0; });
  differs([](Model&, Tree& t) { t.leaf_terms = {{0, 1, 1, 1}, {0}, {0}, {1}, {0}, {1}}; });
  differs([](Model&, Tree& t) { t.value_row = {0, 1, 2}; });
  differs([](Model&, Tree& t) { t.output = 1; });
  differs([](Model&, Tree& t) { t.width = 3; });
}

TEST_CASE("the model's checksum sees every number of linear leaves") {
  Model model = small_model::make();
  model.ensemble.trees[0].leaf_terms = {{0, 1, 1, 2}, {0, 0}, {0, 1}, {2, 3}, {0.5, 2}, {1, -3}};
  const std::uint64_t sum = model_checksum(model);
  const auto differs = [&](const auto& edit) {
    Model edited = model;
    edit(edited.ensemble.trees[0].leaf_terms);
    CHECK(model_checksum(edited) != sum);
  };
  differs([](LeafTerms& terms) { terms.begin[2] = 2; });
  differs([](LeafTerms& terms) { terms.feature[0] = 1; });
  differs([](LeafTerms& terms) { terms.low[1] = 0; });
  differs([](LeafTerms& terms) { terms.high[1] = 4; });
  differs([](LeafTerms& terms) { terms.center[1] = 0; });
  differs([](LeafTerms& terms) { terms.weight[1] = 3; });
}

TEST_CASE("a sparse feature is named by its number in the file") {
  Schema schema;
  schema.sparse = true;
  schema.sparse_columns = 10;
  CHECK(feature_name(schema, 4) == "5");
  schema.sparse_base = 0;
  CHECK(feature_name(schema, 4) == "4");
  CHECK(feature_name(small_model::make().schema, 1) == "town");
}

TEST_CASE("a user's text is shown on one line") {
  CHECK(printable("Zürich") == "Zürich");
  CHECK(printable("a\nb\tc\\d") == "a\\nb\\tc\\\\d");
  CHECK(printable(std::string("\0\x1b[1m\xFF", 6)) == "\\x00\\x1b[1m\\xff");
  CHECK(printable("abcdef", 3) == "abc...");
  CHECK(printable("abc", 3) == "abc");
}

TEST_CASE("characters of UTF-8 are told from other bytes") {
  CHECK(utf8_length("") == 0);
  CHECK(utf8_length("a") == 1);
  CHECK(utf8_length("\xC3\xBC") == 2);
  CHECK(utf8_length("\xE2\x82\xAC") == 3);
  CHECK(utf8_length("\xF0\x9F\x8C\xB2") == 4);
  CHECK(utf8_length("\xF4\x8F\xBF\xBF") == 4);
  for (const char* bad :
       {"\x80", "\xC3", "\xC3(", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xE2\x82", "\xE2\x82("}) {
    CHECK(utf8_length(bad) == 0);
  }
}
