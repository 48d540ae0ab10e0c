#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>

#include "base/atomic_file.hpp"
#include "base/error.hpp"
#include "bins/column_profile.hpp"
#include "coppice/binned_input.hpp"
#include "coppice/commands.hpp"
#include "coppice/paths.hpp"
#include "coppice/process.hpp"
#include "coppice/progress.hpp"
#include "coppice/run.hpp"
#include "model/utf8.hpp"

namespace coppice {

namespace {

using Json = nlohmann::ordered_json;

struct DataFlags {
  std::string data;
  std::string save_binned;
  bool json = false;
};

struct DataOptions {
  DataFlags flags;
  ReadParams read;
  BinParams bins;
  GrowParams grow;
};

}  // namespace

template <>
struct ParameterTable<DataFlags> {
  static constexpr const char* title = "Data";
  static constexpr auto rows = std::tuple{
      Row{"data", &DataFlags::data, "CSV or LibSVM file to look at, - for standard input"},
      Row{"save-binned", &DataFlags::save_binned,
          "Write the rows as train has them after binning; train, predict and evaluate take this "
          "file in place of the text"},
      Row{"json", &DataFlags::json, "Print one JSON object instead of a table"},
  };
};

namespace {

void describe(CommandLine& line, DataOptions& options) {
  line.usage("DATA [--label COL] [--json] [--save-binned FILE.cpb]");
  line.add(parameters_of(options.flags));
  line.add(parameters_of(options.read));
  line.add(parameters_of(options.bins));
  line.add(parameters_of(options.grow), {"min-rows-in-leaf"});
  line.positional({"data"});
  line.common({"data", "label", "json", "save-binned"});
  line.example("coppice data adult_train.csv --label income");
  line.example("coppice data big.csv --label y --save-binned big.cpb");
  line.example("coppice train big.cpb -o model.json");
}

constexpr std::size_t kColumnsShown = 200;
constexpr int kWidestName = 28;

std::string range_text(const ColumnProfile& column) {
  if (column.distinct == 0) return "";
  if (column.kind == ColumnKind::numeric) {
    return fmt::format("{:.6g} to {:.6g}, mean {:.6g}", column.min, column.max, column.mean);
  }
  return fmt::format("{} in {} rows", printable(column.most_frequent), column.most_frequent_rows);
}

std::string column_line(const ColumnProfile& column) {
  std::string name = printable(column.name);
  return fmt::format("{:<{}} {:<8} {:<12} {:>10} {:>10}  {}\n", name, kWidestName, column.role,
                     column.kind == ColumnKind::numeric ? "numeric" : "categorical", column.missing,
                     column.distinct, range_text(column));
}

std::string as_table(const TableProfile& profile, const Schema& schema) {
  std::string text = fmt::format("{:<{}} {:<8} {:<12} {:>10} {:>10}  {}\n", "column", kWidestName,
                                 "role", "kind", "missing", "distinct", "range or most frequent");
  const std::size_t shown = std::min(profile.columns.size(), kColumnsShown);
  for (std::size_t c = 0; c < shown; ++c) text += column_line(profile.columns[c]);
  if (shown < profile.columns.size()) {
    text +=
        fmt::format("... and {} columns more; --json lists all\n", profile.columns.size() - shown);
  }
  for (const std::string& name : schema.ids)
    text += fmt::format("{:<{}} id\n", printable(name), kWidestName);
  for (const std::string& name : schema.ignored) {
    text += fmt::format("{:<{}} ignored\n", printable(name), kWidestName);
  }
  text += fmt::format("\n{} rows", profile.rows);
  if (schema.sparse) text += fmt::format(", {} values named", profile.entries);
  text += '\n';
  for (const ColumnWarning& warning : profile.warnings) {
    text += fmt::format("warning: {}: {}\n", printable(warning.column), warning.text);
  }
  return text;
}

Json finite(double value) {
  return std::isfinite(value) ? Json(value) : Json(nullptr);
}

Json column_json(const ColumnProfile& column, bool sparse) {
  const bool numeric = column.kind == ColumnKind::numeric;
  Json json{{"name", column.name},
            {"role", column.role},
            {"kind", numeric ? "numeric" : "categorical"},
            {"missing", column.missing},
            {"distinct", column.distinct}};
  if (sparse && column.role == "feature") json["named"] = column.named;
  if (column.distinct == 0) return json;
  if (numeric) {
    json["min"] = finite(column.min);
    json["max"] = finite(column.max);
    json["mean"] = finite(column.mean);
  } else {
    json["most_frequent"] = column.most_frequent;
    json["most_frequent_rows"] = column.most_frequent_rows;
  }
  return json;
}

std::string as_json(const TableProfile& profile, const Schema& schema) {
  Json columns = Json::array(), warnings = Json::array();
  for (const ColumnProfile& column : profile.columns) {
    columns.push_back(column_json(column, schema.sparse));
  }
  for (const ColumnWarning& warning : profile.warnings) {
    warnings.push_back({{"column", warning.column},
                        {"warning", trouble_name(warning.trouble)},
                        {"text", warning.text}});
  }
  Json document{{"rows", profile.rows},    {"format", schema.sparse ? "libsvm" : "csv"},
                {"header", schema.header}, {"columns", columns},
                {"ids", schema.ids},       {"ignored", schema.ignored},
                {"warnings", warnings}};
  if (schema.sparse) document["entries"] = profile.entries;
  return document.dump(2, ' ', false, Json::error_handler_t::replace) + '\n';
}

void save_binned(const DataOptions& options, SourceMark source, LoadedTable loaded,
                 SparseColumns columns, AtomicFile& out) {
  BinnedData data;
  data.source = std::move(source);
  data.parameters = binning_parameters(options.read, options.bins);
  data.min_rows = static_cast<std::uint64_t>(options.grow.min_rows_in_leaf);
  data.schema = std::move(loaded.schema);
  data.label = std::move(loaded.table.label);
  data.weights = std::move(loaded.table.weights);
  data.groups = std::move(loaded.table.groups);
  data.table = loaded.table.is_sparse
                   ? fit_and_bin(loaded.table, std::move(columns), options.bins, data.min_rows)
                   : fit_and_bin(loaded.table, options.bins, data.min_rows);
  write_binned(data, [&](std::string_view bytes) { out.write(bytes); });
  out.commit();
}

void run(const DataOptions& options, Console& console) {
  const DataFlags& flags = options.flags;
  check_paths({{"DATA", flags.data}}, {{"--save-binned", flags.save_binned}});
  const Stopwatch clock;
  std::optional<AtomicFile> out;
  SourceMark source;
  if (!flags.save_binned.empty()) {
    source = mark_source(flags.data);
    out.emplace(flags.save_binned);
  }
  ReadRequest request;
  request.need_label = out.has_value();
  request.pack_numbers = true;
  LoadedTable loaded = read_table(flags.data, options.read, request, console);
  stop_if_interrupted();
  SparseColumns columns = columns_to_bin(loaded.table.sparse);
  const TableProfile profile = profile_table(loaded.table, columns, loaded.schema);
  print_text(flags.json ? as_json(profile, loaded.schema) : as_table(profile, loaded.schema));
  if (!out) return;
  save_binned(options, std::move(source), std::move(loaded), std::move(columns), *out);
  const std::vector<Fact> facts{{"rows", static_cast<std::int64_t>(profile.rows)},
                                {"seconds", rounded(clock.seconds())},
                                {"binned file", flags.save_binned}};
  console.summary("binned", facts);
}

}  // namespace

Command data_command() {
  return make_command<DataOptions>("data", "Look at a data file, or save it binned", describe, run);
}

}  // namespace coppice
