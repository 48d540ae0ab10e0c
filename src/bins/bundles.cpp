#include "bins/bundles.hpp"

#include <algorithm>

namespace coppice {

namespace {

constexpr std::uint32_t kCells = 256;       // of a byte; cell 0 is "all at their default"
constexpr std::size_t kTries = 64;          // open bundles that a column is tried in
constexpr double kLeastFill = 0.25;         // of the rows, for a byte a row to pay
constexpr double kHopelessDensity = 0.002;  // columns sparser than this are not tried at all

struct OpenBundle {
  std::vector<std::uint32_t> columns;
  std::vector<bool> taken;  // rows that a column of the bundle names
  std::uint32_t cells = 1;
  std::size_t filled = 0;
};

bool is_exclusive(const OpenBundle& bundle, std::span<const std::uint32_t> rows) {
  return std::none_of(rows.begin(), rows.end(),
                      [&](std::uint32_t row) { return bundle.taken[row]; });
}

void add(OpenBundle& bundle, std::uint32_t column, std::span<const std::uint32_t> rows,
         std::uint32_t cells) {
  bundle.columns.push_back(column);
  bundle.cells += cells;
  bundle.filled += rows.size();
  for (const std::uint32_t row : rows) bundle.taken[row] = true;
}

}  // namespace

BundlePlan plan_bundles(const SparseColumns& columns, const std::vector<std::uint32_t>& candidates,
                        const BinEdges& edges, std::size_t rows) {
  BundlePlan plan;
  std::vector<std::uint32_t> order = candidates;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return columns.rows_of(a).size() > columns.rows_of(b).size();
  });
  std::vector<OpenBundle> open;
  const auto hopeless = static_cast<std::size_t>(kHopelessDensity * static_cast<double>(rows));
  for (const std::uint32_t column : order) {
    const auto named = columns.rows_of(column);
    const std::uint32_t cells = edges.features[column].bins() - 1;
    if (named.size() <= hopeless || cells + 1 > kCells) {
      plan.sparse.push_back(column);
      continue;
    }
    const auto fits = std::find_if(open.begin(), open.end(), [&](const OpenBundle& bundle) {
      return bundle.cells + cells <= kCells && bundle.filled + named.size() <= rows &&
             is_exclusive(bundle, named);
    });
    if (fits != open.end()) {
      add(*fits, column, named, cells);
    } else if (open.size() < kTries ||
               static_cast<double>(named.size()) >= kLeastFill * static_cast<double>(rows)) {
      open.push_back({{}, std::vector<bool>(rows, false), 1, 0});
      add(open.back(), column, named, cells);
    } else {
      plan.sparse.push_back(column);
    }
  }
  for (OpenBundle& bundle : open) {
    std::sort(bundle.columns.begin(), bundle.columns.end());
    if (static_cast<double>(bundle.filled) >= kLeastFill * static_cast<double>(rows)) {
      plan.bundles.push_back(std::move(bundle.columns));
    } else {
      plan.sparse.insert(plan.sparse.end(), bundle.columns.begin(), bundle.columns.end());
    }
  }
  std::sort(plan.sparse.begin(), plan.sparse.end());
  std::sort(plan.bundles.begin(), plan.bundles.end());
  return plan;
}

}  // namespace coppice
