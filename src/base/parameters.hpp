#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

// One parameter, one row. A module declares its group as a plain struct whose member
// initialisers are the defaults, and specialises ParameterTable for it:
//
//     struct GrowParams { int max_leaves = 31; ... };
//     template <> struct ParameterTable<GrowParams> {
//       static constexpr const char* title = "Tree growth";
//       static constexpr auto rows = std::tuple{
//           Row{"max-leaves", &GrowParams::max_leaves, "Most leaves of one tree", {2, 1 << 20}},
//       };
//     };
//
// The flag, the config key, the range check, the docs, the JSON of the model and the ranges of a
// sweep all come from that row. A field without a row fails to compile.

namespace coppice {

/// Closed range of a number; the open ends mean "no limit", and `above` excludes the minimum.
struct Range {
  double min = -std::numeric_limits<double>::infinity();
  double max = std::numeric_limits<double>::infinity();
  bool above = false;
};

template <class Group, class Field>
struct Row {
  const char* name;
  Field Group::*field;
  const char* help;
  Range range = {};
};
template <class Group, class Field>
Row(const char*, Field Group::*, const char*) -> Row<Group, Field>;
template <class Group, class Field>
Row(const char*, Field Group::*, const char*, Range) -> Row<Group, Field>;

template <class Group>
struct ParameterTable;

/// The spellings of an enumeration's values; specialise with a constexpr array `names` of
/// pair<Enum, const char*>.
template <class Enum>
struct EnumNames;

template <class Enum>
std::string_view enum_name(Enum value) {
  for (const auto& [known, name] : EnumNames<Enum>::names) {
    if (known == value) return name;
  }
  return "?";
}

enum class ParameterType { flag, integer, number, text, choice, list };

/// One parameter of a group object, seen without its C++ type. Holds a pointer to the object:
/// valid while that lives.
struct Parameter {
  std::string_view group;  ///< title of its group
  std::string_view name;   ///< "max-leaves": the flag without dashes, and the config key
  std::string_view help;
  ParameterType type = ParameterType::text;
  Range range;
  std::vector<std::string_view> choices;  ///< of a choice
  /// Sets from text; throws a usage error that names parameter, value and what is allowed.
  /// A list takes one more entry a call.
  std::function<void(std::string_view)> set;
  /// The value as text that `set` reads back to the same value (a list: joined by commas).
  std::function<std::string()> get;
  std::function<std::vector<std::string>()> get_list;  ///< of a list
  std::function<void()> reset;                         ///< back to the default
};

/// "from 0 to 1", "at least 2", "above 0", "true or false", "gbdt, rf or linear".
std::string allowed_values(const Parameter& parameter);

/// The closest of `known` by edit distance (transpositions count one), if near enough to be
/// meant: at most a third of its length.
std::optional<std::string_view> nearest_name(std::string_view name, const std::vector<std::string_view>& known);

/// Our name for another tool's spelling of a parameter ("reg_alpha" -> "lambda-l1"), whatever
/// its dashes and underscores; one table serves import, config files and "did you mean".
std::optional<std::string_view> name_in_coppice(std::string_view other);

namespace detail {

struct AnyField {
  template <class T>
  constexpr operator T() const;  // NOLINT: only ever named in unevaluated code
};

template <class T, class... Fields>
consteval std::size_t field_count() {
  if constexpr (requires { T{Fields{}..., AnyField{}}; }) {
    return field_count<T, Fields..., AnyField>();
  } else {
    return sizeof...(Fields);
  }
}

bool parse_flag(std::string_view name, std::string_view text);
std::int64_t parse_integer(std::string_view name, std::string_view text, Range range);
std::uint64_t parse_unsigned(std::string_view name, std::string_view text);
double parse_number(std::string_view name, std::string_view text, Range range);
[[noreturn]] void bad_choice(std::string_view name, std::string_view text,
                             const std::vector<std::string_view>& choices);
std::string number_text(double value);
std::string join(const std::vector<std::string>& items);

template <class Group, class Field>
Parameter view(Group& object, const Row<Group, Field>& row) {
  Parameter parameter;
  parameter.group = ParameterTable<Group>::title;
  parameter.name = row.name;
  parameter.help = row.help;
  parameter.range = row.range;
  Field* field = &(object.*row.field);
  const std::string_view name = row.name;
  const Range range = row.range;
  parameter.reset = [field, member = row.field] { *field = Group{}.*member; };
  if constexpr (std::is_same_v<Field, bool>) {
    parameter.type = ParameterType::flag;
    parameter.set = [=](std::string_view text) { *field = parse_flag(name, text); };
    parameter.get = [=] { return std::string(*field ? "true" : "false"); };
  } else if constexpr (std::is_same_v<Field, std::uint64_t>) {
    parameter.type = ParameterType::integer;
    parameter.range.min = 0;
    parameter.set = [=](std::string_view text) { *field = parse_unsigned(name, text); };
    parameter.get = [=] { return std::to_string(*field); };
  } else if constexpr (std::is_integral_v<Field>) {
    parameter.type = ParameterType::integer;
    if constexpr (sizeof(Field) < sizeof(std::int64_t)) {
      parameter.range.min = std::max<double>(range.min, std::numeric_limits<Field>::min());
      parameter.range.max = std::min<double>(range.max, std::numeric_limits<Field>::max());
    }
    parameter.set = [=, limits = parameter.range](std::string_view text) {
      *field = static_cast<Field>(parse_integer(name, text, limits));
    };
    parameter.get = [=] { return std::to_string(*field); };
  } else if constexpr (std::is_floating_point_v<Field>) {
    parameter.type = ParameterType::number;
    parameter.set = [=](std::string_view text) { *field = parse_number(name, text, range); };
    parameter.get = [=] { return number_text(*field); };
  } else if constexpr (std::is_enum_v<Field>) {
    parameter.type = ParameterType::choice;
    for (const auto& [value, spelling] : EnumNames<Field>::names) parameter.choices.push_back(spelling);
    parameter.set = [=, choices = parameter.choices](std::string_view text) {
      for (const auto& [value, spelling] : EnumNames<Field>::names) {
        if (text == spelling) {
          *field = value;
          return;
        }
      }
      bad_choice(name, text, choices);
    };
    parameter.get = [=] { return std::string(enum_name(*field)); };
  } else if constexpr (std::is_same_v<Field, std::vector<std::string>>) {
    parameter.type = ParameterType::list;
    parameter.set = [=](std::string_view text) { field->emplace_back(text); };
    parameter.get = [=] { return join(*field); };
    parameter.get_list = [=] { return *field; };
  } else {
    static_assert(std::is_same_v<Field, std::string>, "a parameter of this type has no text form");
    parameter.type = ParameterType::text;
    parameter.set = [=](std::string_view text) { *field = std::string(text); };
    parameter.get = [=] { return *field; };
  }
  return parameter;
}

}  // namespace detail

/// The parameters of one group object, in the order of its table.
template <class Group>
std::vector<Parameter> parameters_of(Group& object) {
  constexpr auto& rows = ParameterTable<Group>::rows;
  static_assert(std::tuple_size_v<std::remove_cvref_t<decltype(rows)>> == detail::field_count<Group>(),
                "each field of a parameter group needs one row in its ParameterTable");
  std::vector<Parameter> all;
  std::apply([&](const auto&... row) { (all.push_back(detail::view(object, row)), ...); }, rows);
  return all;
}

/// The parameters of several groups, one after the other.
template <class... Groups>
std::vector<Parameter> parameters_of_groups(Groups&... groups) {
  std::vector<Parameter> all;
  const auto append = [&](std::vector<Parameter> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
  };
  (append(parameters_of(groups)), ...);
  return all;
}

}  // namespace coppice
