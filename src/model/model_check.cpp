#include "model/model_check.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

#include "model/json_reader.hpp"
#include "model/parts.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

template <class... Args>
void require(bool holds, fmt::format_string<Args...> text, Args&&... args) {
  if (!holds) throw ModelFault(fmt::format(text, std::forward<Args>(args)...));
}

void require_distinct(const std::vector<std::string>& texts, std::string_view what) {
  std::unordered_set<std::string_view> seen;
  for (const std::string& text : texts) {
    if (!seen.insert(text).second) {
      throw ModelFault(fmt::format("{}: '{}' stands twice", what, printable(text, 60)));
    }
  }
}

void check_schema(const Schema& schema) {
  require(schema.sparse_base <= 1, "schema: sparse_base {} is not 0 or 1", schema.sparse_base);
  require(!schema.sparse || schema.features.empty(), "schema: a sparse model lists no features");
  require(schema.label_position >= -1, "schema: label_position {} is below -1",
          schema.label_position);
  for (const FeatureSchema& feature : schema.features) {
    require(feature.kind == ColumnKind::categorical || feature.categories.empty(),
            "schema: the numeric feature '{}' has categories", printable(feature.name, 60));
    require(feature.kind == ColumnKind::numeric || feature.range.empty(),
            "schema: the categorical feature '{}' has a range", printable(feature.name, 60));
    require(feature.range.empty() || feature.range.low <= feature.range.high,
            "schema: the range of feature '{}' ends before it begins", printable(feature.name, 60));
    require_distinct(feature.categories, "schema: categories");
  }
  if (schema.header || schema.sparse) return;
  require(schema.positions.size() == schema.features.size(), "schema: {} positions for {} features",
          schema.positions.size(), schema.features.size());
  for (const std::uint32_t position : schema.positions) {
    require(position < schema.file_columns, "schema: position {} in a file of {} columns", position,
            schema.file_columns);
  }
  require(schema.label_position < static_cast<std::int64_t>(schema.file_columns),
          "schema: label_position {} in a file of {} columns", schema.label_position,
          schema.file_columns);
}

void check_outputs(const Model& model) {
  const auto outputs = static_cast<std::size_t>(output_count(model.objective));
  require(model.outputs() == outputs, "base_scores: {} numbers for {} outputs", model.outputs(),
          outputs);
  for (const double score : model.ensemble.base_scores) {
    require(std::isfinite(score), "base_scores: {} is not finite", score);
  }
  if (is_classification(model.objective)) {
    const std::size_t most = std::max<std::size_t>(outputs, 2);
    require(model.classes.size() == most, "classes: {} names for {} classes", model.classes.size(),
            most);
  } else {
    require(model.classes.empty(), "classes: {} names in a regression model", model.classes.size());
  }
  require_distinct(model.classes, "classes");
}

void check_history(const Model& model) {
  require(model.best_round >= 0, "best_round: {} is negative", model.best_round);
  for (const HistoryRow& row : model.history) {
    require(row.values.size() == model.history_names.size(),
            "history: round {} has {} values for {} names", row.round, row.values.size(),
            model.history_names.size());
  }
}

void check_tree_weights(const Ensemble& ensemble) {
  const bool weighted = ensemble.combine == Combine::weighted_median;
  require(ensemble.tree_weights.size() == (weighted ? ensemble.trees.size() : 0),
          "tree_weights: {} numbers for {} trees", ensemble.tree_weights.size(),
          ensemble.trees.size());
  if (!weighted) return;
  require(ensemble.outputs() == 1, "combine: a weighted median has one output, not {}",
          ensemble.outputs());
  for (const double weight : ensemble.tree_weights) {
    require(std::isfinite(weight) && weight >= 0, "tree_weights: {} is not a number from 0",
            weight);
  }
}

/// Leaves that share rows of values.
void check_value_rows(const Tree& tree) {
  require(tree.width > 1, "leaves of one value do not share it, but there is a field 'value_row'");
  require(tree.value_row.size() == tree.leaves(),
          "field 'value_row' has {} items where {} should be", tree.value_row.size(),
          tree.leaves());
  const std::size_t rows = tree.leaf_value.size() / tree.width;
  require(tree.leaf_value.size() % tree.width == 0,
          "field 'leaf_value' has {} items for a width of {}", tree.leaf_value.size(), tree.width);
  for (std::size_t leaf = 0; leaf < tree.leaves(); ++leaf) {
    require(tree.value_row[leaf] < rows, "leaf {}: its values are row {} of {}", leaf,
            tree.value_row[leaf], rows);
  }
}

void check_lengths(const Tree& tree) {
  const std::size_t splits = tree.splits(), leaves = tree.leaves();
  const auto same = [&](std::string_view name, std::size_t size, std::size_t expected) {
    require(size == expected, "field '{}' has {} items where {} should be", name, size, expected);
  };
  same("threshold", tree.threshold.size(), splits);
  same("category_set", tree.category_set.size(), splits);
  same("default_left", tree.default_left.size(), splits);
  same("left", tree.left.size(), splits);
  same("right", tree.right.size(), splits);
  same("gain", tree.gain.size(), splits);
  same("split_cover", tree.split_cover.size(), splits);
  same("split_rows", tree.split_rows.size(), splits);
  same("leaf_cover", leaves, splits + 1);
  same("leaf_rows", tree.leaf_rows.size(), leaves);
  if (!tree.value_row.empty()) return check_value_rows(tree);
  require(tree.leaf_value.size() % leaves == 0, "field 'leaf_value' has {} items for {} leaves",
          tree.leaf_value.size(), leaves);
  same("leaf_value", tree.leaf_value.size() / leaves, tree.width);
}

void check_sets(const Tree& tree) {
  require(tree.set_begin.empty() ||
              (tree.set_begin.front() == 0 && tree.set_begin.back() == tree.set_codes.size()),
          "the category sets do not cover their codes");
  require(!tree.set_begin.empty() || tree.set_codes.empty(),
          "there are category codes but no sets");
  for (std::size_t i = 1; i < tree.set_begin.size(); ++i) {
    require(tree.set_begin[i - 1] <= tree.set_begin[i], "category set {} ends before it begins",
            i - 1);
  }
  for (std::size_t i = 1; i < tree.set_begin.size(); ++i) {  // now that all lie within the codes
    const auto set = tree.set(static_cast<std::int32_t>(i - 1));
    const auto unordered = std::adjacent_find(set.begin(), set.end(), std::greater_equal<>());
    require(unordered == set.end(), "the categories of set {} do not ascend", i - 1);
  }
}

void check_split(const Tree& tree, std::size_t split, const Schema& schema) {
  const std::uint32_t feature = tree.feature[split];
  const std::size_t features = schema.sparse ? schema.sparse_columns : schema.features.size();
  require(feature < features, "split {}: feature {} of {}", split, feature, features);
  require(std::isfinite(tree.threshold[split]), "split {}: threshold {} is not finite", split,
          tree.threshold[split]);
  require(tree.default_left[split] <= 1, "split {}: default_left {} is not 0 or 1", split,
          tree.default_left[split]);
  require(std::isfinite(tree.gain[split]), "split {}: gain {} is not finite", split,
          tree.gain[split]);
  require(std::isfinite(tree.split_cover[split]), "split {}: cover {} is not finite", split,
          tree.split_cover[split]);

  const std::int32_t set = tree.category_set[split];
  const bool categorical =
      !schema.sparse && schema.features[feature].kind == ColumnKind::categorical;
  if (!categorical) {
    require(set == -1, "split {}: feature {} is numeric, but its split names a category set", split,
            feature);
    return;
  }
  const auto sets = static_cast<std::int64_t>(tree.set_begin.size()) - 1;
  require(set >= 0 && set < sets, "split {}: category set {} of {}", split, set,
          std::max<std::int64_t>(sets, 0));
  require(tree.threshold[split] == 0, "split {}: a categorical split has a threshold", split);
  const auto codes = tree.set(set);
  const auto categories = static_cast<std::int64_t>(schema.features[feature].categories.size());
  require(codes.empty() || (codes.front() >= 0 && codes.back() < categories),
          "split {}: the categories of set {} are not all from 0 to {}", split, set,
          categories - 1);
}

/// Walks from the root and counts: with one visit of each split and leaf there is no cycle, no
/// sharing and nothing out of reach.
void check_shape(const Tree& tree) {
  const std::size_t splits = tree.splits(), leaves = tree.leaves();
  std::vector<std::uint8_t> split_seen(splits), leaf_seen(leaves);
  std::vector<std::int32_t> open;
  std::size_t reached = 0;
  const auto visit = [&](std::int32_t child, std::size_t parent) {
    const bool leaf = child < 0;
    const auto index = static_cast<std::size_t>(leaf ? ~child : child);
    const char* kind = leaf ? "leaf" : "split";
    require(index < (leaf ? leaves : splits), "split {}: its child is {} {} of {}", parent, kind,
            index, leaf ? leaves : splits);
    std::uint8_t& seen = leaf ? leaf_seen[index] : split_seen[index];
    require(!seen, "{} {} is reached twice", kind, index);
    seen = 1;
    ++reached;
    if (!leaf) open.push_back(child);
  };
  visit(splits > 0 ? 0 : ~0, 0);
  while (!open.empty()) {
    const auto split = static_cast<std::size_t>(open.back());
    open.pop_back();
    visit(tree.left[split], split);
    visit(tree.right[split], split);
  }
  require(reached == splits + leaves, "{} of {} splits and leaves are not reached from the root",
          splits + leaves - reached, splits + leaves);
}

void check_leaf_terms(const Tree& tree, const Model& model) {
  if (tree.leaf_terms.terms() > 0) {
    require(tree.width == 1 && model.ensemble.combine == Combine::sum && !model.schema.sparse,
            "leaf_terms: linear leaves are for dense columns, one output a tree and sums");
  }
  const std::vector<FeatureSchema>& features = model.schema.features;
  const std::string fault = leaf_terms_fault(tree.leaf_terms, tree.leaves(), [&](std::uint32_t f) {
    return f < features.size() && features[f].kind == ColumnKind::numeric;
  });
  require(fault.empty(), "leaf_terms: {}", fault);
}

void check_tree(const Tree& tree, const Model& model) {
  require(tree.width >= 1 && tree.width <= model.outputs() &&
              tree.output <= model.outputs() - tree.width,
          "output {} and width {} in a model of {} outputs", tree.output, tree.width,
          model.outputs());
  require(tree.leaves() == tree.splits() + 1, "{} leaves for {} splits", tree.leaves(),
          tree.splits());
  check_lengths(tree);
  check_sets(tree);
  for (std::size_t split = 0; split < tree.splits(); ++split)
    check_split(tree, split, model.schema);
  for (std::size_t i = 0; i < tree.leaf_value.size(); ++i) {
    require(std::isfinite(tree.leaf_value[i]), "leaf {}: value {} is not finite", i / tree.width,
            tree.leaf_value[i]);
  }
  for (std::size_t leaf = 0; leaf < tree.leaves(); ++leaf) {
    require(std::isfinite(tree.leaf_cover[leaf]), "leaf {}: cover {} is not finite", leaf,
            tree.leaf_cover[leaf]);
  }
  check_shape(tree);
  check_leaf_terms(tree, model);
}

void check_linear(const LinearModel& linear, const Model& model) {
  const std::size_t terms = linear.terms();
  require(linear.category.size() == terms && linear.center.size() == terms,
          "linear: {} categories and {} centers for {} terms", linear.category.size(),
          linear.center.size(), terms);
  // Divided, since the product of two sizes of a file may not fit.
  require(terms == 0 ? linear.weight.empty()
                     : linear.weight.size() % terms == 0 &&
                           linear.weight.size() / terms == model.outputs(),
          "linear: {} weights for {} terms of {} outputs", linear.weight.size(), terms,
          model.outputs());
  const Schema& schema = model.schema;
  const std::size_t features = schema.sparse ? schema.sparse_columns : schema.features.size();
  for (std::size_t term = 0; term < terms; ++term) {
    const std::uint32_t feature = linear.feature[term];
    const std::int32_t category = linear.category[term];
    require(feature < features, "linear: term {}: feature {} of {}", term, feature, features);
    const bool categorical =
        !schema.sparse && schema.features[feature].kind == ColumnKind::categorical;
    const auto categories =
        categorical ? static_cast<std::int64_t>(schema.features[feature].categories.size()) : 0;
    require(categorical ? category >= 0 && category < categories : category == -1,
            "linear: term {}: category {} of feature {}", term, category, feature);
    require(term == 0 || linear.feature[term - 1] < feature ||
                (linear.feature[term - 1] == feature && linear.category[term - 1] < category),
            "linear: term {} does not follow the one before", term);
    require(std::isfinite(linear.center[term]) &&
                (linear.center[term] == 0 || (!categorical && !schema.sparse)),
            "linear: term {}: center {}", term, linear.center[term]);
  }
  for (const double weight : linear.weight)
    require(std::isfinite(weight), "linear: weight {} is not finite", weight);
}

void check_ensemble(const Model& model) {
  check_linear(model.ensemble.linear, model);
  check_tree_weights(model.ensemble);
  for (std::size_t i = 0; i < model.ensemble.trees.size(); ++i) {
    try {
      check_tree(model.ensemble.trees[i], model);
    } catch (const ModelFault& fault) {
      throw ModelFault(fmt::format("tree {}: {}", i, fault.what()));
    }
  }
}

/// A part finds each of its columns among the model's.
void check_columns(const Schema& part, const Schema& model) {
  require(part.sparse == model.sparse && part.sparse_base == model.sparse_base &&
              part.sparse_columns <= model.sparse_columns,
          "its sparse columns are not the model's");
  std::unordered_map<std::string_view, ColumnKind> kinds;
  for (const FeatureSchema& feature : model.features) kinds.emplace(feature.name, feature.kind);
  for (const FeatureSchema& feature : part.features) {
    const auto found = kinds.find(feature.name);
    require(found != kinds.end() && found->second == feature.kind,
            "its column '{}' is not one of the model's", printable(feature.name, 60));
  }
}

void check_part(const Part& part, const Model& model) {
  const bool blend = model.joining == Joining::blend;
  require(!part.name.empty(), "it has no name");
  require(part.model.parts.empty(), "it has parts of its own");
  check_model(part.model);
  require(part.model.classes == model.classes, "its classes are not the model's");
  require(!blend || part.model.outputs() == model.outputs(), "{} outputs where the blend has {}",
          part.model.outputs(), model.outputs());
  require(std::isfinite(part.weight) && part.weight >= 0 && (blend || part.weight == 0),
          "weight {}", part.weight);
  check_columns(part.model.schema, model.schema);
}

void check_parts(const Model& model) {
  require((model.joining == Joining::none) == model.parts.empty(), "joining {} of {} parts",
          enum_name(model.joining), model.parts.size());
  require(!model.passthrough || model.joining == Joining::stack, "passthrough without a stack");
  std::vector<std::string> names;
  double sum = 0;
  std::size_t columns = model.schema.sparse_columns;
  for (std::size_t i = 0; i < model.parts.size(); ++i) {
    names.push_back(model.parts[i].name);
    sum += model.parts[i].weight;
    columns += model.parts[i].model.outputs();
    try {
      check_part(model.parts[i], model);
    } catch (const ModelFault& fault) {
      throw ModelFault(fmt::format("part {}: {}", i, fault.what()));
    }
  }
  require_distinct(names, "parts");
  require(columns <= 0xFFFFFFFF, "{} columns are too many for a stack", columns);
  if (model.joining != Joining::blend) return;
  require(std::fabs(sum - 1) < 1e-9, "the weights of the parts add up to {}, not to 1", sum);
  require(model.ensemble.trees.empty() && model.ensemble.linear.terms() == 0,
          "a blend has no trees or terms of its own");
}

}  // namespace

void check_model(const Model& model) {
  check_schema(model.schema);
  check_outputs(model);
  check_history(model);
  check_parts(model);
  check_ensemble(model.joining == Joining::stack ? stack_ensemble(model) : model);
}

}  // namespace coppice
