#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "boost/train.hpp"
#include "coppice/commands.hpp"
#include "coppice/model_summary.hpp"
#include "coppice/run.hpp"
#include "data/reader.hpp"
#include "explain/importance.hpp"
#include "explain/permutation.hpp"
#include "explain/tree_text.hpp"
#include "loss/metric.hpp"
#include "model/parts.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

enum class ImportanceOrder { none, gain, cover, count, permutation };
enum class TreeForm { text, dot };

struct InspectFlags {
  std::string model;
  int part = -1;
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
      Row{"part",
          &InspectFlags::part,
          "Look into this part of a stack or blend, numbered from 0; -1: what joins them",
          {-1, 1e9}},
      Row{"importance", &InspectFlags::importance,
          "List the features by what they did in the trees: gain (loss reduction), cover (hessians "
          "of the rows split), or count of splits; of linear terms, gain is the sum of their "
          "weights' "
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
  line.usage("MODEL [--part N] [--importance BY [--data FILE] | --tree N [--as text|dot]]");
  line.add(parameters_of(options.flags));
  line.add(parameters_of(options.read), {"format", "header", "delimiter", "label", "weight"});
  line.positional({"model"});
  line.example("coppice inspect model.json --importance gain");
  line.example("coppice inspect stack.json --part 0 --importance gain");
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
    list.push_back(
        {{"feature", feature.name}, {"worse", feature.worse}, {"deviation", feature.deviation}});
  }
  return list;
}

std::string json_line(const Json& json) {
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

Model part_of(Model model, int number) {
  if (number < 0) return model;
  const auto part = static_cast<std::size_t>(number);
  if (model.parts.empty()) throw usage_error("--part {}: the model joins no others", number);
  if (part >= model.parts.size()) {
    throw usage_error("--part {}: the model has {} parts, numbered from 0", number,
                      model.parts.size());
  }
  Model chosen = std::move(model.parts[part].model);
  return chosen;
}

/// What has trees and terms: the model, or the one that joins a stack's parts.
Model own_ensemble(const Model& model) {
  if (model.joining == Joining::none) return model;
  if (model.joining == Joining::stack) return stack_ensemble(model);
  throw usage_error("a blend has no trees of its own; name one of its {} parts with --part N",
                    model.parts.size());
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
  const Model model = part_of(load_model(flags.model), flags.part);
  if (!importance && flags.tree < 0) {
    return print_text(flags.json ? model_summary_json(model) : model_summary_table(model));
  }
  if (permutation) {
    const std::vector<PermutationImportance> features = permuted(model, options, console);
    return print_text(flags.json ? json_line({{"importance", permutation_json(features)}})
                                 : permutation_table(features));
  }
  const Model own = own_ensemble(model);
  if (flags.tree >= 0) return print_text(tree_as(own, flags));
  const std::vector<FeatureImportance> features =
      feature_importance(own, importance_kind(flags.importance));
  print_text(flags.json ? json_line({{"importance", importance_json(features)}})
                        : importance_table(features));
}

}  // namespace

Command inspect_command() {
  return make_command<InspectOptions>(
      "inspect", "Look into a model file: summary, importance, trees", describe, run);
}

}  // namespace coppice
