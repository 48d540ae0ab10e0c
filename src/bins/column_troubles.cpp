#include "bins/column_troubles.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <span>

#include "data/numbers.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

/// Below this many rows nothing that a column does is more than chance.
constexpr std::uint64_t kFewRows = 20;
constexpr std::size_t kMostClasses = 30;

/// True where each class has an interval of values of its own.
bool separates(const Column& column, const LabelClasses& classes) {
  struct Interval {
    double low = std::numeric_limits<double>::infinity(), high = -low;
  };
  std::vector<Interval> intervals(classes.count);
  const auto are_apart = [&] {
    std::vector<Interval> sorted = intervals;
    std::sort(sorted.begin(), sorted.end(),
              [](const Interval& a, const Interval& b) { return a.low < b.low; });
    for (std::size_t i = 1; i < sorted.size(); ++i) {
      if (sorted[i].low <= sorted[i - 1].high) return false;
    }
    return true;
  };
  constexpr std::size_t kAtOnce = 4096;  // intervals only grow, so most columns end with the first
  bool is_missing = false;
  for (std::size_t begin = 0; begin < column.size(); begin += kAtOnce) {
    const std::size_t end = std::min(column.size(), begin + kAtOnce);
    for_number_blocks(column, begin, end, [&](std::size_t row, std::span<const double> numbers) {
      for (std::size_t i = 0; i < numbers.size(); ++i) {
        Interval& interval = intervals[static_cast<std::size_t>(classes.of_row[row + i])];
        interval.low = std::min(interval.low, numbers[i]);
        interval.high = std::max(interval.high, numbers[i]);
        is_missing |= std::isnan(numbers[i]);
      }
    });
    if (is_missing || !are_apart()) return false;
  }
  return true;
}

/// True where each category has rows of one class only.
bool determines(std::span<const std::int32_t> codes, std::span<const std::int32_t> classes,
                std::size_t categories) {
  std::vector<std::int32_t> class_of(categories, -1);
  for (std::size_t row = 0; row < codes.size(); ++row) {
    if (codes[row] < 0) return false;
    std::int32_t& known = class_of[static_cast<std::size_t>(codes[row])];
    if (known >= 0 && known != classes[row]) return false;
    known = classes[row];
  }
  return true;
}

/// Pearson's correlation; 0 where a value is missing or one side is constant.
double correlation(const Column& column, std::span<const double> b) {
  const auto for_pairs = [&](auto&& body) {
    for_number_blocks(column, 0, b.size(), [&](std::size_t row, std::span<const double> numbers) {
      for (std::size_t i = 0; i < numbers.size(); ++i) body(numbers[i], b[row + i]);
    });
  };
  double mean_a = 0, mean_b = 0;
  for_pairs([&](double x, double y) { mean_a += x, mean_b += y; });
  mean_a /= static_cast<double>(b.size());
  mean_b /= static_cast<double>(b.size());
  double ab = 0, aa = 0, bb = 0;
  for_pairs([&](double x, double y) {
    x -= mean_a, y -= mean_b;
    ab += x * y, aa += x * x, bb += y * y;
  });
  const double r = ab / std::sqrt(aa * bb);
  return std::isfinite(r) ? r : 0;
}

bool tells_the_label(const Column& column, const ColumnProfile& profile, const Table& table,
                     const LabelClasses& classes) {
  if (!table.has_label() || profile.distinct < 2) return false;
  const bool numeric = column.kind == ColumnKind::numeric;
  if (classes.of_row.empty()) {
    constexpr double kSame = 0.99999;
    return numeric && !classes.numbers.empty() &&
           std::abs(correlation(column, classes.numbers)) > kSame;
  }
  if (classes.count < 2) return false;
  if (numeric) return separates(column, classes);
  // Many categories of few rows each determine anything.
  return profile.distinct <= table.rows / 10 &&
         determines(column.codes, classes.of_row, column.categories.size());
}

/// A number, but for blanks, commas and signs of money and shares in it: "1 234", "$12.50", "12%".
bool is_decorated_number(std::string_view text) {
  std::string bare;
  for (const char c : text) {
    if (std::string_view(" ,$%'_").find(c) == std::string_view::npos) bare += c;
  }
  double value = 0;
  return !bare.empty() && read_number(bare, value) == NumberClass::number && std::isfinite(value);
}

bool is_numbers_as_text(const Column& column) {
  const auto decorated =
      std::count_if(column.categories.begin(), column.categories.end(), is_decorated_number);
  double value = 0;
  const auto bare = std::count_if(
      column.categories.begin(), column.categories.end(),
      [&](const std::string& text) { return read_number(text, value) == NumberClass::number; });
  const auto all = static_cast<std::ptrdiff_t>(column.categories.size());
  // Where all are plain numbers, the column was declared categorical.
  return all >= 3 && 10 * decorated >= 8 * all && bare < all;
}

bool are_whole(const Column& column) {
  bool are = true;
  for_number_blocks(column, 0, column.size(), [&](std::size_t, std::span<const double> numbers) {
    for (const double value : numbers) are &= value == std::floor(value);
  });
  return are;
}

}  // namespace

LabelClasses classes_of(const Column& label) {
  if (label.kind == ColumnKind::categorical) {
    if (label.categories.size() > kMostClasses) return {};
    return {label.codes, label.categories.size()};
  }
  std::vector<double> values;
  LabelClasses classes;
  classes.of_row.reserve(label.size());
  for_number_blocks(label, 0, label.size(), [&](std::size_t, std::span<const double> block) {
    if (values.size() > kMostClasses) return;
    for (const double value : block) {
      const auto at = std::find(values.begin(), values.end(), value);
      classes.of_row.push_back(static_cast<std::int32_t>(at - values.begin()));
      if (at == values.end()) values.push_back(value);
    }
  });
  if (values.size() > kMostClasses) return {{}, 0, numbers_of(label)};
  classes.count = values.size();
  return classes;
}

std::vector<ColumnWarning> find_troubles(const Column& column, const ColumnProfile& profile,
                                         const Table& table, const LabelClasses& classes) {
  std::vector<ColumnWarning> warnings;
  const auto warn = [&](ColumnTrouble trouble, std::string text) {
    warnings.push_back({column.name, trouble, std::move(text)});
  };
  const std::uint64_t rows = table.rows, there = rows - profile.missing;
  const bool numeric = column.kind == ColumnKind::numeric;
  if (there == 0) {
    warn(ColumnTrouble::constant, "all values are missing; --ignore it");
    return warnings;
  }
  if (profile.distinct == 1 && profile.missing == 0) {
    warn(ColumnTrouble::constant, "one value in all rows; --ignore it");
    return warnings;
  }
  if (rows < kFewRows) return warnings;
  if (100 * profile.missing >= 95 * rows) {
    warn(ColumnTrouble::mostly_missing,
         fmt::format("missing in {:.3g} % of the rows",
                     100 * static_cast<double>(profile.missing) / static_cast<double>(rows)));
  }
  const bool all_differ = profile.distinct == there && 2 * there > rows;
  if (all_differ && (!numeric || are_whole(column))) {
    warn(ColumnTrouble::id_like,
         "a different value in every row, as of an id; --ignore it, or --id to carry it through");
  } else if (!numeric && 2 * profile.distinct > there) {
    warn(ColumnTrouble::id_like, "most rows have a category of their own; --ignore it");
  }
  if (tells_the_label(column, profile, table, classes)) {
    warn(ColumnTrouble::label_leak,
         fmt::format("tells {} exactly: is it known when you predict? If not, --ignore it",
                     table.label.name.empty() ? "the label" : table.label.name));
  }
  if (!numeric && is_numbers_as_text(column)) {
    warn(ColumnTrouble::numbers_as_text,
         fmt::format("numbers written as text ('{}'), taken as categories; write plain numbers",
                     profile.most_frequent));
  }
  return warnings;
}

const char* trouble_name(ColumnTrouble trouble) {
  switch (trouble) {
    case ColumnTrouble::constant:
      return "constant";
    case ColumnTrouble::id_like:
      return "id-like";
    case ColumnTrouble::label_leak:
      return "label-leak";
    case ColumnTrouble::numbers_as_text:
      return "numbers-as-text";
    case ColumnTrouble::mostly_missing:
      return "mostly-missing";
  }
  return "?";
}

}  // namespace coppice
