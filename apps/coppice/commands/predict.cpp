#include <fmt/format.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <string_view>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "coppice/binned_input.hpp"
#include "coppice/commands.hpp"
#include "coppice/lists.hpp"
#include "coppice/paths.hpp"
#include "coppice/prediction.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"
#include "coppice/row_writer.hpp"
#include "data/reader.hpp"
#include "data/row_texts.hpp"

namespace coppice {

namespace {

struct PredictFlags {
  std::string model;
  std::string data;
  std::string out = "-";
  std::vector<std::string> output;
  std::vector<std::string> keep;
  int precision = 0;
  RowFormat format_out = RowFormat::csv;
};

struct PredictOptions {
  PredictFlags flags;
  ReadParams read;
};

}  // namespace

template <>
struct ParameterTable<PredictFlags> {
  static constexpr const char* title = "Prediction";
  static constexpr auto rows = std::tuple{
      Row{"model", &PredictFlags::model, "Model file to predict with"},
      Row{"data", &PredictFlags::data, "CSV, LibSVM or binned file of rows, - for standard input"},
      Row{"out", &PredictFlags::out, "File to write, - for standard output"},
      Row{"output", &PredictFlags::output,
          "What to write: prob, raw, class, leaf, or several with commas; default prob"},
      Row{"keep", &PredictFlags::keep, "Column of the input carried to the output; repeatable"},
      Row{"precision",
          &PredictFlags::precision,
          "Significant digits of numbers; 0: as few as read back exactly",
          {0, 17}},
      Row{"format-out", &PredictFlags::format_out, "CSV, or one JSON object a row"},
  };
};

namespace {

void describe(CommandLine& line, PredictOptions& options) {
  line.usage("MODEL DATA [-o FILE] [flags]");
  line.add(parameters_of(options.flags));
  line.add(parameters_of(options.read), {"format", "header", "delimiter"});
  line.positional({"model", "data"});
  line.letter("out", 'o');
  line.common({"model", "data", "out", "output", "keep"});
  line.example("coppice predict model.json new.csv -o predictions.csv");
  line.example("coppice predict model.json new.csv --output class,prob --keep id | head");
}

PredictionKind kind_named(const std::string& name) {
  std::vector<std::string_view> names;
  for (const auto& [kind, known] : EnumNames<PredictionKind>::names) {
    if (name == known) return kind;
    names.emplace_back(known);
  }
  const auto near = nearest_name(name, names);
  throw usage_error("--output: '{}' is not known{}; use one or more of {}", name,
                    near ? fmt::format(", did you mean '{}'?", *near) : "", fmt::join(names, ", "));
}

std::vector<PredictionKind> kinds_of(const std::vector<std::string>& entries) {
  std::vector<PredictionKind> kinds;
  for (const std::string& name : split_lists(entries)) {
    const PredictionKind kind = kind_named(name);
    if (std::find(kinds.begin(), kinds.end(), kind) != kinds.end()) {
      throw usage_error("--output names {} more than once; name it once", name);
    }
    kinds.push_back(kind);
  }
  if (kinds.empty()) kinds.push_back(PredictionKind::prob);
  return kinds;
}

/// Cells that are written of a row.
std::size_t cells_a_row(const Model& model, const std::vector<PredictionKind>& kinds) {
  const bool leaves = std::find(kinds.begin(), kinds.end(), PredictionKind::leaf) != kinds.end();
  return model.outputs() + (leaves ? model.ensemble.trees.size() : 0);
}

/// The names of kept and predicted columns; a predicted one whose name is taken is renamed.
std::vector<std::string> column_names(const std::vector<Column>& kept,
                                      std::vector<std::string> predicted, Console& console) {
  std::vector<std::string> names;
  for (const Column& column : kept) names.push_back(column.name);
  for (std::string& name : predicted) {
    const std::string wanted = name;
    while (std::find(names.begin(), names.end(), name) != names.end()) name = "predicted_" + name;
    if (name != wanted) {
      console.warning(
          fmt::format("a kept column is called {}, so the prediction is {}", wanted, name));
    }
    names.push_back(name);
  }
  return names;
}

/// Predicts rows, on several threads at once, and writes them in order.
class PredictedRows {
 public:
  PredictedRows(const PredictFlags& flags, const Prediction& prediction, AtomicFile& out,
                Console& console)
      : flags_(flags), prediction_(prediction), out_(out), console_(console) {}

  std::string text_of(const Table& rows) {
    std::call_once(named_, [&] {
      row_text_.emplace(flags_.format_out, flags_.precision,
                        column_names(rows.kept, prediction_.names(), console_));
    });
    std::vector<OutputColumn> columns;
    for (const Column& column : rows.kept) {
      columns.emplace_back(TextCells{column.codes, column.categories});
    }
    Prediction::Cells cells;
    for (const OutputColumn& column : prediction_.columns(rows, cells)) columns.push_back(column);
    return row_text_->of(columns, 0, rows.rows);
  }

  void take(std::string_view text) {
    stop_if_interrupted();
    if (text.empty()) return;
    if (!begun_) out_.write(row_text_->header());
    begun_ = true;
    out_.write(text);
  }

 private:
  const PredictFlags& flags_;
  const Prediction& prediction_;
  AtomicFile& out_;
  Console& console_;
  std::once_flag named_;
  std::optional<RowText> row_text_;  ///< known with the first rows
  bool begun_ = false;
};

void run(const PredictOptions& options, Console& console) {
  const PredictFlags& flags = options.flags;
  const std::vector<PredictionKind> kinds = kinds_of(flags.output);
  check_paths({{"MODEL", flags.model}, {"DATA", flags.data}}, {{"--out", flags.out}});
  const Model model = load_model(flags.model);
  const Prediction prediction(model, kinds);
  AtomicFile out(flags.out);

  const Stopwatch clock;
  ReadRequest request;
  request.schema = &model.schema;
  request.keep = flags.keep;
  PredictedRows predicted(flags, prediction, out, console);
  const RowsToText to{[&](const Table& rows) { return predicted.text_of(rows); },
                      [&](std::string_view text) { predicted.take(text); },
                      cells_a_row(model, kinds)};
  const std::uint64_t rows =
      turn_rows_into_text(flags.data, options.read, request, model, to, console);
  if (rows == 0) throw input_error("{}: has no rows to predict", flags.data);
  out.commit();
  const std::vector<Fact> facts{{"rows", static_cast<std::int64_t>(rows)},
                                {"seconds", rounded(clock.seconds())},
                                {"predictions", out.path()}};
  console.summary("predicted", facts);
}

}  // namespace

Command predict_command() {
  return make_command<PredictOptions>("predict", "Predict the rows of a data file with a model",
                                      describe, run);
}

}  // namespace coppice
