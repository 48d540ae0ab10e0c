#include "data/dialect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <unordered_map>
#include <unordered_set>

#include "base/error.hpp"
#include "data/message.hpp"
#include "data/numbers.hpp"
#include "data/positions.hpp"

namespace coppice {

namespace {

constexpr std::size_t kRecordsToLookAt = 1000;

/// True if a role is given by a name (not a number) that stands in the first record.
bool names_a_role(const std::vector<std::string>& first, const ReadParams& params) {
  const std::unordered_set<std::string_view> fields(first.begin(), first.end());
  const auto named = [&](const std::string& column) {
    return !is_number(column) && fields.contains(column);
  };
  const auto any_named = [&](const std::vector<std::string>& columns) {
    return std::any_of(columns.begin(), columns.end(), named);
  };
  return named(params.label) || named(params.weight) || named(params.group) ||
         any_named(params.id) || any_named(params.ignore) || any_named(params.categorical) ||
         any_named(params.numeric);
}

bool has_feature_name(const std::vector<std::string>& first, const Schema& schema) {
  const std::unordered_set<std::string_view> fields(first.begin(), first.end());
  return std::any_of(schema.features.begin(), schema.features.end(),
                     [&](const FeatureSchema& feature) { return fields.contains(feature.name); });
}

/// True if the record has texts where most of the model's features are numbers.
bool has_texts_for_numbers(const std::vector<std::string>& first, const Schema& schema,
                           const MissingSpellings& missing) {
  const Positions positions(schema, first.size());
  std::size_t numbers = 0, texts = 0;
  for (std::size_t i = 0; positions.fits() && i < schema.positions.size(); ++i) {
    if (schema.features[i].kind != ColumnKind::numeric) continue;
    const std::string& cell = first[positions.of(schema.positions[i])];
    ++numbers;
    if (!missing.contains(cell) && !is_number(cell)) ++texts;
  }
  return numbers > 0 && 2 * texts >= numbers;
}

[[noreturn]] void fail_without_header(const HeadRecord& first, const std::string& file,
                                      const Schema& schema) {
  std::vector<std::string> names;
  for (const FeatureSchema& feature : schema.features) names.push_back(feature.name);
  throw input_error(
      "{}:{}: no header line: the model finds its columns by name ({}), and this line "
      "holds none of them; put the names on line 1",
      file, first.line, shown_names(names));
}

bool find_header(const std::vector<HeadRecord>& records, const std::string& file,
                 const ReadParams& params, const Schema* schema, const MissingSpellings& missing) {
  if (params.header == HeaderMode::yes) return true;
  const bool look = params.header == HeaderMode::automatic;
  const std::vector<std::string>& first = records[0].fields;
  if (schema == nullptr) {
    return look && (names_a_role(first, params) || looks_like_header(records, missing));
  }
  if (schema->header) {
    const bool no_names =
        !has_feature_name(first, *schema) && (std::any_of(first.begin(), first.end(), is_number) ||
                                              !looks_like_header(records, missing));
    if (!look || no_names) fail_without_header(records[0], file, *schema);
    return true;
  }
  if (look && has_texts_for_numbers(first, *schema, missing)) {
    throw input_error(
        "{}:{}: looks like a header line ({}), and the model was trained without one; "
        "use --header yes to pass over it",
        file, records[0].line, shown_names(first));
  }
  return false;
}

std::vector<std::string> column_names(const HeadRecord& first, bool header,
                                      const std::string& file) {
  std::vector<std::string> names(first.fields.size());
  std::unordered_map<std::string_view, std::size_t> seen;
  for (std::size_t i = 0; i < names.size(); ++i) {
    names[i] = header && !first.fields[i].empty() ? first.fields[i] : numbered_column(i);
    const auto [before, is_new] = seen.emplace(names[i], i);
    if (!is_new) {
      throw input_error("{}:{}: columns {} and {} are both named {}; give each column its own name",
                        file, first.line, before->second, i, shown(names[i]));
    }
  }
  return names;
}

}  // namespace

std::string numbered_column(std::size_t field) {
  return fmt::format("column_{}", field);
}

std::optional<std::uint32_t> number_of_column(std::string_view name) {
  constexpr std::string_view kPrefix = "column_";
  if (!name.starts_with(kPrefix)) return std::nullopt;
  std::uint32_t number = 0;
  const char* const last = name.data() + name.size();
  const auto [end, failure] = std::from_chars(name.data() + kPrefix.size(), last, number);
  return failure == std::errc{} && end == last ? std::optional(number) : std::nullopt;
}

Dialect find_dialect(const Head& head, const std::string& file, const ReadParams& params,
                     const Schema* schema, const MissingSpellings& missing) {
  Dialect dialect;
  dialect.delimiter = named_delimiter(params.delimiter);
  if (dialect.delimiter == 0) dialect.delimiter = look_for_delimiter(head);
  const std::vector<HeadRecord> records = head_records(head, dialect.delimiter, kRecordsToLookAt);
  if (records.empty()) throw input_error("{}: no rows: all of its lines are blank", file);
  if (records[0].fields.size() > kMostFields) {
    throw input_error("{}:{}: more than {} fields; write sparse data as a LibSVM file", file,
                      records[0].line, kMostFields);
  }
  dialect.header = find_header(records, file, params, schema, missing);
  dialect.names = column_names(records[0], dialect.header, file);
  if (dialect.header) {
    dialect.body = records[0].end;
    dialect.body_line = records[0].end_line;
  }
  return dialect;
}

}  // namespace coppice
