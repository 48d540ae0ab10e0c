#include "explain/tree_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <limits>

#include "reference/random_model.hpp"
#include "reference/small_model.hpp"

using namespace coppice;

TEST_CASE("a tree as text: a line a split or leaf, indented by depth") {
  CHECK(tree_text(small_model::make(), 0) ==
        "tree 0: 2 splits, 3 leaves, depth 2\n"
        "age <= 1.5 or missing  [gain 3.25, cover 10, rows 20]\n"
        "  yes: town in {Oslo}  [gain 1.5, cover 6, rows 12]\n"
        "    yes: leaf 0 = -0.5  [cover 4, rows 7]\n"
        "    no: leaf 1 = 0.125  [cover 2, rows 5]\n"
        "  no: leaf 2 = 2  [cover 4, rows 8]\n");
}

TEST_CASE("a tree as a Graphviz graph") {
  CHECK(tree_dot(small_model::make(), 0) ==
        "digraph tree0 {\n"
        "  node [shape=box, fontname=\"sans-serif\"];\n"
        "  split0 [label=\"age <= 1.5 or missing\\ngain 3.25, cover 10, rows 20\"];\n"
        "  split1 [label=\"town in {Oslo}\\ngain 1.5, cover 6, rows 12\"];\n"
        "  split0 -> split1 [label=\"yes\"];\n"
        "  leaf0 [label=\"leaf 0 = -0.5\\ncover 4, rows 7\", style=rounded];\n"
        "  split1 -> leaf0 [label=\"yes\"];\n"
        "  leaf1 [label=\"leaf 1 = 0.125\\ncover 2, rows 5\", style=rounded];\n"
        "  split1 -> leaf1 [label=\"no\"];\n"
        "  leaf2 [label=\"leaf 2 = 2\\ncover 4, rows 8\", style=rounded];\n"
        "  split0 -> leaf2 [label=\"no\"];\n"
        "}\n");
}

TEST_CASE("names that would break a line or a quoted label are escaped") {
  Model model = small_model::make();
  model.schema.features[0].name = "say \"hi\"\n\\N\xFF";
  CHECK(tree_text(model, 0).find("say \"hi\"\\n\\\\N\\xff <= 1.5") != std::string::npos);
  CHECK(tree_dot(model, 0).find("label=\"say \\\"hi\\\"\\\\n\\\\\\\\N\\\\xff <= 1.5") !=
        std::string::npos);
}

TEST_CASE("a split of missing values against all numbers says so") {
  Model model = small_model::make();
  model.ensemble.trees[0].threshold[0] = std::numeric_limits<double>::max();
  CHECK(split_text(model.schema, model.ensemble.trees[0], 0) ==
        "age <= 1.7976931348623157e+308 or missing");
  model.ensemble.trees[0].default_left[0] = 0;
  CHECK(split_text(model.schema, model.ensemble.trees[0], 0) == "age is not missing");
}

TEST_CASE("long sets of categories are cut, and say by how much") {
  Model model = small_model::make();
  FeatureSchema& town = model.schema.features[1];
  Tree& tree = model.ensemble.trees[0];
  for (std::int32_t i = 2; i < 12; ++i) {
    town.categories.push_back(fmt::format("t{}", i));
    tree.set_codes.push_back(i);
  }
  tree.set_begin = {0, 11};
  CHECK(split_text(model.schema, tree, 1) ==
        "town in {Oslo, t2, t3, t4, t5, t6, t7, t8, ... (3 more)}");
}

TEST_CASE("a tree of one leaf, and leaves of several values") {
  Model model = random_model::make_model({.trees = 1, .leaves = 1, .outputs = 2, .width = 2});
  model.ensemble.trees[0].leaf_value = {0.5, -1};
  CHECK(tree_text(model, 0).find("depth 0, output 0\nleaf 0 = [0.5, -1]  [cover") !=
        std::string::npos);
  CHECK(tree_dot(model, 0).find("leaf0 [label=\"leaf 0 = [0.5, -1]") != std::string::npos);
}

TEST_CASE("the text of a very deep tree grows with its splits") {
  Model model = small_model::make();
  Tree& tree = model.ensemble.trees[0];
  constexpr std::int32_t kSplits = 20000;
  tree = Tree{};
  for (std::int32_t i = 0; i < kSplits; ++i) {
    tree.feature.push_back(0);
    tree.threshold.push_back(i);
    tree.category_set.push_back(-1);
    tree.default_left.push_back(0);
    tree.left.push_back(~i);
    tree.right.push_back(i + 1 < kSplits ? i + 1 : ~kSplits);
    tree.gain.push_back(1);
    tree.split_cover.push_back(1);
    tree.split_rows.push_back(1);
  }
  tree.leaf_value.assign(kSplits + 1, 0);
  tree.leaf_cover.assign(kSplits + 1, 0);
  tree.leaf_rows.assign(kSplits + 1, 0);
  const std::string text = tree_text(model, 0);
  CHECK(std::count(text.begin(), text.end(), '\n') == 2 * kSplits + 2);
  CHECK(text.size() < std::size_t{kSplits} * 2 * 200);
  CHECK(text.find("(depth 20000) no: leaf 20000") != std::string::npos);
}

TEST_CASE("a linear leaf shows its terms") {
  Model model = small_model::make();
  model.schema.features.push_back({"height", ColumnKind::numeric, {}});
  model.ensemble.trees[0].leaf_terms = {{0, 2, 2, 2}, {0, 2},    {1, -5},
                                        {4, 0.5},     {1.5, -2}, {0.25, -3}};
  const std::string text = tree_text(model, 0);
  CHECK(text.find("leaf 0 = -0.5 + 0.25 (age[1, 4] - 1.5) - 3 (height[-5, 0.5] + 2)  [") !=
        std::string::npos);
  CHECK(text.find("leaf 1 = 0.125  [") != std::string::npos);
  CHECK(tree_dot(model, 0).find(
            "leaf 0 = -0.5 + 0.25 (age[1, 4] - 1.5) - 3 (height[-5, 0.5] + 2)\\n") !=
        std::string::npos);
}
