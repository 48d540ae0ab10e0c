#include "boost/labels.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <tuple>
#include <unordered_map>
#include <utility>

#include "base/dispatch.hpp"
#include "base/error.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

constexpr std::size_t kNamedClasses = 10;  ///< of more a message names one

std::string number_name(double value) {
  return fmt::format("{}", value + 0.0);
}

constexpr std::size_t kLabelBlock = 512;

/// Up to eight numbers and what stands for each: most labels are a few classes', in any order, so
/// that a branch on which it is would be mispredicted. All are compared with, some rows at a time.
struct FewNumbers {
  static constexpr std::size_t kMost = 8;
  std::array<double, kMost> from, to;
};

std::size_t count_others(const FewNumbers& few, std::span<const double> values) {
  std::size_t others = 0;
  for (const double value : values) {
    std::uint64_t same = 0;
    for (const double number : few.from) same |= value == number ? 1 : 0;
    others += 1 - same;
  }
  return others;
}

void put_meanings(const FewNumbers& few, std::span<double> values) {
  for (double& value : values) {
    double meaning = few.to[0];
    for (std::size_t k = 1; k < FewNumbers::kMost; ++k)
      meaning = value == few.from[k] ? few.to[k] : meaning;
    value = meaning;
  }
}

/// Numbers met so far, ascending, and what stands for each.
class KnownNumbers {
 public:
  std::size_t size() const { return known_.size(); }

  /// What stands for a number, which is asked for where it is new.
  template <class Meaning>
  double meaning(double number, Meaning&& ask) {
    auto place = std::lower_bound(known_.begin(), known_.end(), number,
                                  [](const Entry& entry, double v) { return entry.first < v; });
    if (place == known_.end() || place->first != number) {
      place = known_.insert(place, {number, ask(number)});
    }
    return place->second;
  }
  /// True where all of the values are known, and few are known.
  bool are_few(std::span<const double> values) const {
    return !known_.empty() && known_.size() <= FewNumbers::kMost &&
           at_width<count_others>(few(), values) == 0;
  }
  /// Puts what stands for them in place of values that are_few.
  void replace(std::span<double> values) const { at_width<put_meanings>(few(), values); }

  std::vector<double> numbers() const {
    std::vector<double> numbers;
    for (const Entry& entry : known_) numbers.push_back(entry.first);
    return numbers;
  }

 private:
  using Entry = std::pair<double, double>;
  FewNumbers few() const {
    FewNumbers few;
    for (std::size_t k = 0; k < FewNumbers::kMost; ++k)
      std::tie(few.from[k], few.to[k]) = known_[std::min(k, known_.size() - 1)];
    return few;
  }
  std::vector<Entry> known_;
};

/// Distinct numbers of a label, ascending, of which there are `most` at most or a few more.
std::vector<double> distinct_numbers(const Column& label, std::size_t most) {
  KnownNumbers known;
  if (label.kind == ColumnKind::categorical) return known.numbers();
  for_number_blocks(label, 0, label.size(), [&](std::size_t, std::span<const double> block) {
    if (known.size() > most || known.are_few(block)) return;
    for (const double value : block) known.meaning(value, [](double number) { return number; });
  });
  return known.numbers();
}

ObjectiveKind choose_kind(const Column& label, const std::vector<double>& numbers) {
  if (label.kind == ColumnKind::categorical)
    return label.categories.size() > 2 ? ObjectiveKind::softmax : ObjectiveKind::logistic;
  const bool whole =
      std::all_of(numbers.begin(), numbers.end(), [](double v) { return v == std::floor(v); });
  if (!whole || numbers.size() > kFewClasses) return ObjectiveKind::squared_error;
  return numbers.size() > 2 ? ObjectiveKind::softmax : ObjectiveKind::logistic;
}

std::vector<std::string> class_names(const Column& label, const std::vector<double>& numbers) {
  std::vector<std::string> names;
  if (label.kind == ColumnKind::categorical) {
    names = label.categories;
    std::sort(names.begin(), names.end());
  } else {
    for (const double value : numbers) names.push_back(number_name(value));
  }
  return names;
}

}  // namespace

std::string place_of(const std::string& path, const RowLines& lines, std::size_t row) {
  return lines.empty() ? fmt::format("{}: row {}", path, row + 1)
                       : fmt::format("{}:{}", path, lines[row]);
}

Task choose_task(const Column& label, const ObjectiveParams& params, Observer& observer,
                 Booster booster) {
  constexpr std::size_t kMostClasses = 10000;
  const std::vector<double> numbers = distinct_numbers(label, kMostClasses);
  ObjectiveParams chosen = params;
  if (params.objective == ObjectiveKind::automatic) {
    chosen.objective = choose_kind(label, numbers);
    if (booster == Booster::rf && is_classification(chosen.objective))
      chosen.objective = ObjectiveKind::brier;
    observer.note(fmt::format("objective {} chosen from the label", enum_name(chosen.objective)));
  }
  Task task;
  if (is_classification(chosen.objective)) {
    task.classes = class_names(label, numbers);
    const std::string name =
        label.name.empty() ? "the label" : fmt::format("label column '{}'", label.name);
    const auto part =
        std::find_if(numbers.begin(), numbers.end(), [](double v) { return v != std::floor(v); });
    if (part != numbers.end()) {
      throw input_error(
          "{}: {} is no class number, which are whole; for class names that look like numbers say "
          "--categorical {}, for amounts --objective squared_error",
          name, *part, label.name.empty() ? "LABEL" : label.name);
    }
    if (task.classes.size() > kMostClasses) {
      throw input_error("{} has more than {} classes; use --objective squared_error for a number",
                        name, kMostClasses);
    }
    if (chosen.objective == ObjectiveKind::logistic && task.classes.size() > 2) {
      throw input_error(
          "{} has {} classes ('{}', '{}', '{}', ...) but objective logistic takes two; use "
          "--objective softmax",
          name, task.classes.size(), task.classes[0], task.classes[1], task.classes[2]);
    }
    if (task.classes.size() < 2) {
      throw input_error(
          "{} has one class only ('{}'): there is nothing to tell apart; give rows of two classes "
          "or more",
          name, task.classes.at(0));
    }
  }
  if (task.classes.empty() && numbers.size() == 1) {
    observer.warning(
        fmt::format("every label is {}: every prediction will be the same", numbers[0]));
  }
  task.objective = make_objective(chosen, static_cast<int>(task.classes.size()));
  return task;
}

std::vector<double> task_labels(Column label, const Objective& objective,
                                const std::vector<std::string>& classes, const std::string& path,
                                const RowLines& lines) {
  unpack(label);
  if (!is_classification(objective)) {
    if (label.kind == ColumnKind::numeric) return std::move(label.numbers);
    throw input_error(
        "{}: label '{}' is not a number; use --objective logistic or softmax for classes",
        place_of(path, lines, 0),
        label.categories.at(static_cast<std::size_t>(std::max(label.codes.at(0), 0))));
  }
  std::unordered_map<std::string, double> number_of;
  for (std::size_t i = 0; i < classes.size(); ++i)
    number_of.emplace(classes[i], static_cast<double>(i));
  const auto class_of = [&](const std::string& name, std::size_t row) {
    const auto found = number_of.find(name);
    if (found != number_of.end()) return found->second;
    const std::string known =
        classes.size() <= kNamedClasses
            ? fmt::format("{}", fmt::join(classes, ", "))
            : fmt::format("{} and {} others", classes.at(0), classes.size() - 1);
    throw input_error("{}: label '{}' is not a class that the model was trained on ({})",
                      place_of(path, lines, row), name, known);
  };
  if (label.kind == ColumnKind::categorical) {
    std::vector<double> result(label.size());
    std::vector<double> by_code(label.categories.size(), -1);
    for (std::size_t row = 0; row < result.size(); ++row) {
      const auto code = static_cast<std::size_t>(label.codes[row]);
      if (by_code[code] < 0) by_code[code] = class_of(label.categories[code], row);
      result[row] = by_code[code];
    }
    return result;
  }
  KnownNumbers known;
  const std::span<double> numbers(label.numbers);
  for (std::size_t begin = 0; begin < numbers.size(); begin += kLabelBlock) {
    const auto block = numbers.subspan(begin, std::min(kLabelBlock, numbers.size() - begin));
    if (known.are_few(block)) {
      known.replace(block);
      continue;
    }
    for (std::size_t i = 0; i < block.size(); ++i) {
      block[i] = known.meaning(
          block[i], [&](double number) { return class_of(number_name(number), begin + i); });
    }
  }
  return std::move(label.numbers);
}

}  // namespace coppice
