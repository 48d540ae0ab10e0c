#include "coppice/unseen.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace coppice {

namespace {

constexpr std::size_t kMostNamed = 8;

struct Unseen {
  std::uint64_t cells;
  std::string column, seen;
};

/// What training saw of a column: "17 to 90", "16 categories".
std::string seen_text(const FeatureSchema& feature) {
  if (feature.kind == ColumnKind::categorical) {
    return fmt::format("{} categories", feature.categories.size());
  }
  if (feature.range.empty()) return "no value";
  return fmt::format("{:.6g} to {:.6g}", feature.range.low, feature.range.high);
}

std::vector<Unseen> unseen_columns(const Schema& schema, const std::vector<std::uint64_t>& counts) {
  std::vector<Unseen> columns;
  if (schema.sparse) {
    const std::uint64_t last = std::uint64_t{schema.sparse_columns} + schema.sparse_base;
    if (!counts.empty() && counts[0] > 0) {
      columns.push_back({counts[0], fmt::format("{} and above", last), "no value"});
    }
    return columns;
  }
  for (std::size_t f = 0; f < counts.size(); ++f) {
    const FeatureSchema& feature = schema.features[f];
    if (counts[f] > 0) columns.push_back({counts[f], feature.name, seen_text(feature)});
  }
  std::stable_sort(columns.begin(), columns.end(),
                   [](const Unseen& a, const Unseen& b) { return a.cells > b.cells; });
  return columns;
}

}  // namespace

void warn_unseen(const Schema& schema, const std::vector<std::uint64_t>& counts, std::uint64_t rows,
                 const std::string& path, Console& console) {
  const std::vector<Unseen> columns = unseen_columns(schema, counts);
  if (columns.empty() || rows == 0) return;
  std::vector<std::vector<std::string>> cells{{"column", "rows", "training saw"}};
  for (std::size_t i = 0; i < std::min(columns.size(), kMostNamed); ++i) {
    const double share = 100.0 * static_cast<double>(columns[i].cells) / static_cast<double>(rows);
    cells.push_back({columns[i].column, fmt::format("{:.3g} %", share), columns[i].seen});
  }
  if (columns.size() > kMostNamed) {
    cells.push_back({"...", "", fmt::format("({} columns in all)", columns.size())});
  }
  console.warning_table(
      fmt::format("{}: values that training did not see (a new category counts as missing):", path),
      cells);
}

}  // namespace coppice
