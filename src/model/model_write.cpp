#include <algorithm>
#include <cmath>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "base/parallel.hpp"
#include "model/model.hpp"
#include "model/model_check.hpp"
#include "model/model_fields.hpp"
#include "model/model_text.hpp"

namespace coppice {

namespace {

template <class Item>
void field(JsonWriter& json, std::string_view name, const std::vector<Item>& items) {
  json.key(name);
  json.numbers(std::span<const Item>(items));
}

void field(JsonWriter& json, std::string_view name, const std::vector<std::string>& items) {
  json.key(name);
  json.strings(items);
}

void field(JsonWriter& json, std::string_view name, std::string_view text) {
  json.key(name);
  json.string(text);
}

void write_parameters(JsonWriter& json, const Model& model) {
  json.key("parameters");
  json.open('{');
  for (const auto& [name, text] : model.parameters) field(json, name, text);
  json.close('}');
}

void write_history(JsonWriter& json, const Model& model) {
  json.key("best_round");
  json.number(model.best_round);
  field(json, "history_names", model.history_names);
  json.key("history");
  json.open('[');
  for (const HistoryRow& row : model.history) {
    json.new_line();
    json.open('[');
    json.number(row.round);
    for (const double value : row.values) write_extended(json, value);
    json.close(']');
  }
  json.close(']');
}

void write_sets(JsonWriter& json, const Tree& tree) {
  const std::size_t sets = tree.set_begin.empty() ? 0 : tree.set_begin.size() - 1;
  field(json, "category_set", sets > 0 ? tree.category_set : std::vector<std::int32_t>{});
  json.key("sets");
  json.open('[');
  for (std::size_t i = 0; i < sets; ++i) json.numbers(tree.set(static_cast<std::int32_t>(i)));
  json.close(']');
}

/// Trees of constant leaves are written as before there were others.
void write_leaf_terms(JsonWriter& json, const LeafTerms& terms) {
  if (terms.terms() == 0) return;
  json.key("leaf_terms");
  json.open('{');
  for_fields(terms, [&](const char* name, auto& items) { field(json, name, items); });
  json.close('}');
}

void write_tree(JsonWriter& json, const Tree& tree) {
  json.open('{');
  json.key("output");
  json.number(tree.output);
  json.key("width");
  json.number(tree.width);
  field(json, "feature", tree.feature);
  field(json, "threshold", tree.threshold);
  write_sets(json, tree);
  for_split_fields(tree, [&](const char* name, auto& items) { field(json, name, items); });
  if (!tree.value_row.empty()) field(json, "value_row", tree.value_row);
  field(json, "leaf_cover", tree.leaf_cover);
  field(json, "leaf_rows", tree.leaf_rows);
  write_leaf_terms(json, tree.leaf_terms);
  json.close('}');
}

/// Some trees at a time, each by a thread.
void write_trees(JsonWriter& json, std::span<const Tree> trees) {
  const std::size_t at_once = 4 * static_cast<std::size_t>(thread_count());
  std::vector<std::string> texts;
  for (; !trees.empty(); trees = trees.subspan(texts.size())) {
    texts.resize(std::min(trees.size(), at_once));
    parallel_for(texts.size(), [&](std::size_t i) {
      JsonWriter one;
      write_tree(one, trees[i]);
      texts[i] = one.take();
    });
    for (const std::string& text : texts) {
      json.new_line();
      json.written(text);
    }
  }
}

void write_linear(JsonWriter& json, const LinearModel& linear) {
  json.new_line();
  json.key("linear");
  json.open('{');
  for_fields(linear, [&](const char* name, auto& items) { field(json, name, items); });
  json.close('}');
}

void write_ensemble(JsonWriter& json, const Ensemble& ensemble) {
  field(json, "combine", enum_name(ensemble.combine));
  field(json, "base_scores", ensemble.base_scores);
  if (ensemble.combine == Combine::weighted_median)
    field(json, "tree_weights", ensemble.tree_weights);
  json.key("trees");
  json.open('[');
  write_trees(json, ensemble.trees);
  json.close(']');
  write_linear(json, ensemble.linear);
}

/// All of a model that its parts have too.
void write_fit(JsonWriter& json, const Model& model) {
  field(json, "tool_version", model.tool_version);
  field(json, "booster", model.booster);
  json.new_line();
  json.key("schema");
  write_schema(json, model.schema);
  json.new_line();
  field(json, "classes", model.classes);
  json.new_line();
  json.key("objective");
  write_objective(json, model.objective);
  json.new_line();
  write_parameters(json, model);
  json.new_line();
  write_history(json, model);
  json.new_line();
  write_ensemble(json, model.ensemble);
}

void write_parts(JsonWriter& json, const Model& model) {
  json.new_line();
  field(json, "joining", enum_name(model.joining));
  json.key("passthrough");
  json.boolean(model.passthrough);
  json.key("parts");
  json.open('[');
  for (const Part& part : model.parts) {
    json.new_line();
    json.open('{');
    field(json, "name", part.name);
    json.key("weight");
    json.number(part.weight);
    write_fit(json, part.model);
    json.close('}');
  }
  json.close(']');
}

}  // namespace

void write_model(const Model& model, const TextSink& sink) {
  PieceHash hash;
  JsonWriter json([&](std::string_view text) {
    hash.add(text);
    sink(text);
  });
  json.open('{');
  field(json, "format", kModelFormat);
  json.key("version");
  json.number(kModelVersion);
  json.new_line();
  write_fit(json, model);
  if (!model.parts.empty()) write_parts(json, model);
  json.new_line();
  field(json, "model_checksum", hash_text(model_checksum(model)));
  json.new_line();
  json.flush();
  sink(model_seal(hash.value()));
}

std::string model_to_json(const Model& model) {
  std::string text;
  write_model(model, [&](std::string_view piece) { text += piece; });
  return text;
}

void save_model(const Model& model, const std::string& path) {
  try {
    check_model(model);
  } catch (const ModelFault& fault) {
    throw model_error(
        "{}: not written, since it could not be read back: {}; check the labels, weights "
        "and the learning rate of the training",
        path, fault.what());
  }
  AtomicFile file(path);
  write_model(model, [&](std::string_view text) { file.write(text); });
  file.commit();
}

}  // namespace coppice
