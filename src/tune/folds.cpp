#include "tune/folds.hpp"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <unordered_map>

#include "base/error.hpp"
#include "base/random.hpp"
#include "boost/strata.hpp"

namespace coppice {

namespace {

using RowKeys = std::vector<std::uint32_t>;  ///< a small number a row

/// The column that decides over the folds and the flag that names it; empty for none.
struct FoldColumn {
  const char* flag = "";
  std::string name;
};

FoldColumn fold_column(const FoldParams& params) {
  if (!params.fold_group.empty()) return {"--fold-group", params.fold_group};
  if (!params.fold_time.empty()) return {"--fold-time", params.fold_time};
  if (!params.fold_column.empty()) return {"--fold-column", params.fold_column};
  return {};
}

bool as_number(const std::string& text, double& value) {
  const char* const end = text.data() + text.size();
  const auto [stop, failure] = std::from_chars(text.data(), end, value);
  return failure == std::errc{} && stop == end && value == value;
}

/// The rank of each of the texts: by value where all are numbers, else by bytes (so that
/// 2024-01-31 goes before 2024-02-01). Texts that are equal numbers share a rank.
std::vector<std::uint32_t> ranks_of(const std::vector<std::string>& texts) {
  std::vector<double> numbers(texts.size());
  bool all_numbers = true;
  for (std::size_t i = 0; i < texts.size(); ++i) all_numbers &= as_number(texts[i], numbers[i]);
  const auto less = [&](std::uint32_t a, std::uint32_t b) {
    return all_numbers ? numbers[a] < numbers[b] : texts[a] < texts[b];
  };
  std::vector<std::uint32_t> order(texts.size()), ranks(texts.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), less);
  std::uint32_t rank = 0;
  for (std::size_t i = 0; i < order.size(); ++i) {
    if (i > 0 && less(order[i - 1], order[i])) ++rank;
    ranks[order[i]] = rank;
  }
  return ranks;
}

/// The rank of each row's value in the column that decides. The reader keeps it last, unless it is
/// an id column too.
RowKeys column_keys(const FoldColumn& wanted, const Table& table) {
  const Column* column = nullptr;
  for (const Column& kept : table.kept) {
    if (kept.name == wanted.name || column == nullptr || column->name != wanted.name)
      column = &kept;
  }
  if (column == nullptr) {
    throw usage_error("{}: this file has no columns with names (LibSVM); convert it to CSV",
                      wanted.flag);
  }
  const std::vector<std::uint32_t> ranks = ranks_of(column->categories);
  RowKeys keys(table.rows);
  for (std::size_t row = 0; row < table.rows; ++row) {
    if (column->codes[row] < 0 ||
        column->categories[static_cast<std::size_t>(column->codes[row])].empty()) {
      throw input_error("line {}: column '{}' is empty, but {} needs a value in each row",
                        table.lines.empty() ? row + 1 : table.lines[row], column->name,
                        wanted.flag);
    }
    keys[row] = ranks[static_cast<std::size_t>(column->codes[row])];
  }
  return keys;
}

std::uint32_t key_count(const RowKeys& keys) {
  return keys.empty() ? 0 : *std::max_element(keys.begin(), keys.end()) + 1;
}

/// Rows in the order of their keys, and by chance among equal ones.
std::vector<std::uint32_t> shuffled(const RowKeys& keys, const CounterRandom& random) {
  std::vector<std::uint32_t> order(keys.size());
  std::iota(order.begin(), order.end(), 0U);
  std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    if (keys[a] != keys[b]) return keys[a] < keys[b];
    const std::uint64_t draw_a = random.bits(a), draw_b = random.bits(b);
    return draw_a != draw_b ? draw_a < draw_b : a < b;
  });
  return order;
}

RowKeys deal(const RowKeys& strata, std::uint32_t folds, const CounterRandom& random) {
  RowKeys fold(strata.size());
  const std::vector<std::uint32_t> order = shuffled(strata, random);
  for (std::size_t i = 0; i < order.size(); ++i)
    fold[order[i]] = static_cast<std::uint32_t>(i % folds);
  return fold;
}

/// Longest-processing-time rule (Graham, 1969): groups by size, each to the fold that is emptiest.
RowKeys deal_groups(const RowKeys& groups, std::uint32_t folds, const CounterRandom& random) {
  std::vector<std::uint32_t> size(key_count(groups)), fold_of(size.size());
  for (const std::uint32_t group : groups) ++size[group];
  RowKeys smallness(size.size());
  for (std::size_t g = 0; g < size.size(); ++g)
    smallness[g] = static_cast<std::uint32_t>(groups.size()) - size[g];
  std::vector<std::uint64_t> rows(folds, 0);
  for (const std::uint32_t group : shuffled(smallness, random)) {
    const auto emptiest = std::min_element(rows.begin(), rows.end());
    *emptiest += size[group];
    fold_of[group] = static_cast<std::uint32_t>(emptiest - rows.begin());
  }
  RowKeys fold(groups.size());
  for (std::size_t row = 0; row < fold.size(); ++row) fold[row] = fold_of[groups[row]];
  return fold;
}

/// Runs 0 .. runs - 1 of about as many rows, cut between different times.
RowKeys cut_time(const RowKeys& times, std::uint32_t runs) {
  std::vector<std::uint64_t> rows_before(key_count(times) + 1, 0);
  for (const std::uint32_t time : times) ++rows_before[time + 1];
  std::partial_sum(rows_before.begin(), rows_before.end(), rows_before.begin());
  RowKeys run(times.size());
  for (std::size_t row = 0; row < run.size(); ++row) {
    run[row] = static_cast<std::uint32_t>(rows_before[times[row]] * runs / times.size());
  }
  return run;
}

RowKeys group_keys(const std::vector<std::int64_t>& groups) {
  std::unordered_map<std::int64_t, std::uint32_t> number;
  RowKeys keys;
  for (const std::int64_t group : groups) {
    keys.push_back(
        number.try_emplace(group, static_cast<std::uint32_t>(number.size())).first->second);
  }
  return keys;
}

/// Which rows teach in fold `number`, and which are held out, by the part each row is in.
Fold fold_of(const RowKeys& part, int repeat, int number, bool in_time) {
  Fold fold;
  fold.repeat = repeat;
  fold.number = number;
  const auto held = static_cast<std::uint32_t>(in_time ? number : number - 1);
  for (std::uint32_t row = 0; row < part.size(); ++row) {
    if (part[row] == held) {
      fold.held_out.push_back(row);
    } else if (!in_time || part[row] < held) {
      fold.training.push_back(row);
    }
  }
  return fold;
}

void check_fold(const Fold& fold, const FoldParams& params) {
  if (!fold.held_out.empty() && fold.training.size() >= 2) return;
  const FoldColumn column = fold_column(params);
  throw input_error(
      "fold {} would have {} rows to learn from and {} to measure on; use fewer --folds{}{}",
      fold.number, fold.training.size(), fold.held_out.size(),
      column.name.empty() ? "" : " or another ", column.flag);
}

}  // namespace

void ask_for_fold_column(const FoldParams& params, ReadParams& read, ReadRequest& request) {
  const int ways =
      !params.fold_group.empty() + !params.fold_time.empty() + !params.fold_column.empty();
  if (ways > 1)
    throw usage_error("--fold-group, --fold-time and --fold-column exclude each other; give one");
  if (params.repeats > 1 && (!params.fold_time.empty() || !params.fold_column.empty())) {
    throw usage_error("--repeats: these folds are the same each time; leave --repeats out");
  }
  const std::string name = fold_column(params).name;
  if (name.empty()) return;
  const auto has_role = [&](const std::vector<std::string>& names) {
    return std::find(names.begin(), names.end(), name) != names.end();
  };
  if (!has_role(read.id) && !has_role(read.ignore) && name != read.group)
    read.ignore.push_back(name);
  request.keep.push_back(name);
}

std::vector<Fold> make_folds(const FoldParams& params, const Table& table, std::uint64_t seed) {
  const FoldColumn column = fold_column(params);
  const bool in_time = !params.fold_time.empty();
  RowKeys keys;
  if (!column.name.empty()) keys = column_keys(column, table);
  const bool grouped = !params.fold_group.empty() || (column.name.empty() && !table.groups.empty());
  if (column.name.empty()) keys = grouped ? group_keys(table.groups) : label_strata(table.label);
  const auto folds =
      params.fold_column.empty() ? static_cast<std::uint32_t>(params.folds) : key_count(keys);

  std::vector<Fold> all;
  for (int repeat = 1; repeat <= params.repeats; ++repeat) {
    const CounterRandom random(seed, RandomPurpose::fold, static_cast<std::uint64_t>(repeat));
    const RowKeys part = !params.fold_column.empty() ? keys
                         : in_time                   ? cut_time(keys, folds + 1)
                         : grouped                   ? deal_groups(keys, folds, random)
                                                     : deal(keys, folds, random);
    for (std::uint32_t number = 1; number <= folds; ++number) {
      all.push_back(fold_of(part, repeat, static_cast<int>(number), in_time));
      check_fold(all.back(), params);
    }
  }
  return all;
}

}  // namespace coppice
