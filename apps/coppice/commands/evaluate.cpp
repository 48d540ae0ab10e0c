#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/error.hpp"
#include "boost/labels.hpp"
#include "boost/train.hpp"
#include "coppice/binned_input.hpp"
#include "coppice/commands.hpp"
#include "coppice/history.hpp"
#include "coppice/lists.hpp"
#include "coppice/paths.hpp"
#include "coppice/process.hpp"
#include "coppice/run.hpp"
#include "data/reader.hpp"
#include "loss/metric.hpp"
#include "model/predictor.hpp"

namespace coppice {

namespace {

struct EvaluateFlags {
  std::string model;
  std::string data;
  std::vector<std::string> metric;
  bool json = false;
};

struct EvaluateOptions {
  EvaluateFlags flags;
  ReadParams read;
};

}  // namespace

template <>
struct ParameterTable<EvaluateFlags> {
  static constexpr const char* title = "Evaluation";
  static constexpr auto rows = std::tuple{
      Row{"model", &EvaluateFlags::model, "Model file to measure"},
      Row{"data", &EvaluateFlags::data,
          "CSV, LibSVM or binned file with labels, - for standard input"},
      Row{"metric", &EvaluateFlags::metric,
          "Metric to compute; repeatable; several by objective where none is named"},
      Row{"json", &EvaluateFlags::json, "Print one JSON object instead of a table"},
  };
};

namespace {

void describe(CommandLine& line, EvaluateOptions& options) {
  line.usage("MODEL DATA [--metric NAME]... [--json]");
  line.add(parameters_of(options.flags));
  line.add(parameters_of(options.read), {"format", "header", "delimiter", "label", "weight"});
  line.positional({"model", "data"});
  line.common({"model", "data", "metric", "json"});
  line.example("coppice evaluate model.json test.csv");
  line.example("coppice evaluate model.json test.csv --metric auc --metric logloss --json");
}

std::vector<Metric> usual_metrics(const Objective& objective) {
  switch (objective_kind(objective)) {
    case ObjectiveKind::logistic:
      return {Metric::auc, Metric::logloss, Metric::accuracy};
    case ObjectiveKind::softmax:
      return {Metric::mlogloss, Metric::accuracy};
    case ObjectiveKind::brier:
      if (output_count(objective) == 1) return {Metric::auc, Metric::logloss, Metric::accuracy};
      return {Metric::mlogloss, Metric::accuracy};
    case ObjectiveKind::poisson:
      return {Metric::poisson_deviance, Metric::rmse, Metric::mae};
    case ObjectiveKind::quantile:
      return {Metric::quantile_loss, Metric::mae, Metric::rmse};
    default:
      return {Metric::rmse, Metric::mae, Metric::r2};
  }
}

std::vector<Metric> chosen_metrics(const std::vector<std::string>& names,
                                   const Objective& objective) {
  if (names.empty()) return usual_metrics(objective);
  std::vector<Metric> metrics;
  for (const std::string& name : split_lists(names)) {
    const Metric metric = parse_metric(name);
    check_metric(metric, objective);
    if (std::find(metrics.begin(), metrics.end(), metric) == metrics.end()) {
      metrics.push_back(metric);
    }
  }
  return metrics;
}

/// Labels, weights and raw scores of a whole file; its features are gone chunk by chunk.
struct Answers {
  std::vector<double> labels, weights;
  std::vector<double> raw;  ///< outputs x rows
};

Answers read_answers(const EvaluateOptions& options, const Model& model, Console& console) {
  const std::string& path = options.flags.data;
  ReadRequest request;
  request.schema = &model.schema;
  request.need_label = true;
  request.label_is_number = !is_classification(model.objective);
  request.keep_lines = true;  // for messages about labels
  RowReader reader(path, options.read, request, model, console);
  const Predictor predictor(model);
  Answers all;
  std::vector<std::vector<double>> raw(model.outputs());  // an output each
  std::vector<double> scores;
  for (Table chunk; reader.next(chunk);) {
    stop_if_interrupted();
    scores.resize(chunk.rows * model.outputs());
    predictor.raw_scores(chunk, scores);
    for (std::size_t k = 0; k < raw.size(); ++k) {
      const auto begin = scores.begin() + static_cast<std::ptrdiff_t>(k * chunk.rows);
      raw[k].insert(raw[k].end(), begin, begin + static_cast<std::ptrdiff_t>(chunk.rows));
    }
    const std::vector<double> labels = targets_of(chunk, model, path);
    check_labels(model.objective, {labels, {}},
                 [&](std::size_t row) { return place_of(path, chunk.lines, row); });
    all.labels.insert(all.labels.end(), labels.begin(), labels.end());
    all.weights.insert(all.weights.end(), chunk.weights.begin(), chunk.weights.end());
  }
  if (all.labels.empty()) throw input_error("{}: has no rows to measure on", path);
  for (std::vector<double>& output : raw) {
    all.raw.insert(all.raw.end(), output.begin(), output.end());
    output = {};
  }
  reader.warn_unseen(all.labels.size(), console);
  return all;
}

std::string as_json(const std::vector<std::pair<Metric, double>>& values, std::size_t rows) {
  nlohmann::ordered_json metrics = nlohmann::ordered_json::object();
  for (const auto& [metric, value] : values) metrics[std::string(metric_name(metric))] = value;
  return nlohmann::ordered_json{{"metrics", metrics}, {"rows", rows}}.dump() + '\n';
}

std::string as_table(const std::vector<std::pair<Metric, double>>& values, std::size_t rows) {
  std::string text;
  for (const auto& [metric, value] : values) {
    text += fmt::format("{:<18} {:.6g}\n", metric_name(metric), value);
  }
  return text + fmt::format("{:<18} {}\n", "rows", rows);
}

void run(const EvaluateOptions& options, Console& console) {
  const EvaluateFlags& flags = options.flags;
  check_paths({{"MODEL", flags.model}, {"DATA", flags.data}}, {});
  const Model model = load_model(flags.model);
  const std::vector<Metric> metrics = chosen_metrics(flags.metric, model.objective);
  const Answers answers = read_answers(options, model, console);
  std::vector<std::pair<Metric, double>> values;
  for (Metric metric : metrics) {
    values.emplace_back(metric, evaluate_metric(metric, model.objective, answers.raw,
                                                {answers.labels, answers.weights}));
    warn_undefined({flags.data, std::string(metric_name(metric)), values.back().second}, console);
  }
  print_text(flags.json ? as_json(values, answers.labels.size())
                        : as_table(values, answers.labels.size()));
}

}  // namespace

Command evaluate_command() {
  return make_command<EvaluateOptions>("evaluate", "Measure a model on a data file with labels",
                                       describe, run);
}

}  // namespace coppice
