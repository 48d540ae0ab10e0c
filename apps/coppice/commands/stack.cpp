#include <fmt/format.h>

#include <algorithm>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "coppice/base_config.hpp"
#include "coppice/commands.hpp"
#include "coppice/paths.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"
#include "tune/stack.hpp"

namespace coppice {

namespace {

struct StackFlags {
  std::string data;
  std::string out;
  std::vector<std::string> base;
  std::string meta;
  bool passthrough = false;
};

struct StackOptions {
  StackFlags flags;
  ConfigParams config;
  FoldParams folds;
  ReadParams read;
  BoostParams boost;  ///< its seed deals out the folds
};

}  // namespace

template <>
struct ParameterTable<StackFlags> {
  static constexpr const char* title = "Stacking";
  static constexpr auto rows = std::tuple{
      Row{"data", &StackFlags::data, "CSV or LibSVM file to learn from, - for standard input"},
      Row{"out", &StackFlags::out, "Model file to write, - for standard output"},
      Row{"base", &StackFlags::base,
          "Base model: a TOML file as train --config takes it, or a booster's name for its "
          "defaults; repeatable"},
      Row{"meta", &StackFlags::meta,
          "Meta-learner, given like a base model; without it a linear model (100 rounds, "
          "learning-rate 0.5, lambda-l2 5)"},
      Row{"passthrough", &StackFlags::passthrough,
          "Show the meta-learner the data's own columns, too"},
  };
};

namespace {

void describe(CommandLine& line, StackOptions& options) {
  line.usage("DATA --label COL --base CONFIG.toml --base CONFIG.toml... -o MODEL [flags]");
  line.add(parameters_of(options.flags));
  line.add_config(options.config);
  line.add(parameters_of(options.folds));
  line.add(parameters_of(options.read));
  line.add(parameters_of(options.boost), {"seed"});
  line.positional({"data"});
  line.required({"out", "base"});
  line.letter("out", 'o');
  line.common({"data", "label", "base", "meta", "folds", "passthrough", "out"});
  line.example(
      "coppice stack adult_train.csv --label income --base rf --base gbdt --base linear \\");
  line.example("    -o stack.json");
  line.example("coppice stack prices.csv --label price --base forest.toml --base boosted.toml \\");
  line.example("    --meta meta.toml --folds 10 --passthrough -o stack.json");
}

StackPlan read_plan(const StackOptions& options) {
  StackPlan plan;
  const std::vector<std::string> names = short_names(options.flags.base);
  for (std::size_t i = 0; i < names.size(); ++i) {
    plan.bases.push_back({names[i], read_base(options.flags.base[i], options.read)});
  }
  const std::string& meta = options.flags.meta;
  plan.meta = meta.empty() ? usual_meta() : read_base(meta, options.read);
  plan.passthrough = options.flags.passthrough;
  plan.shared_edges = options.folds.shared_edges;
  return plan;
}

LoadedTable read_rows(const StackOptions& options, const StackPlan& plan, Console& console) {
  ReadParams read = options.read;
  ReadRequest request;
  request.need_label = true;
  request.label_is_number = std::ranges::any_of(plan.bases, [](const StackBase& base) {
    return learns_numbers(base.params.objective.objective);
  });
  request.keep_lines = true;  // for messages about labels
  ask_for_fold_column(options.folds, read, request);
  return read_table(options.flags.data, read, request, console);
}

void run(const StackOptions& options, Console& console) {
  const StackFlags& flags = options.flags;
  std::vector<NamedPath> inputs{
      {"DATA", flags.data}, {"--config", options.config.config}, {"--meta", flags.meta}};
  for (const std::string& path : flags.base) inputs.push_back({"--base", path});
  check_paths(inputs, {{"--out", flags.out}});
  const StackPlan plan = read_plan(options);
  AtomicFile output(flags.out);

  const Stopwatch whole;
  const LoadedTable data = read_rows(options, plan, console);
  const double read_seconds = whole.seconds();
  const std::vector<Fold> folds = make_folds(options.folds, data.table, options.boost.seed);
  std::vector<StackScore> scores;
  Model model = stack(data, folds, plan, console, scores);
  stop_if_interrupted();
  model.tool_version = COPPICE_VERSION;
  for (Part& part : model.parts) part.model.tool_version = COPPICE_VERSION;
  write_model(model, [&](std::string_view text) { output.write(text); });
  output.commit();

  std::vector<Fact> facts{{"rows", static_cast<std::int64_t>(data.table.rows)},
                          {"objective", std::string(objective_name(model.objective))}};
  for (std::size_t i = 0; i < scores.size(); ++i) {
    if (scores[i].metric.empty()) continue;  // no fold could tell
    facts.push_back({i < plan.bases.size() ? "base " + plan.bases[i].name : "stack",
                     std::vector<MetricValue>{{"folds", scores[i].metric, scores[i].value}}});
  }
  facts.push_back({"seconds reading", rounded(read_seconds)});
  facts.push_back({"seconds", rounded(whole.seconds())});
  facts.push_back({"model", flags.out});
  facts.push_back({"checksum", hash_text(model_checksum(model))});
  console.summary("stacked", facts);
}

}  // namespace

Command stack_command() {
  return make_command<StackOptions>(
      "stack", "Learn a model of models: base models, and one that joins them", describe, run);
}

}  // namespace coppice
