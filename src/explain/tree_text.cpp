#include "explain/tree_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <string_view>
#include <vector>

#include "model/utf8.hpp"

namespace coppice {

namespace {

constexpr std::size_t kCategoriesShown = 8;

std::string set_text(const FeatureSchema& feature, std::span<const std::int32_t> codes) {
  std::string text = "{";
  const std::size_t shown = std::min(codes.size(), kCategoriesShown);
  for (std::size_t i = 0; i < shown; ++i) {
    if (i > 0) text += ", ";
    text += printable(feature.categories[static_cast<std::size_t>(codes[i])]);
  }
  if (shown < codes.size()) text += fmt::format(", ... ({} more)", codes.size() - shown);
  return text + "}";
}

std::string leaf_values(const Tree& tree, std::size_t leaf) {
  const auto values = tree.values(leaf);
  return tree.width == 1 ? fmt::format("{}", values[0])
                         : fmt::format("[{}]", fmt::join(values, ", "));
}

/// " + 0.5 (x[1, 4] - 2)" for each of the leaf's terms: x is held between 1 and 4.
std::string terms_text(const Schema& schema, const LeafTerms& terms, std::size_t leaf) {
  std::string text;
  if (terms.terms() == 0) return text;
  for (std::size_t term = terms.begin[leaf]; term < terms.begin[leaf + 1]; ++term) {
    const double weight = terms.weight[term], center = terms.center[term];
    text += fmt::format(" {} {} ({}[{}, {}] {} {})", weight < 0 ? '-' : '+', std::fabs(weight),
                        printable(feature_name(schema, terms.feature[term])), terms.low[term],
                        terms.high[term], center < 0 ? '+' : '-', std::fabs(center));
  }
  return text;
}

/// One line for a split or leaf, and the figures behind it.
struct Description {
  std::string text, figures;
};

Description describe(const Schema& schema, const Tree& tree, std::int32_t node) {
  if (node >= 0) {
    const auto split = static_cast<std::size_t>(node);
    return {split_text(schema, tree, split),
            fmt::format("gain {:.6g}, cover {:.6g}, rows {}", tree.gain[split],
                        tree.split_cover[split], tree.split_rows[split])};
  }
  const auto leaf = static_cast<std::size_t>(~node);
  return {fmt::format("leaf {} = {}{}", leaf, leaf_values(tree, leaf),
                      terms_text(schema, tree.leaf_terms, leaf)),
          fmt::format("cover {:.6g}, rows {}", tree.leaf_cover[leaf], tree.leaf_rows[leaf])};
}

/// A place in a walk from the root, top to bottom and left to right.
struct Visit {
  std::int32_t node, parent;
  bool yes;
  int depth;
};

template <class Body>
void for_each_node(const Tree& tree, const Body& body) {
  std::vector<Visit> open{{tree.splits() > 0 ? 0 : ~0, -1, false, 0}};
  while (!open.empty()) {
    const Visit visit = open.back();
    open.pop_back();
    body(visit);
    if (visit.node < 0) continue;
    const auto split = static_cast<std::size_t>(visit.node);
    open.push_back({tree.right[split], visit.node, false, visit.depth + 1});
    open.push_back({tree.left[split], visit.node, true, visit.depth + 1});
  }
}

std::string indentation(int depth) {
  constexpr int kDeepest = 40;
  const std::string blanks(static_cast<std::size_t>(2 * std::min(depth, kDeepest)), ' ');
  return depth <= kDeepest ? blanks : fmt::format("{}(depth {}) ", blanks, depth);
}

std::string node_name(std::int32_t node) {
  return node >= 0 ? fmt::format("split{}", node) : fmt::format("leaf{}", ~node);
}

/// Text for a quoted string of the dot language, where a backslash begins an escape.
std::string dot_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out;
}

}  // namespace

std::string split_text(const Schema& schema, const Tree& tree, std::size_t split) {
  const std::uint32_t feature = tree.feature[split];
  const std::int32_t set = tree.category_set[split];
  const std::string name = printable(feature_name(schema, feature));
  // Past the largest number lies nothing: missing values against all others.
  const bool all_numbers = set < 0 && tree.threshold[split] == std::numeric_limits<double>::max();
  if (all_numbers && !tree.default_left[split]) return name + " is not missing";
  const std::string question = set >= 0 ? "in " + set_text(schema.features[feature], tree.set(set))
                                        : fmt::format("<= {}", tree.threshold[split]);
  const char* missing = tree.default_left[split] ? " or missing" : "";
  return fmt::format("{} {}{}", name, question, missing);
}

std::string tree_text(const Model& model, std::size_t tree) {
  const Tree& shown = model.ensemble.trees[tree];
  std::string text = fmt::format(
      "tree {}: {} splits, {} leaves, depth {}{}\n", tree, shown.splits(), shown.leaves(),
      tree_depth(shown), model.outputs() > 1 ? fmt::format(", output {}", shown.output) : "");
  for_each_node(shown, [&](const Visit& visit) {
    const Description node = describe(model.schema, shown, visit.node);
    const char* answer = visit.parent < 0 ? "" : visit.yes ? "yes: " : "no: ";
    text +=
        fmt::format("{}{}{}  [{}]\n", indentation(visit.depth), answer, node.text, node.figures);
  });
  return text;
}

std::string tree_dot(const Model& model, std::size_t tree) {
  const Tree& shown = model.ensemble.trees[tree];
  std::string text =
      fmt::format("digraph tree{} {{\n  node [shape=box, fontname=\"sans-serif\"];\n", tree);
  for_each_node(shown, [&](const Visit& visit) {
    const Description node = describe(model.schema, shown, visit.node);
    const std::string name = node_name(visit.node);
    text += fmt::format("  {} [label=\"{}\\n{}\"{}];\n", name, dot_escaped(node.text), node.figures,
                        visit.node < 0 ? ", style=rounded" : "");
    if (visit.parent >= 0) {
      text += fmt::format("  {} -> {} [label=\"{}\"];\n", node_name(visit.parent), name,
                          visit.yes ? "yes" : "no");
    }
  });
  return text + "}\n";
}

}  // namespace coppice
