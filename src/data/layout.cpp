#include "data/layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>

#include "base/error.hpp"
#include "data/message.hpp"
#include "data/positions.hpp"

namespace coppice {

namespace {

using FieldNumber = std::uint32_t;

/// Finds the columns of one file by name or number.
class ColumnFinder {
 public:
  ColumnFinder(const Dialect& dialect, const std::string& file) : dialect_(dialect), file_(file) {
    for (std::size_t i = 0; i < dialect.names.size(); ++i) by_name_.emplace(dialect.names[i], i);
  }

  std::optional<FieldNumber> find_name(const std::string& name) const {
    const auto found = by_name_.find(name);
    if (found == by_name_.end()) return std::nullopt;
    return static_cast<FieldNumber>(found->second);
  }

  std::optional<FieldNumber> find(const std::string& column) const {
    if (const auto field = find_name(column)) return field;
    FieldNumber number = 0;
    const char* const last = column.data() + column.size();
    const auto [end, failure] = std::from_chars(column.data(), last, number);
    if (failure == std::errc{} && end == last && number < dialect_.names.size()) return number;
    return std::nullopt;
  }

  /// What a file of one column may be.
  std::string one_column_hint() const {
    return count() > 1 ? "" : "; if another sign separates its fields, name it with --delimiter";
  }

  FieldNumber get(const char* role, const std::string& column) const {
    if (const auto field = find(column)) return *field;
    if (!dialect_.header) {
      throw input_error(
          "{}: {}: no column {}: the file has {} columns and no header line; use a "
          "number from 0 to {}, or --header yes if line 1 holds the names",
          file_, role, shown(column), count(), count() - 1);
    }
    const std::vector<std::string_view> known(dialect_.names.begin(), dialect_.names.end());
    const auto near = nearest_name(column, known);
    throw input_error("{}: {}: no column {}{}; the file has {} column{}: {}{}", file_, role,
                      shown(column), near ? fmt::format(", did you mean {}?", shown(*near)) : "",
                      count(), count() == 1 ? "" : "s", shown_names(dialect_.names),
                      one_column_hint());
  }

  std::vector<FieldNumber> get_all(const char* role,
                                   const std::vector<std::string>& columns) const {
    std::vector<FieldNumber> fields;
    for (const std::string& column : columns) fields.push_back(get(role, column));
    return fields;
  }

  const std::string& name(FieldNumber field) const { return dialect_.names[field]; }
  std::size_t count() const { return dialect_.names.size(); }
  const Dialect& dialect() const { return dialect_; }
  const std::string& file() const { return file_; }

 private:
  const Dialect& dialect_;
  const std::string& file_;
  std::unordered_map<std::string_view, std::size_t> by_name_;
};

/// Which role each column has; a column has at most one.
class RoleBook {
 public:
  explicit RoleBook(const ColumnFinder& finder)
      : finder_(finder), roles_(finder.count(), nullptr) {}

  void give(FieldNumber field, const char* role) {
    const char* const before = roles_[field];
    if (before != nullptr && before != role) {
      throw usage_error("{}: column {} cannot be both --{} and --{}; name it once", finder_.file(),
                        shown(finder_.name(field)), before, role);
    }
    roles_[field] = role;
  }
  void give_all(const std::vector<FieldNumber>& fields, const char* role) {
    for (const FieldNumber field : fields) give(field, role);
  }
  bool has_role(FieldNumber field) const { return roles_[field] != nullptr; }

 private:
  const ColumnFinder& finder_;
  std::vector<const char*> roles_;
};

void add_kept(CsvLayout& layout, const std::vector<FieldNumber>& fields) {
  for (const FieldNumber field : fields) {
    const bool there =
        std::find(layout.kept.begin(), layout.kept.end(), field) != layout.kept.end();
    if (!there) layout.kept.push_back(field);
  }
}

/// The kinds that --categorical and --numeric declare, one a field.
std::vector<std::optional<ColumnKind>> declared_kinds(const ColumnFinder& finder,
                                                      const ReadParams& params) {
  RoleBook book(finder);
  std::vector<std::optional<ColumnKind>> kinds(finder.count());
  const auto declare = [&](const std::vector<std::string>& columns, const char* role,
                           ColumnKind kind) {
    for (const FieldNumber field : finder.get_all(role, columns)) {
      book.give(field, role);
      kinds[field] = kind;
    }
  };
  declare(params.categorical, "categorical", ColumnKind::categorical);
  declare(params.numeric, "numeric", ColumnKind::numeric);
  return kinds;
}

[[noreturn]] void fail_without_label(const ColumnFinder& finder) {
  throw usage_error(
      "{}: no label column is named; name the one to learn with --label (columns: {})",
      finder.file(), shown_names(finder.dialect().names));
}

CsvLayout lay_out_new(const ColumnFinder& finder, const ReadParams& params,
                      const ReadRequest& request) {
  CsvLayout layout;
  RoleBook roles(finder);
  Schema& schema = layout.schema;
  const auto kinds = declared_kinds(finder, params);
  if (!params.label.empty()) {
    const FieldNumber label = finder.get("label", params.label);
    roles.give(label, "label");
    layout.label = {label, kinds[label]};
    schema.label = finder.name(label);
    if (!finder.dialect().header) schema.label_position = static_cast<std::int32_t>(label);
  } else if (request.need_label) {
    fail_without_label(finder);
  }
  if (!params.weight.empty()) {
    layout.weight = finder.get("weight", params.weight);
    roles.give(*layout.weight, "weight");
    schema.weight = finder.name(*layout.weight);
  }
  if (!params.group.empty()) {
    layout.group = finder.get("group", params.group);
    roles.give(*layout.group, "group");
  }
  const std::vector<FieldNumber> ids = finder.get_all("id", params.id);
  const std::vector<FieldNumber> ignored = finder.get_all("ignore", params.ignore);
  roles.give_all(ids, "id");
  roles.give_all(ignored, "ignore");
  for (const FieldNumber field : ids) schema.ids.push_back(finder.name(field));
  for (const FieldNumber field : ignored) schema.ignored.push_back(finder.name(field));
  add_kept(layout, ids);
  for (FieldNumber field = 0; field < finder.count(); ++field) {
    if (roles.has_role(field)) continue;
    layout.features.push_back({field, kinds[field]});
    schema.features.push_back({finder.name(field), kinds[field].value_or(ColumnKind::numeric), {}});
    if (!finder.dialect().header) schema.positions.push_back(field);
  }
  if (layout.features.empty()) {
    throw input_error("{}: no column is left to learn from: each of the {} has another role",
                      finder.file(), finder.count());
  }
  schema.header = finder.dialect().header;
  if (!schema.header) schema.file_columns = static_cast<std::uint32_t>(finder.count());
  return layout;
}

std::vector<FieldNumber> features_by_name(const ColumnFinder& finder, const Schema& schema) {
  std::vector<FieldNumber> fields;
  std::vector<std::string> absent;
  for (const FeatureSchema& feature : schema.features) {
    const auto field = finder.find_name(feature.name);
    if (field) {
      fields.push_back(*field);
    } else {
      absent.push_back(feature.name);
    }
  }
  if (!absent.empty()) {
    throw input_error("{}: {} of the model's {} columns are not in the file: {}; it has {}{}",
                      finder.file(), absent.size(), schema.features.size(), shown_names(absent),
                      shown_names(finder.dialect().names), finder.one_column_hint());
  }
  return fields;
}

std::vector<FieldNumber> feature_fields(const ColumnFinder& finder, const Schema& schema) {
  if (schema.header) return features_by_name(finder, schema);
  const Positions positions(schema, finder.count());
  if (!positions.fits()) {
    const std::string or_less =
        schema.label_position < 0
            ? ""
            : fmt::format(" (or {} without the label)", schema.file_columns - 1);
    throw input_error(
        "{}:{}: expected {} fields as in the training file{}, found {}; give the same columns in "
        "the same order",
        finder.file(), finder.dialect().body_line, schema.file_columns, or_less, finder.count());
  }
  std::vector<FieldNumber> fields;
  for (const std::uint32_t position : schema.positions) fields.push_back(positions.of(position));
  return fields;
}

FieldNumber label_field(const ColumnFinder& finder, const Schema& schema,
                        const ReadParams& params) {
  const bool by_position = !schema.header && schema.label_position >= 0;
  if (by_position && !Positions(schema, finder.count()).has_label()) {
    throw input_error("{}: the label column (number {} of the training file) is not in the file",
                      finder.file(), schema.label_position);
  }
  if (!params.label.empty()) return finder.get("label", params.label);
  if (by_position) return static_cast<FieldNumber>(schema.label_position);
  if (schema.label.empty()) fail_without_label(finder);
  return finder.get("label", schema.label);
}

/// The id columns of the training file that this file has too.
std::vector<FieldNumber> known_ids(const ColumnFinder& finder, const Schema& schema) {
  const Positions positions(schema, finder.count());
  std::vector<FieldNumber> fields;
  for (const std::string& id : schema.ids) {
    const auto number = number_of_column(id);
    if (!schema.header && number) {
      if (positions.of(*number) < finder.count()) fields.push_back(positions.of(*number));
    } else if (const auto field = finder.find_name(id)) {
      fields.push_back(*field);
    }
  }
  return fields;
}

/// The weight column: asked for by the user it must be there, else it may be absent.
std::optional<FieldNumber> weight_field(const ColumnFinder& finder, const Schema& schema,
                                        const ReadParams& params, Observer& observer) {
  if (!params.weight.empty()) return finder.get("weight", params.weight);
  if (schema.weight.empty()) return std::nullopt;
  const auto field = finder.find_name(schema.weight);
  if (!field) {
    observer.warning(
        fmt::format("{}: the weight column of the training file, {}, is not in this file: "
                    "every row counts 1",
                    finder.file(), shown(schema.weight)));
  }
  return field;
}

CsvLayout lay_out_known(const ColumnFinder& finder, const ReadParams& params,
                        const ReadRequest& request, Observer& observer) {
  const Schema& schema = *request.schema;
  CsvLayout layout;
  layout.schema = schema;
  const std::vector<FieldNumber> fields = feature_fields(finder, schema);
  for (std::size_t i = 0; i < fields.size(); ++i) {
    layout.features.push_back({fields[i], schema.features[i].kind});
  }
  if (request.need_label) {
    const FieldNumber label = label_field(finder, schema, params);
    layout.label = {label, declared_kinds(finder, params)[label]};
    layout.weight = weight_field(finder, schema, params, observer);
    if (!params.group.empty()) layout.group = finder.get("group", params.group);
  }
  add_kept(layout, known_ids(finder, schema));
  add_kept(layout, finder.get_all("id", params.id));
  return layout;
}

}  // namespace

CsvLayout lay_out(const Dialect& dialect, const std::string& file, const ReadParams& params,
                  const ReadRequest& request, Observer& observer) {
  const ColumnFinder finder(dialect, file);
  CsvLayout layout = request.schema != nullptr ? lay_out_known(finder, params, request, observer)
                                               : lay_out_new(finder, params, request);
  add_kept(layout, finder.get_all("keep", request.keep));
  if (layout.label && request.label_is_number) layout.label->kind = ColumnKind::numeric;
  return layout;
}

}  // namespace coppice
