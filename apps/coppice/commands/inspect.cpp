#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "boost/train.hpp"
#include "coppice/commands.hpp"
#include "coppice/history.hpp"
#include "coppice/run.hpp"
#include "data/reader.hpp"
#include "explain/importance.hpp"
#include "explain/permutation.hpp"
#include "explain/summary.hpp"
#include "explain/tree_text.hpp"
#include "loss/metric.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

enum class ImportanceOrder { none, gain, cover, count, permutation };
enum class TreeForm { text, dot };

struct InspectFlags {
  std::string model;
  ImportanceOrder importance = ImportanceOrder::none;
  std::string data;
  std::string metric;
  int repeats = 5;
  std::uint64_t seed = 0;
  int tree = -1;
  TreeForm as = TreeForm::text;
  bool json = false;
};

struct InspectOptions {
  InspectFlags flags;
  ReadParams read;
};

}  // namespace

template <>
struct EnumNames<ImportanceOrder> {
  static constexpr std::array<std::pair<ImportanceOrder, const char*>, 5> names{
      {{ImportanceOrder::none, "none"},
       {ImportanceOrder::gain, "gain"},
       {ImportanceOrder::cover, "cover"},
       {ImportanceOrder::count, "count"},
       {ImportanceOrder::permutation, "permutation"}}};
};

template <>
struct EnumNames<TreeForm> {
  static constexpr std::array<std::pair<TreeForm, const char*>, 2> names{
      {{TreeForm::text, "text"}, {TreeForm::dot, "dot"}}};
};

template <>
struct ParameterTable<InspectFlags> {
  static constexpr const char* title = "Inspection";
  static constexpr auto rows = std::tuple{
      Row{"model", &InspectFlags::model, "Model file to look into"},
      Row{"importance", &InspectFlags::importance,
          "List the features by what they did in the trees: gain (loss reduction), cover (hessians "
          "of the rows split), or count of splits; of linear terms, gain is the sum of their weights' "
          "sizes; or by permutation: how much worse the model "
          "measures on --data when a feature's values are shuffled"},
      Row{"data", &InspectFlags::data,
          "permutation: CSV file with labels to measure on, best one that training did not see"},
      Row{"metric", &InspectFlags::metric,
          "permutation: metric to measure by; the objective's own where none is named"},
      Row{"repeats", &InspectFlags::repeats, "permutation: shuffles of each feature", {1, 1000}},
      Row{"seed", &InspectFlags::seed, "permutation: seed of the shuffles"},
      Row{"tree", &InspectFlags::tree, "Print this tree, numbered from 0; -1: none", {-1, 1e9}},
      Row{"as", &InspectFlags::as, "Form of the tree: indented text, or a Graphviz graph"},
      Row{"json", &InspectFlags::json, "Print one JSON object instead of a table"},
  };
};

namespace {

void describe(CommandLine& line, InspectOptions& options) {
  line.usage(
      "MODEL [--importance BY [--data FILE] | --tree N [--as text|dot]] [--json]");
  line.add(parameters_of(options.flags));
  line.add(parameters_of(options.read), {"format", "header", "delimiter", "label", "weight"});
  line.positional({"model"});
  line.example("coppice inspect model.json --importance gain");
  line.example("coppice inspect model.json --importance permutation --data test.csv");
  line.example("coppice inspect model.json --tree 0 --as dot | dot -Tsvg > tree.svg");
}

std::string tree_as(const Model& model, const InspectFlags& flags) {
  const auto tree = static_cast<std::size_t>(flags.tree);
  if (tree >= model.ensemble.trees.size()) {
    throw usage_error("--tree {}: the model has {} trees, numbered from 0", flags.tree,
                      model.ensemble.trees.size());
  }
  if (flags.json) throw usage_error("--tree has no JSON form; use --as text or --as dot");
  return flags.as == TreeForm::dot ? tree_dot(model, tree) : tree_text(model, tree);
}

ImportanceKind importance_kind(ImportanceOrder order) {
  switch (order) {
    case ImportanceOrder::cover:
      return ImportanceKind::cover;
    case ImportanceOrder::count:
      return ImportanceKind::splits;
    default:
      return ImportanceKind::gain;
  }
}

std::string importance_table(const std::vector<FeatureImportance>& features) {
  std::string text = fmt::format("{:>12} {:>12} {:>8}  feature\n", "gain", "cover", "count");
  for (const FeatureImportance& feature : features) {
    text += fmt::format("{:>12.6g} {:>12.6g} {:>8}  {}\n", feature.gain, feature.cover,
                        feature.splits, printable(feature.name));
  }
  return text;
}

Json importance_json(const std::vector<FeatureImportance>& features) {
  Json list = Json::array();
  for (const FeatureImportance& feature : features) {
    list.push_back({{"feature", feature.name},
                    {"gain", feature.gain},
                    {"cover", feature.cover},
                    {"count", feature.splits}});
  }
  return list;
}

std::vector<PermutationImportance> permuted(const Model& model, const InspectOptions& options,
                                            Console& console) {
  const InspectFlags& flags = options.flags;
  if (flags.data.empty()) {
    throw usage_error("--importance permutation measures the model; name a file with --data");
  }
  if (model.schema.sparse) {
    throw usage_error("--importance permutation shuffles the columns of CSV files; not LibSVM");
  }
  ReadRequest request;
  request.schema = &model.schema;
  request.need_label = true;
  request.label_is_number = !is_classification(model.objective);
  request.keep_lines = true;  // for messages about labels
  LoadedTable loaded = read_table(flags.data, options.read, request, console);
  const std::vector<double> labels = targets_of(loaded.table, model, flags.data);
  PermutationPlan plan;
  plan.metric = flags.metric.empty() ? default_metric(model.objective) : parse_metric(flags.metric);
  plan.repeats = flags.repeats;
  plan.seed = flags.seed;
  return permutation_importance(model, loaded.table, {labels, loaded.table.weights}, plan);
}

std::string permutation_table(const std::vector<PermutationImportance>& features) {
  std::string text = fmt::format("{:>12} {:>12}  feature\n", "worse by", "deviation");
  for (const PermutationImportance& feature : features) {
    text += fmt::format("{:>12.6g} {:>12.6g}  {}\n", feature.worse, feature.deviation,
                        printable(feature.name));
  }
  return text;
}

Json permutation_json(const std::vector<PermutationImportance>& features) {
  Json list = Json::array();
  for (const PermutationImportance& feature : features) {
    list.push_back({{"feature", feature.name},
                    {"worse", feature.worse},
                    {"deviation", feature.deviation}});
  }
  return list;
}

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

std::string summary_table(const Model& model) {
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
  row("trees", fmt::format("{}, of {} to {} leaves, at most {} deep", summary.trees,
                           summary.fewest_leaves, summary.most_leaves, summary.deepest));
  row("rounds", fmt::format("{} run, {} kept", summary.rounds, summary.best_round));
  for (const MetricValue& value : final_metrics(model)) {
    row("metric", fmt::format("{} {} {:.6g}", printable(value.data), value.metric, value.value));
  }
  row("checksum", hash_text(summary.checksum));
  return text;
}

Json summary_json(const Model& model) {
  const ModelSummary summary = summarize(model);
  Json parameters = Json::object(), metrics = Json::object();
  for (const auto& [name, value] : model.parameters) parameters[name] = value;
  for (const MetricValue& value : final_metrics(model)) {
    metrics[value.data][value.metric] = value.value;
  }
  return {{"tool_version", summary.tool_version},
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
}

std::string json_line(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

void run(const InspectOptions& options, Console& console) {
  const InspectFlags& flags = options.flags;
  const bool importance = flags.importance != ImportanceOrder::none;
  if (importance && flags.tree >= 0) {
    throw usage_error("--importance and --tree print different things; ask for one");
  }
  if (flags.as == TreeForm::dot && flags.tree < 0) {
    throw usage_error("--as dot is the form of a tree; name one with --tree N");
  }
  const bool permutation = flags.importance == ImportanceOrder::permutation;
  if (!permutation && !(flags.data.empty() && flags.metric.empty())) {
    throw usage_error("--data and --metric are for --importance permutation");
  }
  const Model model = load_model(flags.model);
  if (flags.tree >= 0) return print_text(tree_as(model, flags));
  if (!importance) {
    return print_text(flags.json ? json_line(summary_json(model)) : summary_table(model));
  }
  if (permutation) {
    const std::vector<PermutationImportance> features = permuted(model, options, console);
    return print_text(flags.json ? json_line({{"importance", permutation_json(features)}})
                                 : permutation_table(features));
  }
  const std::vector<FeatureImportance> features =
      feature_importance(model, importance_kind(flags.importance));
  print_text(flags.json ? json_line({{"importance", importance_json(features)}})
                        : importance_table(features));
}

}  // namespace

Command inspect_command() {
  return make_command("inspect", "Look into a model file: summary, importance, trees", describe,
                      run);
}

}  // namespace coppice
