#include "model/blend.hpp"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

#include "base/error.hpp"

namespace coppice {

namespace {

void check_joins(const Part& first, const Part& part) {
  const Model &a = first.model, &b = part.model;
  if (!b.parts.empty()) {
    throw model_error("{}: it is a {} of models itself; blend its parts' models", part.name,
                      enum_name(b.joining));
  }
  if (a.classes != b.classes) {
    throw model_error("{}: its classes are not those of {}; blend models of the same classes",
                      part.name, first.name);
  }
  if (a.outputs() != b.outputs() ||
      (a.classes.empty() && a.objective.index() != b.objective.index())) {
    throw model_error(
        "{}: its objective is {}, and that of {} is {}; blend models of one objective", part.name,
        objective_name(b.objective), first.name, objective_name(a.objective));
  }
  if (a.schema.label != b.schema.label) {
    throw model_error("{}: its label is '{}', and that of {} is '{}'; blend models of one label",
                      part.name, b.schema.label, first.name, a.schema.label);
  }
  const Schema &x = a.schema, &y = b.schema;
  if (x.sparse != y.sparse || x.sparse_base != y.sparse_base || x.header != y.header ||
      (!x.header && x.file_columns != y.file_columns)) {
    throw model_error("{}: it was trained on a file of another layout than {}", part.name,
                      first.name);
  }
  if (x.missing != y.missing) {
    throw model_error("{}: it spells missing values in another way than {}", part.name, first.name);
  }
}

void add_categories(std::vector<std::string>& categories, const std::vector<std::string>& more) {
  std::unordered_set<std::string> known(categories.begin(), categories.end());
  for (const std::string& category : more) {
    if (known.insert(category).second) categories.push_back(category);
  }
}

/// Adds the columns that are new, and what is new of those that are known.
void add_columns(Schema& schema, const Part& part) {
  const Schema& more = part.model.schema;
  schema.sparse_columns = std::max(schema.sparse_columns, more.sparse_columns);
  std::unordered_map<std::string, std::size_t> number_of;
  for (std::size_t f = 0; f < schema.features.size(); ++f) {
    number_of.emplace(schema.features[f].name, f);
  }
  for (std::size_t f = 0; f < more.features.size(); ++f) {
    const FeatureSchema& own = more.features[f];
    const auto [found, is_new] = number_of.emplace(own.name, schema.features.size());
    if (is_new) {
      schema.features.push_back(own);
      if (!schema.header && !schema.sparse) schema.positions.push_back(more.positions[f]);
      continue;
    }
    FeatureSchema& feature = schema.features[found->second];
    if (feature.kind != own.kind) {
      throw model_error("{}: its column '{}' is of another kind than that of another model",
                        part.name, own.name);
    }
    add_categories(feature.categories, own.categories);
    feature.range.low = std::min(feature.range.low, own.range.low);
    feature.range.high = std::max(feature.range.high, own.range.high);
  }
}

}  // namespace

Model blend(std::vector<Part> parts) {
  double sum = 0;
  for (const Part& part : parts) {
    check_joins(parts.front(), part);
    sum += part.weight;
  }
  Model model;
  model.booster = enum_name(Joining::blend);
  model.joining = Joining::blend;
  model.schema = parts.front().model.schema;
  model.objective = parts.front().model.objective;
  model.classes = parts.front().model.classes;
  model.ensemble.base_scores.assign(parts.front().model.outputs(), 0.0);
  for (Part& part : parts) {
    part.weight /= sum;
    add_columns(model.schema, part);
  }
  model.parts = std::move(parts);
  return model;
}

}  // namespace coppice
