#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <variant>
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

namespace detail {

/// A field that holds an enumeration, without its type: the value as a position in
/// EnumNames<Enum>::names.
struct ChoiceField {
  void* field;
  std::size_t (*position)(const void* field);
  void (*assign)(void* field, std::size_t position);
};

/// Where a parameter's value lives. One alternative a type of field, so that code which handles
/// parameters is compiled once and not once a row.
using AnyField = std::variant<bool*, std::int32_t*, std::int64_t*, std::uint64_t*, double*,
                              std::string*, std::vector<std::string>*, ChoiceField>;

}  // namespace detail

/// One parameter of a group object, seen without its C++ type. Points to the object: valid while
/// that lives.
struct Parameter {
  std::string_view group;  ///< title of its group
  std::string_view name;   ///< "max-leaves": the flag without dashes, and the config key
  std::string_view help;
  ParameterType type = ParameterType::text;
  Range range;
  std::vector<std::string_view> choices;  ///< of a choice

  /// Sets from text; throws a usage error that names parameter, value and what is allowed.
  /// A list takes one more entry a call.
  void set(std::string_view text) const;
  /// The value as text that `set` reads back to the same value (a list: joined by commas).
  std::string get() const;
  const std::vector<std::string>& get_list() const;  ///< of a list
  void reset() const;                                ///< back to the default

  detail::AnyField field;
  detail::AnyField initial;  ///< the same field of an untouched group
};

/// "from 0 to 1", "at least 2", "above 0", "true or false", "gbdt, rf or linear".
std::string allowed_values(const Parameter& parameter);

/// The closest of `known` by edit distance (transpositions count one), if near enough to be
/// meant: at most a third of its length.
std::optional<std::string_view> nearest_name(std::string_view name,
                                             const std::vector<std::string_view>& known);

/// Our name for another tool's spelling of a parameter ("reg_alpha" -> "lambda-l1"), whatever
/// its dashes and underscores; one table serves import, config files and "did you mean".
std::optional<std::string_view> name_in_coppice(std::string_view other);

/// The number that is all of the text. Throws a usage error that names the parameter, the text and
/// what is allowed.
double parse_number(std::string_view name, std::string_view text, Range range);

namespace detail {

struct Anything {
  template <class T>
  constexpr operator T() const;  // NOLINT: only ever named in unevaluated code
};

template <class T, class... Fields>
consteval std::size_t field_count() {
  if constexpr (requires { T{Fields{}..., Anything{}}; }) {
    return field_count<T, Fields..., Anything>();
  } else {
    return sizeof...(Fields);
  }
}

template <class Field>
AnyField any_field(Field& field) {
  if constexpr (std::is_enum_v<Field>) {
    return ChoiceField{
        &field,
        [](const void* value) {
          std::size_t position = 0;
          while (EnumNames<Field>::names[position].first != *static_cast<const Field*>(value))
            ++position;
          return position;
        },
        [](void* value, std::size_t position) {
          *static_cast<Field*>(value) = EnumNames<Field>::names[position].first;
        }};
  } else {
    return &field;
  }
}

template <class Field>
std::vector<std::string_view> choices_of() {
  std::vector<std::string_view> choices;
  if constexpr (std::is_enum_v<Field>) {
    for (const auto& [value, name] : EnumNames<Field>::names) choices.emplace_back(name);
  }
  return choices;
}

/// `text` is its group, name and help. Finds type and range.
Parameter view(std::array<const char*, 3> text, Range range, std::vector<std::string_view> choices,
               AnyField field, AnyField initial);

}  // namespace detail

/// The parameters of one group object, in the order of its table.
template <class Group>
std::vector<Parameter> parameters_of(Group& object) {
  constexpr auto& rows = ParameterTable<Group>::rows;
  static_assert(
      std::tuple_size_v<std::remove_cvref_t<decltype(rows)>> == detail::field_count<Group>(),
      "each field of a parameter group needs one row in its ParameterTable");
  static Group untouched;
  std::vector<Parameter> all;
  const auto add = [&]<class Field>(const Row<Group, Field>& row) {
    all.push_back(detail::view({ParameterTable<Group>::title, row.name, row.help}, row.range,
                               detail::choices_of<Field>(), detail::any_field(object.*row.field),
                               detail::any_field(untouched.*row.field)));
  };
  std::apply([&](const auto&... row) { (add(row), ...); }, rows);
  return all;
}

/// The parameters of several groups, one after the other.
template <class... Groups>
std::vector<Parameter> parameters_of_groups(Groups&... groups) {
  std::vector<Parameter> all;
  const auto append = [&](std::vector<Parameter> more) {
    all.insert(all.end(), std::make_move_iterator(more.begin()),
               std::make_move_iterator(more.end()));
  };
  (append(parameters_of(groups)), ...);
  return all;
}

}  // namespace coppice
