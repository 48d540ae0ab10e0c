#include "base/parameters.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <numeric>

#include "base/error.hpp"

namespace coppice {

namespace {

constexpr const char* kind_text(bool integer) {
  return integer ? "a whole number" : "a number";
}

/// "from 0 to 1", "above 0"; empty for a range without limits.
std::string range_text(Range range, bool integer) {
  const auto text = [&](double value) {
    return integer ? fmt::format("{:.0f}", value) : fmt::format("{}", value);
  };
  const bool low = std::isfinite(range.min), high = std::isfinite(range.max);
  if (low && high) {
    return range.above ? fmt::format("above {} and at most {}", text(range.min), text(range.max))
                       : fmt::format("from {} to {}", text(range.min), text(range.max));
  }
  if (low) return fmt::format("{} {}", range.above ? "above" : "at least", text(range.min));
  if (high) return fmt::format("at most {}", text(range.max));
  return "";
}

std::string choices_text(const std::vector<std::string_view>& choices) {
  std::string text;
  for (std::size_t i = 0; i < choices.size(); ++i) {
    if (i > 0) text += i + 1 == choices.size() ? " or " : ", ";
    text += choices[i];
  }
  return text;
}

bool inside(Range range, double value) {
  return value <= range.max && (range.above ? value > range.min : value >= range.min);
}

/// The number that is all of the text; or why not: invalid_argument, result_out_of_range.
template <class Number>
std::errc parse_all(std::string_view text, Number& value) {
  if (text.starts_with('+') && !text.starts_with("+-")) text.remove_prefix(1);
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  return end == text.data() + text.size() ? failure : std::errc::invalid_argument;
}

/// A user's text, short enough for one line.
std::string shown(std::string_view text) {
  return text.size() <= 60 ? std::string(text)
                           : fmt::format("{}... ({} bytes)", text.substr(0, 60), text.size());
}

Error bad_number(std::string_view name, std::string_view text, bool is_number, Range range,
                 bool integer) {
  const std::string kind = kind_text(integer), limits = range_text(range, integer);
  return usage_error("{}: '{}' is {}; use {}{}{}", name, shown(text),
                     is_number ? "out of range" : "not " + kind, kind, limits.empty() ? "" : " ",
                     limits);
}

bool parse_flag(std::string_view name, std::string_view text) {
  if (text == "true" || text == "1" || text == "yes" || text == "on") return true;
  if (text == "false" || text == "0" || text == "no" || text == "off") return false;
  throw usage_error("{}: '{}' is not true or false", name, shown(text));
}

std::int64_t parse_integer(std::string_view name, std::string_view text, Range range) {
  std::int64_t value = 0;
  const std::errc failure = parse_all(text, value);
  if (failure != std::errc{} || !inside(range, static_cast<double>(value))) {
    throw bad_number(name, text, failure != std::errc::invalid_argument, range, true);
  }
  return value;
}

std::uint64_t parse_unsigned(std::string_view name, std::string_view text) {
  std::uint64_t value = 0;
  if (parse_all(text, value) != std::errc{}) {
    throw usage_error("{}: '{}' is out of range; use a whole number from 0 to 18446744073709551615",
                      name, shown(text));
  }
  return value;
}

}  // namespace

double parse_number(std::string_view name, std::string_view text, Range range) {
  double value = 0;
  const std::errc failure = parse_all(text, value);
  if (failure != std::errc{} || !std::isfinite(value) || !inside(range, value)) {
    throw bad_number(name, text, failure != std::errc::invalid_argument && !std::isnan(value),
                     range, false);
  }
  return value;
}

namespace {

[[noreturn]] void bad_choice(std::string_view name, std::string_view text,
                             const std::vector<std::string_view>& choices) {
  const auto near = nearest_name(text, choices);
  throw usage_error("{}: '{}' is not known{}; use {}", name, shown(text),
                    near ? fmt::format(", did you mean '{}'?", *near) : "", choices_text(choices));
}

/// Sets the field that a parameter has by its type; `Setter` is visited with it.
struct Setter {
  const Parameter& parameter;
  std::string_view text;

  void operator()(bool* field) const { *field = parse_flag(parameter.name, text); }
  void operator()(std::int32_t* field) const {
    *field = static_cast<std::int32_t>(parse_integer(parameter.name, text, parameter.range));
  }
  void operator()(std::int64_t* field) const {
    *field = parse_integer(parameter.name, text, parameter.range);
  }
  void operator()(std::uint64_t* field) const { *field = parse_unsigned(parameter.name, text); }
  void operator()(double* field) const {
    *field = parse_number(parameter.name, text, parameter.range);
  }
  void operator()(std::string* field) const { *field = text; }
  void operator()(std::vector<std::string>* field) const { field->emplace_back(text); }
  void operator()(const detail::ChoiceField& choice) const {
    const auto found = std::ranges::find(parameter.choices, text);
    if (found == parameter.choices.end()) bad_choice(parameter.name, text, parameter.choices);
    choice.assign(choice.field, static_cast<std::size_t>(found - parameter.choices.begin()));
  }
};

struct Getter {
  const Parameter& parameter;

  std::string operator()(const bool* field) const { return *field ? "true" : "false"; }
  template <class Number>
  std::string operator()(const Number* field) const {
    return fmt::format("{}", *field);
  }
  std::string operator()(const std::vector<std::string>* field) const {
    return fmt::format("{}", fmt::join(*field, ","));
  }
  std::string operator()(const detail::ChoiceField& choice) const {
    return std::string(parameter.choices[choice.position(choice.field)]);
  }
};

ParameterType type_of(const detail::AnyField& field) {
  using enum ParameterType;
  constexpr std::array types{flag, integer, integer, integer, number, text, list, choice};
  static_assert(types.size() == std::variant_size_v<detail::AnyField>);
  return types[field.index()];
}

}  // namespace

void Parameter::set(std::string_view text) const {
  std::visit(Setter{*this, text}, field);
}

std::string Parameter::get() const {
  return std::visit(Getter{*this}, field);
}

const std::vector<std::string>& Parameter::get_list() const {
  return *std::get<std::vector<std::string>*>(field);
}

void Parameter::reset() const {
  const auto copy = [&]<class Field>(Field to) {
    const Field from = std::get<Field>(initial);
    if constexpr (std::is_pointer_v<Field>) {
      *to = *from;
    } else {
      to.assign(to.field, from.position(from.field));
    }
  };
  std::visit(copy, field);
}

Parameter detail::view(std::array<const char*, 3> text, Range range,
                       std::vector<std::string_view> choices, AnyField field, AnyField initial) {
  if (std::holds_alternative<std::uint64_t*>(field)) range.min = 0;
  if (std::holds_alternative<std::int32_t*>(field)) {
    range.min = std::max<double>(range.min, std::numeric_limits<std::int32_t>::min());
    range.max = std::min<double>(range.max, std::numeric_limits<std::int32_t>::max());
  }
  return {text[0], text[1], text[2], type_of(field), range, std::move(choices), field, initial};
}

std::string allowed_values(const Parameter& parameter) {
  switch (parameter.type) {
    case ParameterType::flag:
      return "true or false";
    case ParameterType::integer:
    case ParameterType::number: {
      const bool integer = parameter.type == ParameterType::integer;
      const std::string limits = range_text(parameter.range, integer);
      return limits.empty() ? kind_text(integer) : limits;
    }
    case ParameterType::choice:
      return choices_text(parameter.choices);
    case ParameterType::list:
      return "text, once or more";
    case ParameterType::text:
      break;
  }
  return "text";
}

namespace {

/// Restricted Damerau-Levenshtein distance: insertions, deletions, substitutions and swaps of
/// neighbours each cost one.
std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    now[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      now[j] =
          std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        now[j] = std::min(now[j], before[j - 2] + 1);
      }
    }
    std::swap(before, last);
    std::swap(last, now);
  }
  return last[b.size()];
}

/// Lower case, dashes for underscores, no leading dashes.
std::string normal(std::string_view name) {
  while (name.starts_with('-')) name.remove_prefix(1);
  std::string text(name);
  for (char& c : text) {
    if (c == '_') c = '-';
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return text;
}

struct Spelling {
  std::string_view other, ours;
};

// LightGBM, XGBoost, CatBoost, YDF, ranger and scikit-learn.
constexpr Spelling kSpellings[] = {
    {"alpha", "lambda-l1"},
    {"auto-class-weights", "class-weight"},
    {"bagging-fraction", "row-fraction"},
    {"bagging-seed", "seed"},
    {"boosting", "booster"},
    {"boosting-type", "booster"},
    {"bootstrap-type", "row-sampling"},
    {"border-count", "max-bins"},
    {"cat-feature", "categorical"},
    {"cat-features", "categorical"},
    {"categorical-column", "categorical"},
    {"categorical-feature", "categorical"},
    {"class-weights", "class-weight"},
    {"colsample-bylevel", "column-fraction-per-node"},
    {"colsample-bynode", "column-fraction-per-node"},
    {"colsample-bytree", "column-fraction"},
    {"data-sample-strategy", "row-sampling"},
    {"depth", "max-depth"},
    {"early-stopping", "early-stopping-rounds"},
    {"early-stopping-round", "early-stopping-rounds"},
    {"eta", "learning-rate"},
    {"eval-metric", "metric"},
    {"feature-fraction", "column-fraction"},
    {"feature-fraction-bynode", "column-fraction-per-node"},
    {"gamma", "min-split-gain"},
    {"grow-policy", "growth"},
    {"growing-strategy", "growth"},
    {"has-header", "header"},
    {"ignore-column", "ignore"},
    {"init-score-file", "init-model"},
    {"input-model", "init-model"},
    {"is-unbalance", "class-weight"},
    {"iterations", "trees"},
    {"l1-regularization", "lambda-l1"},
    {"l2-leaf-reg", "lambda-l2"},
    {"l2-regularization", "lambda-l2"},
    {"label-column", "label"},
    {"lambda", "lambda-l2"},
    {"loss", "objective"},
    {"loss-function", "objective"},
    {"max-bin", "max-bins"},
    {"max-leaf-nodes", "max-leaves"},
    {"min-child-samples", "min-rows-in-leaf"},
    {"min-data", "min-rows-in-leaf"},
    {"min-data-in-leaf", "min-rows-in-leaf"},
    {"min-examples", "min-rows-in-leaf"},
    {"min-gain-to-split", "min-split-gain"},
    {"min-node-size", "min-rows-in-leaf"},
    {"min-samples-leaf", "min-rows-in-leaf"},
    {"min-split-loss", "min-split-gain"},
    {"min-sum-hessian", "min-child-weight"},
    {"min-sum-hessian-in-leaf", "min-child-weight"},
    {"model-in", "init-model"},
    {"mvs-reg", "mvs-lambda"},
    {"n-estimators", "trees"},
    {"n-jobs", "threads"},
    {"neg-bagging-fraction", "negative-fraction"},
    {"normalize-type", "drop-normalize"},
    {"nrounds", "trees"},
    {"nthread", "threads"},
    {"num-boost-round", "trees"},
    {"num-iteration", "trees"},
    {"num-iterations", "trees"},
    {"num-leaves", "max-leaves"},
    {"num-round", "trees"},
    {"num-rounds", "trees"},
    {"num-threads", "threads"},
    {"num-tree", "trees"},
    {"num-trees", "trees"},
    {"other-rate", "other-fraction"},
    {"pos-bagging-fraction", "positive-fraction"},
    {"random-seed", "seed"},
    {"random-state", "seed"},
    {"rate-drop", "drop-rate"},
    {"reg-alpha", "lambda-l1"},
    {"reg-lambda", "lambda-l2"},
    {"rsm", "column-fraction"},
    {"sampling-method", "row-sampling"},
    {"scale-pos-weight", "class-weight"},
    {"shrinkage", "learning-rate"},
    {"shrinkage-rate", "learning-rate"},
    {"sub-feature", "column-fraction"},
    {"sub-row", "row-fraction"},
    {"subsample", "row-fraction"},
    {"target", "label"},
    {"test", "valid"},
    {"thread-count", "threads"},
    {"top-rate", "top-fraction"},
    {"unbalanced-set", "class-weight"},
    {"valid-data", "valid"},
    {"validation-fraction", "valid-fraction"},
    {"verbosity", "log"},
    {"weight-column", "weight"},
};

}  // namespace

std::optional<std::string_view> nearest_name(std::string_view name,
                                             const std::vector<std::string_view>& known) {
  const std::string wanted = normal(name);
  std::optional<std::string_view> best;
  std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
  if (wanted.size() > 64) return best;
  for (std::string_view candidate : known) {
    const std::size_t distance = edit_distance(wanted, normal(candidate));
    if (distance < best_distance && distance < wanted.size()) {
      best = candidate;
      best_distance = distance;
    }
  }
  return best;
}

std::optional<std::string_view> name_in_coppice(std::string_view other) {
  const std::string wanted = normal(other);
  for (const Spelling& spelling : kSpellings) {
    if (spelling.other == wanted) return spelling.ours;
  }
  return std::nullopt;
}

}  // namespace coppice
