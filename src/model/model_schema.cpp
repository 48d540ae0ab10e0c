#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "model/model_text.hpp"
#include "model/utf8.hpp"

namespace coppice {

static_assert(
    detail::field_count<FeatureSchema>() == 4,
    "a new field of FeatureSchema goes into the model file: write it, read it, document it");
static_assert(detail::field_count<Schema>() == 13,
              "a new field of Schema goes into the model file: write it, read it, document it");

void write_extended(JsonWriter& json, double value) {
  if (std::isfinite(value)) {
    json.number(value);
  } else {
    json.string(std::isnan(value) ? "nan" : value > 0 ? "inf" : "-inf");
  }
}

double read_extended(JsonReader& json) {
  if (!json.at_string()) return json.number<double>();
  const std::string text = json.string();
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (text == "nan") return std::numeric_limits<double>::quiet_NaN();
  if (text == "inf") return infinity;
  if (text != "-inf") json.refuse(fmt::format("'{}' is not a number", printable(text, 60)));
  return -infinity;
}

namespace {

/// `[low,high]`, or `[]` where no number was seen.
void write_range(JsonWriter& json, const NumberRange& range) {
  json.open('[');
  if (!range.empty()) {
    write_extended(json, range.low);
    write_extended(json, range.high);
  }
  json.close(']');
}

}  // namespace

void write_schema(JsonWriter& json, const Schema& schema) {
  json.open('{');
  json.key("header");
  json.boolean(schema.header);
  json.key("file_columns");
  json.number(schema.file_columns);
  json.key("positions");
  json.numbers(std::span<const std::uint32_t>(schema.positions));
  json.key("label");
  json.string(schema.label);
  json.key("label_position");
  json.number(schema.label_position);
  json.key("weight");
  json.string(schema.weight);
  json.key("ids");
  json.strings(schema.ids);
  json.key("ignored");
  json.strings(schema.ignored);
  json.key("missing");
  json.strings(schema.missing);
  json.key("sparse");
  json.boolean(schema.sparse);
  json.key("sparse_columns");
  json.number(schema.sparse_columns);
  json.key("sparse_base");
  json.number(schema.sparse_base);
  json.key("features");
  json.open('[');
  for (const FeatureSchema& feature : schema.features) {
    json.new_line();
    json.open('{');
    json.key("name");
    json.string(feature.name);
    json.key("kind");
    json.string(feature.kind == ColumnKind::numeric ? "numeric" : "categorical");
    json.key("categories");
    json.strings(feature.categories);
    json.key("range");
    write_range(json, feature.range);
    json.close('}');
  }
  json.close(']');
  json.close('}');
}

namespace {

ColumnKind read_kind(JsonReader& json) {
  const std::string name = json.string();
  if (name == "numeric") return ColumnKind::numeric;
  if (name != "categorical")
    json.refuse(fmt::format("'{}' is no kind of column", printable(name, 60)));
  return ColumnKind::categorical;
}

NumberRange read_range(JsonReader& json) {
  NumberRange range;
  json.open('[');
  if (json.at_close(']')) return range;
  range.low = read_extended(json);
  range.high = read_extended(json);
  if (!(range.low <= range.high)) json.refuse("the range ends before it begins");
  json.close(']');
  return range;
}

FeatureSchema read_feature(JsonReader& json) {
  FeatureSchema feature;
  json.open('{');
  json.key("name");
  feature.name = json.string();
  json.key("kind");
  feature.kind = read_kind(json);
  json.key("categories");
  feature.categories = json.strings();
  json.key("range");
  feature.range = read_range(json);
  json.close('}');
  return feature;
}

}  // namespace

Schema read_schema(JsonReader& json) {
  Schema schema;
  json.open('{');
  json.key("header");
  schema.header = json.boolean();
  json.key("file_columns");
  schema.file_columns = json.number<std::uint32_t>();
  json.key("positions");
  schema.positions = json.numbers<std::uint32_t>();
  json.key("label");
  schema.label = json.string();
  json.key("label_position");
  schema.label_position = json.number<std::int32_t>();
  json.key("weight");
  schema.weight = json.string();
  json.key("ids");
  schema.ids = json.strings();
  json.key("ignored");
  schema.ignored = json.strings();
  json.key("missing");
  schema.missing = json.strings();
  json.key("sparse");
  schema.sparse = json.boolean();
  json.key("sparse_columns");
  schema.sparse_columns = json.number<std::uint32_t>();
  json.key("sparse_base");
  schema.sparse_base = json.number<std::uint32_t>();
  json.key("features");
  json.array([&] { schema.features.push_back(read_feature(json)); });
  json.close('}');
  return schema;
}

void write_objective(JsonWriter& json, const Objective& objective) {
  json.open('{');
  json.key("name");
  json.string(objective_name(objective));
  if (const auto* huber = std::get_if<Huber>(&objective)) {
    json.key("delta");
    json.number(huber->delta);
  }
  if (const auto* quantile = std::get_if<Quantile>(&objective)) {
    json.key("quantile");
    json.number(quantile->quantile);
  }
  json.close('}');
}

namespace {

ObjectiveKind kind_of(const std::string& name, JsonReader& json) {
  for (const auto& [kind, known] : EnumNames<ObjectiveKind>::names) {
    if (name == known && kind != ObjectiveKind::automatic) return kind;
  }
  json.refuse(fmt::format("'{}' is no objective that this version knows", printable(name, 60)));
}

}  // namespace

Objective read_objective(JsonReader& json, std::size_t classes) {
  ObjectiveParams params;
  json.open('{');
  json.key("name");
  params.objective = kind_of(json.string(), json);
  const auto above_zero = [&](double value, double below) {
    if (!(value > 0 && value < below)) json.refuse(fmt::format("{} is out of range", value));
    return value;
  };
  if (params.objective == ObjectiveKind::huber) {
    json.key("delta");
    params.huber_delta = above_zero(json.number<double>(), 1.7e308);
  }
  if (params.objective == ObjectiveKind::quantile) {
    json.key("quantile");
    params.quantile = above_zero(json.number<double>(), 1);
  }
  const bool of_classes =
      params.objective == ObjectiveKind::softmax || params.objective == ObjectiveKind::brier;
  if (of_classes && classes < 2) {
    json.refuse(fmt::format("{} needs two classes or more; there are {}",
                            enum_name(params.objective), classes));
  }
  json.close('}');
  return make_objective(params, static_cast<int>(classes));
}

}  // namespace coppice
