#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <optional>

#include "base/error.hpp"
#include "base/hash.hpp"
#include "boost/booster_params.hpp"
#include "coppice/commands.hpp"
#include "coppice/lists.hpp"
#include "coppice/paths.hpp"
#include "coppice/process.hpp"
#include "coppice/run.hpp"
#include "coppice/space_file.hpp"
#include "coppice/sweep_results.hpp"
#include "coppice/sweep_screen.hpp"
#include "coppice/validation.hpp"
#include "tune/leaderboard.hpp"
#include "tune/sweep.hpp"

namespace coppice {

namespace {

struct SweepFiles {
  std::string data;
  std::string space;
  std::string out;
  std::vector<std::string> valid;
  bool resume = false;
  std::vector<std::string> merge;
  bool dry_run = false;
};

struct SweepOptions {
  SweepFiles files;
  ConfigParams config;
  SweepParams sweep;
  FoldParams folds;
  ReadParams read;
  TrainParams params;
};

}  // namespace

template <>
struct ParameterTable<SweepFiles> {
  static constexpr const char* title = "Sweep files";
  static constexpr auto rows = std::tuple{
      Row{"data", &SweepFiles::data, "CSV or LibSVM file to learn from, - for standard input"},
      Row{"space", &SweepFiles::space, "TOML file that says which parameters to try"},
      Row{"out", &SweepFiles::out,
          "Folder for ledger.jsonl, leaderboard.csv, best.toml, best.json and report.html"},
      Row{"valid", &SweepFiles::valid,
          "Held-out file; the first is the judge. Without it --valid-fraction is, or else folds "
          "are"},
      Row{"resume", &SweepFiles::resume, "Go on with the sweep in the folder where it stood"},
      Row{"merge", &SweepFiles::merge,
          "Ledger of a shard to take into the folder; repeatable; no trial is run"},
      Row{"dry-run", &SweepFiles::dry_run, "Print the trials and run none"},
  };
};

namespace {

void describe(CommandLine& line, SweepOptions& options) {
  line.usage("DATA --space FILE.toml -o DIR [flags]");
  line.add(parameters_of(options.files));
  line.add_config(options.config);
  line.add(parameters_of(options.sweep));
  line.add(parameters_of(options.folds));
  line.add(parameters_of(options.read));
  line.add(parameters_of_training(options.params));
  line.defaults([&] { options.params = default_params(options.params.boost.booster); });
  line.positional({"data"});
  line.required({"space", "out"});
  line.letter("out", 'o');
  line.common({"data", "space", "out", "label", "valid", "sampler", "trials", "time-limit",
               "halving", "metric", "resume"});
  line.example(
      "coppice sweep adult_train.csv --label income --space configs/sweep_adult.toml -o tuned");
  line.example(
      "coppice sweep big.csv --label y --valid held_out.csv --space space.toml -o tuned \\");
  line.example("    --halving --time-limit 3600");
  line.example("coppice train adult_train.csv --config tuned/best.toml -o model.json");
}

void check(const SweepOptions& options) {
  const SweepFiles& files = options.files;
  std::vector<NamedPath> inputs{
      {"DATA", files.data}, {"--space", files.space}, {"--config", options.config.config}};
  for (const std::string& path : files.valid) inputs.push_back({"--valid", path});
  for (const std::string& path : files.merge) inputs.push_back({"--merge", path});
  check_paths(inputs, sweep_files(files.out));
  const SweepParams& sweep = options.sweep;
  const bool feedback = sweep.sampler == SamplerKind::tpe || sweep.halving || !sweep.target.empty();
  if (!sweep.shard.empty() && feedback) {
    throw usage_error(
        "--shard: tpe, --halving and --target look at all trials; use --sampler grid, "
        "random, latin or halton without them");
  }
  parse_shard(sweep.shard);
  parse_target(sweep.target);
  for (const std::string& name : split_lists(options.params.boost.metric)) parse_metric(name);
}

/// The data, and who judges: held-out files, held-out rows, or folds.
JudgeData read_judge(const SweepOptions& options, ReadParams& read, Console& console) {
  const TrainParams& params = options.params;
  const bool by_folds = options.files.valid.empty() && params.boost.valid_fraction == 0;
  ReadRequest request;
  request.need_label = true;
  request.label_is_number = learns_numbers(params.objective.objective);
  request.keep_lines = true;  // for messages about labels
  if (by_folds) ask_for_fold_column(options.folds, read, request);
  JudgeData judge;
  judge.data = read_table(options.files.data, read, request, console);
  judge.validation =
      read_validation(options.files.valid, read, judge.data.schema, request, console);
  if (params.boost.valid_fraction > 0) {
    judge.validation.push_back(
        hold_out(judge.data, params.boost.valid_fraction, params.boost.seed));
  }
  if (by_folds) judge.folds = make_folds(options.folds, judge.data.table, params.boost.seed);
  judge.shared_edges = options.folds.shared_edges;
  return judge;
}

std::string judge_text(const JudgeData& judge) {
  if (!judge.validation.empty()) {
    return fmt::format("judged by {} ({} rows)", judge.validation.front().name,
                       judge.validation.front().table.rows);
  }
  return fmt::format("judged by {} folds", judge.folds.size());
}

bool decides(const Space& space, const std::vector<Parameter>& parameters) {
  return std::ranges::any_of(space.dimensions, [&](const Dimension& dimension) {
    return std::ranges::any_of(
        parameters, [&](const Parameter& parameter) { return parameter.name == dimension.name; });
  });
}

/// Each objective, and each booster, has a metric of its own where none is named.
void check_one_metric(const Space& space) {
  ObjectiveParams objective;
  const bool boosters = std::ranges::count(space.dimensions, "booster", &Dimension::name) > 0;
  if (!boosters && !decides(space, parameters_of(objective))) return;
  throw usage_error("--metric is needed where trials differ in their {}: name the one to judge by",
                    boosters ? "booster" : "objective");
}

/// All that decides what the trials are and how they come out.
LedgerHead head_of(const SweepOptions& options, const Space& space, TrainParams fixed,
                   const JudgeData& judge, const Task& task) {
  LedgerHead head;
  const Metric metric = chosen_metrics(fixed.boost, task.objective).front();
  head.metric = metric_name(metric);
  head.larger_is_better = larger_is_better(metric);
  SweepParams sweep = options.sweep;
  FoldParams folds = options.folds;
  std::string text = fmt::format("{}", data_fingerprint(judge.data.table));
  for (const ValidationSet& set : judge.validation)
    text += fmt::format(" {} {}", set.name, data_fingerprint(set.table));
  const auto add = [&](std::string_view name, const std::string& value) {
    text += fmt::format("\n{}={}", name, value);
  };
  for (const Parameter& parameter : parameters_of_training(fixed))
    add(parameter.name, parameter.get());
  if (judge.validation.empty()) {
    for (const Parameter& parameter : parameters_of(folds)) add(parameter.name, parameter.get());
  }
  for (const Parameter& parameter : parameters_of(sweep)) {
    // More time, more trials, or part of them: still the same sweep. (A latin one is cut by
    // trials.)
    const bool same = parameter.name == "time-limit" || parameter.name == "shard" ||
                      parameter.name == "target" ||
                      (parameter.name == "trials" && sweep.sampler != SamplerKind::latin);
    if (!same) add(parameter.name, parameter.get());
  }
  for (const Dimension& d : space.dimensions) {
    add(d.name, fmt::format("{} {} {} {} {} {}", fmt::join(d.values, ","), d.min, d.max, d.log,
                            d.step, d.points));
    for (const Condition& condition : d.when)
      add("when " + condition.name, fmt::format("{}", fmt::join(condition.values, ",")));
  }
  head.fingerprint = hash_text(hash_bytes(text));
  return head;
}

void print_plan(const SweepOptions& options, const Space& space) {
  const std::vector<Proposal> plan = Sweep::plan(space, options.params, options.sweep);
  const Shard shard = parse_shard(options.sweep.shard);
  std::string text;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    if (shard.has(static_cast<int>(i) + 1))
      text += fmt::format("{:>5}  {}\n", i + 1, text_of(plan[i].values));
  }
  print_text(text);
}

/// The model of the best trial. One that ran in an earlier session, or was judged by folds, is
/// fitted (by folds: to all rows).
Model best_model(Sweep& sweep, Judge& judge, const TrialRecord& best, const TrainParams& params) {
  std::optional<Model> kept = sweep.take_best(best, params);
  Observer silent;
  Model model =
      kept ? std::move(*kept) : fit(judge.data_for_final(params), params, nullptr, silent);
  stop_if_interrupted();
  if (!judge.by_folds() && hash_text(model_checksum(model)) != best.checksum) {
    throw std::logic_error("the best trial's model did not come out the same a second time");
  }
  model.tool_version = COPPICE_VERSION;
  return model;
}

void run(const SweepOptions& given, Console& console) {
  check(given);
  SweepOptions options = given;
  const SweepFiles& files = options.files;
  SpaceFile file = read_space(files.space);
  apply_fixed(file.fixed, options.params);
  options.params.boost.metric = split_lists(options.params.boost.metric);
  check_space(file.space, options.params);
  if (options.params.boost.metric.empty()) check_one_metric(file.space);
  if (files.dry_run) return print_plan(options, file.space);
  make_folder(files.out, "--out");

  const Stopwatch whole;
  ReadParams read = options.read;
  JudgeData data = read_judge(options, read, console);
  const Task task = choose_task(data.data.table.label, options.params.objective, console,
                                options.params.boost.booster);
  const LedgerHead head = head_of(options, file.space, options.params, data, task);
  console.note(fmt::format("{} rows, {}", data.data.table.rows, judge_text(data)));

  Ledger ledger(files.out + "/ledger.jsonl", head, files.resume || !files.merge.empty());
  for (const std::string& path : files.merge) {
    for (const TrialRecord& record : read_ledger(path, head)) ledger.append(record);
  }
  ledger.sync();
  const bool one_way = !data.validation.empty() && !prepares_anew(file.space, options.params);
  Judge judge(std::move(data), least_rows(options.params, file.space), one_way);
  SweepScreen screen(
      console, file.space, head,
      Sampler(file.space, options.params, options.sweep, options.params.boost.seed).planned(),
      options.sweep.time_limit);
  screen.already_done(ledger.records());
  Sweep sweep(file.space, options.params, options.sweep, head, judge, ledger, screen);
  if (files.merge.empty()) sweep.run();
  if (interrupted()) throw Interrupted{"interrupted; go on with the same command and --resume"};

  const std::vector<TrialRecord> best_first = ranked(ledger.records(), head.larger_is_better);
  if (best_first.empty())
    throw usage_error("no trial has ended; give more --time-limit, or ledgers to --merge");
  if (std::isnan(best_first.front().value)) {
    throw usage_error("no trial has a value; trial {}: {}", best_first.front().number,
                      best_first.front().problem);
  }
  const TrialRecord& best = best_first.front();
  const TrainParams params = best_params(options.params, best);
  const Model model = best_model(sweep, judge, best, params);
  write_results({files.out, files.data, files.valid, read, file.space, head, best_first}, params,
                model);
  const std::vector<Fact> facts{{"trials", static_cast<std::int64_t>(best_first.size())},
                                {"best trial", std::int64_t{best.number}},
                                {"best " + head.metric, best.value},
                                {"rounds", std::int64_t{best.best_round}},
                                {"parameters", text_of(best.values)},
                                {"seconds", rounded(whole.seconds())},
                                {"folder", files.out},
                                {"checksum", hash_text(model_checksum(model))}};
  console.summary("swept", facts);
}

}  // namespace

Command sweep_command() {
  return make_command<SweepOptions>(
      "sweep", "Search for the best parameters, over data that is binned once", describe, run);
}

}  // namespace coppice
