#include "bins/column_profile.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

#include "base/parallel.hpp"
#include "base/parallel_rooms.hpp"
#include "bins/column_troubles.hpp"
#include "bins/packed_bins.hpp"
#include "bins/sort_numbers.hpp"
#include "bins/sparse_columns.hpp"
#include "data/packed_columns.hpp"

namespace coppice {

namespace {

/// As profile_numbers, of a column of numbers with codes.
void profile_packed(const Column& column, SortRoom& room, ColumnProfile& profile) {
  const ValuesSeen seen = values_seen(column.packed, room);
  profile.missing = column.size() - seen.rows;
  if (seen.rows == 0) return;
  profile.min = seen.lowest;
  profile.max = seen.highest;
  profile.mean = seen.mean;
  profile.distinct = seen.distinct;
}

/// `others`: rows that hold 0 though they do not name the column.
void profile_numbers(std::span<const double> numbers, std::uint64_t others, SortRoom& room,
                     ColumnProfile& profile) {
  std::vector<double>& values = room.values;
  values.clear();
  values.reserve(numbers.size() + 1);
  if (others > 0) values.push_back(0);
  for (const double value : numbers) {
    if (!std::isnan(value)) values.push_back(value);
  }
  if (values.empty()) {
    profile.missing = numbers.size();
    return;
  }
  const std::size_t named = values.size() - (others > 0 ? 1 : 0);
  profile.missing = numbers.size() - named;
  const double sum = std::accumulate(values.begin(), values.end(), 0.0);
  const double count = static_cast<double>(named + others);
  sort_numbers(values, room);
  profile.min = values.front();
  profile.max = values.back();
  profile.mean = sum / count;
  profile.distinct =
      static_cast<std::uint64_t>(std::unique(values.begin(), values.end()) - values.begin());
}

/// As profile_numbers, where each of the numbers is 1.
void profile_ones(std::uint64_t ones, std::uint64_t others, ColumnProfile& profile) {
  profile.distinct = (ones > 0 ? 1 : 0) + (others > 0 ? 1 : 0);
  if (profile.distinct == 0) return;
  profile.min = others > 0 ? 0 : 1;
  profile.max = ones > 0 ? 1 : 0;
  profile.mean = static_cast<double>(ones) / static_cast<double>(ones + others);
}

void profile_codes(const Column& column, ColumnProfile& profile) {
  std::vector<std::uint64_t> counts(column.categories.size(), 0);
  for (const std::int32_t code : column.codes) {
    if (code < 0) {
      ++profile.missing;
    } else {
      ++counts[static_cast<std::size_t>(code)];
    }
  }
  for (std::size_t code = 0; code < counts.size(); ++code) {
    profile.distinct += counts[code] > 0 ? 1 : 0;
    if (counts[code] <= profile.most_frequent_rows) continue;
    profile.most_frequent_rows = counts[code];
    profile.most_frequent = column.categories[code];
  }
}

ColumnProfile profile_column(const Column& column, const char* role, SortRoom& room) {
  ColumnProfile profile;
  profile.name = column.name;
  profile.role = role;
  profile.kind = column.kind;
  if (column.kind == ColumnKind::categorical) {
    profile_codes(column, profile);
  } else if (column.packed.has_codes()) {
    profile_packed(column, room, profile);
  } else if (!column.packed.empty()) {
    profile_numbers(numbers_of(column), 0, room, profile);
  } else {
    profile_numbers(column.numbers, 0, room, profile);
  }
  return profile;
}

void profile_dense(const Table& table, TableProfile& profile) {
  profile.columns.resize(table.features.size());
  std::vector<std::vector<ColumnWarning>> warnings(table.features.size());
  const LabelClasses classes = classes_of(table.label);
  parallel_for_in_rooms<SortRoom>(table.features.size(), [&](SortRoom& room, std::size_t c) {
    const Column& column = table.features[c];
    profile.columns[c] = profile_column(column, "feature", room);
    warnings[c] = find_troubles(column, profile.columns[c], table, classes);
  });
  for (auto& some : warnings) {
    profile.warnings.insert(profile.warnings.end(), some.begin(), some.end());
  }
}

void profile_sparse(const Table& table, const SparseColumns& columns, const Schema& schema,
                    TableProfile& profile) {
  profile.entries = table.sparse.column.size();
  profile.columns.resize(table.sparse.columns);
  parallel_blocks(profile.columns.size(), 64, [&](std::size_t begin, std::size_t end) {
    SortRoom room;
    for (std::size_t c = begin; c < end; ++c) {
      ColumnProfile& column = profile.columns[c];
      column.name = std::to_string(c + schema.sparse_base);
      column.role = "feature";
      column.named = columns.entries_of(c);
      const std::uint64_t others = table.rows - column.named;
      if (columns.all_ones) {
        profile_ones(column.named, others, column);
      } else {
        profile_numbers(columns.values_of(c), others, room, column);
      }
    }
  });
}

}  // namespace

TableProfile profile_table(const Table& table, const SparseColumns& columns, const Schema& schema) {
  TableProfile profile;
  profile.rows = table.rows;
  if (table.is_sparse) {
    profile_sparse(table, columns, schema, profile);
  } else {
    profile_dense(table, profile);
  }
  SortRoom room;
  if (table.has_label()) {
    profile.columns.push_back(profile_column(table.label, "label", room));
    const ColumnProfile& label = profile.columns.back();
    if (label.distinct <= 1) {
      profile.warnings.push_back({label.name, ColumnTrouble::constant,
                                  "the label is the same in all rows; there is nothing to learn"});
    }
  }
  if (!table.weights.empty()) {
    ColumnProfile& weight = profile.columns.emplace_back();
    weight.name = schema.weight;
    weight.role = "weight";
    profile_numbers(table.weights, 0, room, weight);
  }
  return profile;
}

}  // namespace coppice
