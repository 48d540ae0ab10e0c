#include "coppice/model_summary.hpp"

#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/hash.hpp"
#include "coppice/history.hpp"
#include "explain/summary.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kClassesShown = 12;

std::string listed(const std::vector<std::string>& classes) {
  std::vector<std::string> shown;
  for (const std::string& name : classes) {
    if (shown.size() < kClassesShown) shown.push_back(printable(name));
  }
  if (shown.size() < classes.size())
    shown.push_back(fmt::format("... ({} in all)", classes.size()));
  return fmt::format("{}", fmt::join(shown, ", "));
}

/// "forest: rf, 100 trees", "linear: linear, 12 terms, weight 0.5".
std::string part_text(const Part& part, Joining joining) {
  const Ensemble& ensemble = part.model.ensemble;
  std::string text = fmt::format("{}: {}, {}", printable(part.name), printable(part.model.booster),
                                 objective_name(part.model.objective));
  if (!ensemble.trees.empty()) text += fmt::format(", {} trees", ensemble.trees.size());
  if (ensemble.linear.terms() > 0) text += fmt::format(", {} terms", ensemble.linear.terms());
  if (joining == Joining::blend) text += fmt::format(", weight {:.6g}", part.weight);
  return text;
}

std::string joining_text(const Model& stack) {
  return fmt::format("{} trees and {} terms over what the parts say{}", stack.ensemble.trees.size(),
                     stack.ensemble.linear.terms(),
                     stack.passthrough ? " and the data's columns" : "");
}

Json parts_json(const Model& model) {
  Json parts = Json::array();
  for (const Part& part : model.parts) {
    Json parameters = Json::object();
    for (const auto& [name, value] : part.model.parameters) parameters[name] = value;
    parts.push_back({{"name", part.name},
                     {"weight", part.weight},
                     {"booster", part.model.booster},
                     {"objective", objective_name(part.model.objective)},
                     {"trees", part.model.ensemble.trees.size()},
                     {"linear_terms", part.model.ensemble.linear.terms()},
                     {"parameters", parameters}});
  }
  return parts;
}

}  // namespace

std::string model_summary_table(const Model& model) {
  const ModelSummary summary = summarize(model);
  std::string text;
  const auto row = [&](std::string_view name, const std::string& value) {
    text += fmt::format("{:<10}  {}\n", name, value);
  };
  row("made by",
      fmt::format("coppice {}, {}", printable(summary.tool_version), printable(summary.booster)));
  row("objective", summary.objective);
  if (!summary.classes.empty()) row("classes", listed(summary.classes));
  if (!model.schema.label.empty()) row("label", printable(model.schema.label));
  row("features", fmt::format("{}{} ({} categorical), {} used", summary.features,
                              summary.sparse ? " sparse" : "", summary.categorical_features,
                              summary.used_features));
  if (summary.linear_terms > 0) row("linear", fmt::format("{} terms", summary.linear_terms));
  for (std::size_t i = 0; i < model.parts.size(); ++i) {
    row(fmt::format("part {}", i), part_text(model.parts[i], model.joining));
  }
  if (model.joining == Joining::stack) row("joined by", joining_text(model));
  if (!model.parts.empty()) {
    row("checksum", hash_text(summary.checksum));
    return text;
  }
  row("trees", fmt::format("{}, of {} to {} leaves, at most {} deep", summary.trees,
                           summary.fewest_leaves, summary.most_leaves, summary.deepest));
  row("rounds", fmt::format("{} run, {} kept", summary.rounds, summary.best_round));
  for (const MetricValue& value : final_metrics(model)) {
    row("metric", fmt::format("{} {} {:.6g}", printable(value.data), value.metric, value.value));
  }
  row("checksum", hash_text(summary.checksum));
  return text;
}

std::string model_summary_json(const Model& model) {
  const ModelSummary summary = summarize(model);
  Json parameters = Json::object(), metrics = Json::object();
  for (const auto& [name, value] : model.parameters) parameters[name] = value;
  for (const MetricValue& value : final_metrics(model)) {
    metrics[value.data][value.metric] = value.value;
  }
  Json json{{"tool_version", summary.tool_version},
            {"booster", summary.booster},
            {"objective", summary.objective},
            {"classes", summary.classes},
            {"label", model.schema.label},
            {"features", summary.features},
            {"categorical_features", summary.categorical_features},
            {"used_features", summary.used_features},
            {"sparse", summary.sparse},
            {"linear_terms", summary.linear_terms},
            {"trees", summary.trees},
            {"leaves", summary.leaves},
            {"deepest", summary.deepest},
            {"rounds", summary.rounds},
            {"best_round", summary.best_round},
            {"metrics", metrics},
            {"checksum", hash_text(summary.checksum)},
            {"parameters", parameters}};
  if (!model.parts.empty()) {
    json["joining"] = enum_name(model.joining);
    json["passthrough"] = model.passthrough;
    json["parts"] = parts_json(model);
  }
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

}  // namespace coppice
