#include <fmt/format.h>

#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "base/hash.hpp"
#include "boost/booster_params.hpp"
#include "boost/check_params.hpp"
#include "coppice/commands.hpp"
#include "coppice/history.hpp"
#include "coppice/lists.hpp"
#include "coppice/paths.hpp"
#include "coppice/prediction.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"
#include "coppice/row_writer.hpp"
#include "coppice/run.hpp"
#include "tune/fold_data.hpp"
#include "tune/out_of_fold.hpp"
#include "tune/trial.hpp"

namespace coppice {

namespace {

struct CvFiles {
  std::string data;
  std::string predictions;
  std::string save_models;
  std::string metrics_out;
  bool json = false;
};

struct CvOptions {
  CvFiles files;
  ConfigParams config;
  FoldParams folds;
  ReadParams read;
  TrainParams params;
};

}  // namespace

template <>
struct ParameterTable<CvFiles> {
  static constexpr const char* title = "Cross-validation";
  static constexpr auto rows = std::tuple{
      Row{"data", &CvFiles::data, "CSV or LibSVM file to learn from, - for standard input"},
      Row{"predictions", &CvFiles::predictions,
          "CSV file for each row's prediction by the fits that did not learn from it (the mean of "
          "all repeats)"},
      Row{"save-models", &CvFiles::save_models, "Folder for the models of all folds"},
      Row{"metrics-out", &CvFiles::metrics_out,
          "JSON file for the metrics of each fold and the history of their mean"},
      Row{"json", &CvFiles::json, "Print one JSON object instead of a table"},
  };
};

namespace {

void describe(CommandLine& line, CvOptions& options) {
  line.usage("DATA --label COL [flags]");
  line.add(parameters_of(options.files));
  line.add_config(options.config);
  line.add(parameters_of(options.folds));
  line.add(parameters_of(options.read));
  line.add(parameters_of_training(options.params));
  line.defaults([&] { options.params = default_params(options.params.boost.booster); });
  line.positional({"data"});
  line.common({"data", "label", "folds", "metric", "trees", "early-stopping-rounds", "predictions",
               "json"});
  line.example("coppice cv adult_train.csv --label income --metric auc,logloss");
  line.example("coppice cv prices.csv --label price --folds 10 --trees 1000 \\");
  line.example("    --early-stopping-rounds 50 --predictions out_of_fold.csv");
}

void check(const CvOptions& options) {
  const CvFiles& files = options.files;
  check_paths({{"DATA", files.data}, {"--config", options.config.config}},
              {{"--predictions", files.predictions}, {"--metrics-out", files.metrics_out}});
  if (options.params.boost.valid_fraction > 0) {
    throw usage_error("--valid-fraction: the folds are what is held out; leave it out");
  }
  for (const std::string& name : split_lists(options.params.boost.metric)) parse_metric(name);
}

/// All that is known after the fits.
struct CvResult {
  const std::vector<Fold>& folds;
  std::vector<Metric> metrics;
  int rounds = 0;
  const Trial& trial;
  double seconds = 0;

  /// A metric in each fold after a round.
  std::vector<double> values(std::size_t metric, int round) const {
    std::vector<double> values;
    for (std::size_t fold = 0; fold < folds.size(); ++fold) {
      values.push_back(trial.history(fold)[static_cast<std::size_t>(round - 1)].values[metric]);
    }
    return values;
  }
};

struct Spread {
  double mean = 0, deviation = 0;  ///< standard deviation of the sample
};

Spread spread_of(const std::vector<double>& values) {
  const auto count = static_cast<double>(values.size());
  Spread spread;
  for (const double value : values) spread.mean += value / count;
  double squares = 0;
  for (const double value : values) squares += (value - spread.mean) * (value - spread.mean);
  spread.deviation = std::sqrt(squares / std::max(1.0, count - 1));
  return spread;
}

std::string as_table(const CvResult& result) {
  const bool repeats = result.folds.back().repeat > 1;
  const auto line = [&](const std::string& name, const std::string& rows, const auto& cell) {
    std::string text = fmt::format("{:<10}{:>9}", name, rows);
    for (std::size_t m = 0; m < result.metrics.size(); ++m) text += fmt::format("{:>18}", cell(m));
    return text + '\n';
  };
  const auto number = [](double value) { return fmt::format("{:.6g}", value); };
  std::string text =
      line("fold", "rows", [&](std::size_t m) { return metric_name(result.metrics[m]); });
  for (std::size_t i = 0; i < result.folds.size(); ++i) {
    const Fold& fold = result.folds[i];
    text += line(
        repeats ? fmt::format("{}.{}", fold.repeat, fold.number) : fmt::format("{}", fold.number),
        fmt::format("{}", fold.held_out.size()),
        [&](std::size_t m) { return number(result.values(m, result.rounds)[i]); });
  }
  const auto spread = [&](std::size_t m) { return spread_of(result.values(m, result.rounds)); };
  text += line("mean", "", [&](std::size_t m) { return number(spread(m).mean); });
  text += line("sd", "", [&](std::size_t m) { return number(spread(m).deviation); });
  return text;
}

using Json = nlohmann::ordered_json;

Json spreads(const CvResult& result, int round) {
  Json metrics = Json::object();
  for (std::size_t m = 0; m < result.metrics.size(); ++m) {
    const Spread spread = spread_of(result.values(m, round));
    metrics[std::string(metric_name(result.metrics[m]))] = {{"mean", spread.mean},
                                                            {"sd", spread.deviation}};
  }
  return metrics;
}

Json as_json(const CvResult& result) {
  Json folds = Json::array();
  for (std::size_t i = 0; i < result.folds.size(); ++i) {
    const Fold& fold = result.folds[i];
    Json metrics = Json::object();
    for (std::size_t m = 0; m < result.metrics.size(); ++m) {
      metrics[std::string(metric_name(result.metrics[m]))] = result.values(m, result.rounds)[i];
    }
    folds.push_back({{"repeat", fold.repeat},
                     {"fold", fold.number},
                     {"training_rows", fold.training.size()},
                     {"rows", fold.held_out.size()},
                     {"metrics", metrics}});
  }
  return {{"metrics", spreads(result, result.rounds)},
          {"rounds", result.rounds},
          {"folds", folds},
          {"seconds", rounded(result.seconds)}};
}

Json with_history(const CvResult& result) {
  Json history = Json::array();
  for (int round = 1; round <= result.trial.rounds_done(); ++round) {
    history.push_back({{"round", round}, {"metrics", spreads(result, round)}});
  }
  Json json = as_json(result);
  json["history"] = std::move(history);
  return json;
}

/// Columns: the ids, the label, the fold (where there is one a row), the predictions.
void write_predictions(AtomicFile& out, const Table& table, const CvResult& result,
                       const std::vector<Model>& models) {
  std::vector<std::string> names;
  std::vector<OutputColumn> columns;
  const auto add = [&](const std::string& name, const OutputColumn& column) {
    names.push_back(name);
    columns.push_back(column);
  };
  for (const Column& column : table.kept) {
    add(column.name, TextCells{column.codes, column.categories});
  }
  const std::string label = table.label.name.empty() ? "label" : table.label.name;
  if (table.label.kind == ColumnKind::categorical) {
    add(label, TextCells{table.label.codes, table.label.categories});
  } else {
    add(label, std::span<const double>(table.label.numbers));
  }
  std::vector<std::int32_t> fold_of(table.rows, 0);
  for (const Fold& fold : result.folds) {
    for (const std::uint32_t row : fold.held_out) fold_of[row] = fold.number;
  }
  if (result.folds.back().repeat == 1) {
    add("fold", std::span<const std::int32_t>(fold_of));
  }
  const std::vector<double> scores = out_of_fold(table, result.folds, models);
  std::size_t done = 0;
  for (const std::string& name : Prediction(models.front(), {PredictionKind::prob}).names()) {
    add(name, std::span(scores).subspan(done, table.rows));
    done += table.rows;
  }
  write_csv(names, columns, table.rows, out);
  out.finish();
}

void save_models(const std::string& folder, const std::vector<Fold>& folds,
                 const std::vector<Model>& models) {
  for (std::size_t i = 0; i < folds.size(); ++i) {
    const std::string repeat =
        folds.back().repeat > 1 ? fmt::format("repeat_{}_", folds[i].repeat) : "";
    save_model(models[i], fmt::format("{}/{}fold_{}.json", folder, repeat, folds[i].number));
  }
}

LoadedTable read_rows(const CvOptions& options, Console& console) {
  ReadParams read = options.read;
  ReadRequest request;
  request.need_label = true;
  request.label_is_number = learns_numbers(options.params.objective.objective);
  request.keep_lines = true;  // for messages about labels
  ask_for_fold_column(options.folds, read, request);
  return read_table(options.files.data, read, request, console);
}

void run(const CvOptions& options, Console& console) {
  check(options);
  const CvFiles& files = options.files;
  std::optional<AtomicFile> predictions, metrics_file;
  if (!files.predictions.empty()) predictions.emplace(files.predictions);
  if (!files.metrics_out.empty()) metrics_file.emplace(files.metrics_out);
  if (!files.save_models.empty()) make_folder(files.save_models, "--save-models");

  const Stopwatch whole;
  TrainParams params = options.params;
  params.boost.metric = split_lists(params.boost.metric);
  const LoadedTable data = read_rows(options, console);
  const double read_seconds = whole.seconds();
  const std::vector<Fold> folds = make_folds(options.folds, data.table, params.boost.seed);
  const Task task = choose_task(data.table.label, params.objective, console, params.boost.booster);
  warn_idle(params, task.objective, console);
  console.note(fmt::format("{} rows, {} features, {} folds", data.table.rows,
                           data.schema.features.size(), folds.size()));
  const std::vector<Prepared> prepared =
      prepare_folds(data, folds, task, params, options.folds.shared_edges);
  const double prepare_seconds = whole.seconds();

  std::vector<const Prepared*> views;
  for (const Prepared& fold : prepared) views.push_back(&fold);
  Trial trial(views, params);
  trial.run(params.boost.trees, console);
  stop_if_interrupted();

  const CvResult result{folds, chosen_metrics(params.boost, task.objective), trial.rounds_to_keep(),
                        trial, whole.seconds()};
  for (std::size_t m = 0; m < result.metrics.size(); ++m) {
    for (const double value : result.values(m, result.rounds)) {
      warn_undefined({"a fold", std::string(metric_name(result.metrics[m])), value}, console);
    }
  }
  const std::string table = files.json ? as_json(result).dump() + '\n' : as_table(result);
  if (metrics_file) {
    metrics_file->write(with_history(result).dump(2) + '\n');
    metrics_file->finish();
  }
  if (predictions || !files.save_models.empty()) {
    std::vector<Model> models = trial.take(result.rounds);
    for (Model& model : models) model.tool_version = COPPICE_VERSION;
    if (predictions) write_predictions(*predictions, data.table, result, models);
    if (!files.save_models.empty()) save_models(files.save_models, folds, models);
  }
  if (metrics_file) metrics_file->commit();
  if (predictions) predictions->commit();
  print_text(table);
  std::vector<Fact> facts{{"objective", std::string(objective_name(task.objective))},
                          {"rounds", std::int64_t{result.rounds}}};
  facts.push_back({"seconds reading", rounded(read_seconds)});
  facts.push_back({"seconds binning", rounded(prepare_seconds - read_seconds)});
  facts.push_back({"seconds", rounded(whole.seconds())});
  console.summary("cross-validated", facts);
}

}  // namespace

Command cv_command() {
  return make_command<CvOptions>(
      "cv", "Cross-validate: measure parameters on rows held out in turn", describe, run);
}

}  // namespace coppice
