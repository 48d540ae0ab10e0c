#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <variant>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "boost/booster_params.hpp"
#include "boost/check_params.hpp"
#include "boost/checkpoint.hpp"
#include "boost/train.hpp"
#include "coppice/binned_input.hpp"
#include "coppice/commands.hpp"
#include "coppice/history.hpp"
#include "coppice/lists.hpp"
#include "coppice/paths.hpp"
#include "coppice/prediction.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"
#include "coppice/row_writer.hpp"
#include "coppice/unseen.hpp"
#include "coppice/validation.hpp"
#include "loss/metric.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

struct TrainFiles {
  std::string data;
  std::string out;
  std::vector<std::string> valid;
  std::string init_model;
  std::string metrics_out;
  std::string oob_predictions;
};

struct TrainOptions {
  TrainFiles files;
  CheckpointParams checkpoint;
  ConfigParams config;
  ReadParams read;
  TrainParams params;
};

}  // namespace

template <>
struct ParameterTable<TrainFiles> {
  static constexpr const char* title = "Files";
  static constexpr auto rows = std::tuple{
      Row{"data", &TrainFiles::data,
          "CSV, LibSVM or binned file to learn from, - for standard input"},
      Row{"out", &TrainFiles::out, "Model file to write, - for standard output"},
      Row{"valid", &TrainFiles::valid, "Held-out file to measure on after each round; repeatable"},
      Row{"init-model", &TrainFiles::init_model, "Model whose trees come first; training goes on"},
      Row{"metrics-out", &TrainFiles::metrics_out,
          "JSON file for the final metrics and their history"},
      Row{"oob-predictions", &TrainFiles::oob_predictions,
          "CSV file for the predictions of the training rows, in their order, by the trees that "
          "did "
          "not see them (booster rf, --bags); nan where all did"},
  };
};

namespace {

void describe(CommandLine& line, TrainOptions& options) {
  line.usage("DATA --label COL -o MODEL [flags]");
  line.add(parameters_of(options.files));
  line.add_config(options.config);
  line.add(parameters_of(options.read));
  line.add(parameters_of_training(options.params));
  line.add(parameters_of(options.checkpoint));
  line.defaults([&] { options.params = default_params(options.params.boost.booster); });
  line.positional({"data"});
  line.required({"out"});
  line.letter("out", 'o');
  line.common({"data", "label", "out", "valid", "objective", "trees", "learning-rate", "max-leaves",
               "early-stopping-rounds", "seed"});
  line.example("coppice train adult_train.csv --label income -o model.json");
  line.example("coppice train prices.csv --label price --ignore id --valid-fraction 0.2 \\");
  line.example("    --trees 1000 --learning-rate 0.05 --early-stopping-rounds 50 -o model.json");
}

void check(const TrainOptions& options) {
  const TrainFiles& files = options.files;
  for (const std::string& name : split_lists(options.params.boost.metric)) parse_metric(name);
  std::vector<NamedPath> inputs{{"DATA", files.data},
                                {"--config", options.config.config},
                                {"--init-model", files.init_model}};
  for (const std::string& path : files.valid) inputs.push_back({"--valid", path});
  check_paths(inputs, {{"--out", files.out},
                       {"--metrics-out", files.metrics_out},
                       {"--checkpoint", options.checkpoint.checkpoint},
                       {"--oob-predictions", files.oob_predictions}});
  check_checkpoint(options.checkpoint);
  const BoostParams& boost = options.params.boost;
  for (const std::string& name : split_lists(boost.metric)) parse_metric(name);
  const bool measures_itself =
      boost.booster == Booster::rf || boost.booster == Booster::adaboost || boost.bags > 1;
  if (boost.early_stopping_rounds > 0 && files.valid.empty() && boost.valid_fraction == 0 &&
      !measures_itself) {
    throw usage_error(
        "--early-stopping-rounds needs rows to measure on; give --valid FILE or --valid-fraction");
  }
  if (!files.oob_predictions.empty() &&
      (boost.valid_fraction > 0 || boost.early_stopping_rounds > 0)) {
    throw usage_error(
        "--oob-predictions is for all rows and all trees; leave --valid-fraction and "
        "--early-stopping-rounds out");
  }
}

std::string metrics_json(const Model& model, double seconds) {
  Json metrics = Json::object();
  for (const MetricValue& value : final_metrics(model)) {
    metrics[value.data][value.metric] = value.value;
  }
  Json history = Json::array();
  for (const HistoryRow& row : model.history) {
    Json entry{{"round", row.round}};
    for (const MetricValue& value : metrics_of(model, row)) {
      entry[value.data][value.metric] = value.value;
    }
    history.push_back(std::move(entry));
  }
  const Json document{{"metrics", metrics},
                      {"rounds", model.best_round},
                      {"seconds", seconds},
                      {"checksum", hash_text(model_checksum(model))},
                      {"history", history}};
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

/// Rounds are counted on from those of the initial model, as best_round is.
void continue_history(Model& model, const Model& initial) {
  for (HistoryRow& row : model.history) row.round += initial.best_round;
}

/// What is learned from, as text or binned, and what is measured on.
struct Rows {
  std::variant<LoadedTable, BinnedData> data;
  std::vector<ValidationSet> valid;
  std::size_t count = 0;
};

Rows read_rows(const TrainOptions& options, const Model* initial, Console& console) {
  const TrainParams& params = options.params;
  const std::string& path = options.files.data;
  ReadRequest request;
  request.need_label = true;
  request.label_is_number = learns_numbers(params.objective.objective);
  request.schema = initial != nullptr ? &initial->schema : nullptr;
  request.keep_lines = true;  // for messages about labels
  request.pack_numbers = initial == nullptr && !keeps_columns(params);
  Rows rows;
  if (is_binned_file(path)) {
    BinnedData data = open_binned(path, console);
    check_binned_training(data, options.read, params.bins, params.grow);
    if (params.boost.valid_fraction > 0) {
      throw usage_error(
          "--valid-fraction: the bins of {} were found from all of its rows; name a file with "
          "--valid",
          path);
    }
    rows.valid = read_validation(options.files.valid, options.read, data.schema, request, console);
    rows.count = data.table.rows;
    rows.data = std::move(data);
    return rows;
  }
  LoadedTable data = read_table(path, options.read, request, console);
  warn_unseen(data.schema, data.unseen_cells, data.table.rows, path, console);
  rows.valid = read_validation(options.files.valid, options.read, data.schema, request, console);
  if (params.boost.valid_fraction > 0) {
    rows.valid.push_back(hold_out(data, params.boost.valid_fraction, params.boost.seed));
  }
  rows.count = data.table.rows;
  rows.data = std::move(data);
  return rows;
}

/// Warns where all rows get one answer; what the data itself makes so has been told.
void warn_constant(const Model& model, const TrainParams& params, std::size_t rows,
                   const Prepared& prepared, Console& console) {
  const Ensemble& ensemble = model.ensemble;
  const bool splits =
      std::ranges::any_of(ensemble.trees, [](const Tree& tree) { return tree.splits() > 0; });
  const auto& weights = ensemble.linear.weight;
  if (splits || std::ranges::any_of(weights, [](double weight) { return weight != 0; })) return;
  const std::vector<double>& labels = prepared.training.labels;
  const bool one_label =
      std::ranges::count(labels, labels.front()) == static_cast<std::ptrdiff_t>(labels.size());
  if (one_label || (prepared.keeps_bins && prepared.training.table.features.empty())) return;
  console.warning(
      fmt::format("nothing was learned: every prediction will be the same; for {} rows, "
                  "--min-rows-in-leaf {} or the penalties are too large",
                  rows, params.grow.min_rows_in_leaf));
}

void write_out_of_bag(const Model& model, const std::vector<double>& raw, AtomicFile& file) {
  if (raw.empty()) {
    throw usage_error("--oob-predictions: each tree saw all rows; use --booster rf or --bags");
  }
  std::vector<double> scores = raw;
  transform(model.objective, scores);
  for (std::size_t i = 0; i < scores.size(); ++i)
    scores[i] = std::isnan(raw[i]) ? raw[i] : scores[i];
  const std::vector<std::string> names = Prediction(model, {PredictionKind::prob}).names();
  const std::size_t rows = scores.size() / model.outputs();
  std::vector<OutputColumn> columns;
  for (std::size_t k = 0; k < names.size(); ++k) {
    columns.emplace_back(std::span<const double>(scores).subspan(k * rows, rows));
  }
  write_csv(names, columns, rows, file);
}

struct Times {
  double reading, binning, training, whole;  ///< seconds
};

std::vector<Fact> summary_of(const Model& model, std::int64_t rows, const TrainOptions& options,
                             const Times& times) {
  const std::size_t columns =
      model.schema.sparse ? model.schema.sparse_columns : model.schema.features.size();
  std::vector<Fact> facts{{"rows", rows},
                          {"columns", static_cast<std::int64_t>(columns)},
                          {"objective", std::string(objective_name(model.objective))},
                          {"rounds", std::int64_t{model.best_round}}};
  std::vector<MetricValue> metrics = final_metrics(model);
  if (!metrics.empty()) facts.push_back({"metrics", std::move(metrics)});
  facts.push_back({"seconds reading", rounded(times.reading)});
  facts.push_back({"seconds binning", rounded(times.binning)});
  facts.push_back({"seconds training", rounded(times.training)});
  facts.push_back({"seconds", rounded(times.whole)});
  facts.push_back({"model", options.files.out});
  facts.push_back({"checksum", hash_text(model_checksum(model))});
  return facts;
}

[[noreturn]] void end_interrupted(const CheckpointParams& checkpoint) {
  if (checkpoint.checkpoint.empty()) throw Interrupted{};
  throw Interrupted{
      fmt::format("interrupted; no model was written, but {} holds the rounds done: run the same "
                  "command with --resume to go on",
                  checkpoint.checkpoint)};
}

/// Runs all rounds, and keeps their state in the checkpoint where there is one.
Model fit_all(const Prepared& prepared, const TrainParams& params, const Model* initial,
              const CheckpointParams& where, Console& console, std::vector<double>* out_of_bag) {
  if (where.checkpoint.empty()) return fit(prepared, params, initial, console, out_of_bag);
  Fit fit(prepared, params, initial);
  const Checkpoint checkpoint(where.checkpoint, prepared, params);
  if (where.resume) {
    console.note(
        checkpoint.restore(fit)
            ? fmt::format("going on after round {} of {}", fit.rounds_done(), where.checkpoint)
            : fmt::format("no checkpoint {} yet: starting anew", where.checkpoint));
  }
  while (!fit.ended()) {
    fit.run(fit.rounds_done() + where.checkpoint_every, console);
    checkpoint.save(fit);
  }
  if (out_of_bag != nullptr) *out_of_bag = fit.out_of_bag_scores();
  return fit.take();
}

void run(const TrainOptions& options, Console& console) {
  check(options);
  AtomicFile output(options.files.out);
  std::optional<AtomicFile> metrics_file;
  if (!options.files.metrics_out.empty()) metrics_file.emplace(options.files.metrics_out);
  std::optional<AtomicFile> oob_file;
  if (!options.files.oob_predictions.empty()) oob_file.emplace(options.files.oob_predictions);

  const Stopwatch whole;
  std::optional<Model> initial;
  if (!options.files.init_model.empty()) initial = load_model(options.files.init_model);
  TrainParams params = options.params;
  params.boost.metric = split_lists(params.boost.metric);

  const Model* const first = initial ? &*initial : nullptr;
  Rows rows = read_rows(options, first, console);
  const double read_seconds = whole.seconds();

  const Stopwatch binning;
  const Prepared prepared = std::visit(
      [&](auto& data) {
        return prepare(std::move(data), std::move(rows.valid), params, first, console);
      },
      rows.data);
  warn_idle(params, prepared.task.objective, console);
  const double bin_seconds = binning.seconds();

  const Stopwatch training;
  std::vector<double> out_of_bag;
  Model model = fit_all(prepared, params, first, options.checkpoint, console,
                        oob_file ? &out_of_bag : nullptr);
  if (interrupted()) end_interrupted(options.checkpoint);
  model.tool_version = COPPICE_VERSION;
  if (initial) continue_history(model, *initial);
  const double train_seconds = training.seconds();

  if (!initial) warn_constant(model, params, rows.count, prepared, console);
  for (const MetricValue& value : final_metrics(model)) warn_undefined(value, console);
  if (oob_file) write_out_of_bag(model, out_of_bag, *oob_file);
  write_model(model, [&](std::string_view text) { output.write(text); });
  output.finish();
  if (metrics_file) {
    metrics_file->write(metrics_json(model, whole.seconds()));
    metrics_file->commit();
  }
  if (oob_file) oob_file->commit();
  output.commit();
  console.summary("trained",
                  summary_of(model, static_cast<std::int64_t>(rows.count), options,
                             {read_seconds, bin_seconds, train_seconds, whole.seconds()}));
}

}  // namespace

Command train_command() {
  return make_command<TrainOptions>("train", "Learn a model from a data file", describe, run);
}

}  // namespace coppice
