#include "bins/bundles.hpp"

#include <algorithm>
#include <array>
#include <mutex>
#include <span>

#include "base/parallel.hpp"

namespace coppice {

namespace {

constexpr std::uint32_t kCells = 256;       // of a byte; cell 0 is "all at their default"
constexpr std::size_t kTries = 64;          // open bundles that a column is tried in
constexpr double kLeastFill = 0.25;         // of the rows, for a byte a row to pay
constexpr double kHopelessDensity = 0.002;  // of many columns, sparser ones are not tried

/// The rows that a bundle's columns name, where each column lists its rows.
class TakenRows {
 public:
  /// What all bundles look at.
  struct Source {
    const SparseColumns& columns;
    std::size_t rows;
  };
  explicit TakenRows(const Source& source) : columns_(source.columns), taken_(source.rows, false) {}

  bool excludes(std::uint32_t column) const {
    const auto rows = columns_.rows_of(column);
    return std::any_of(rows.begin(), rows.end(), [&](std::uint32_t row) { return taken_[row]; });
  }
  void add(std::uint32_t column) {
    for (const std::uint32_t row : columns_.rows_of(column)) taken_[row] = true;
  }

 private:
  const SparseColumns& columns_;
  std::vector<bool> taken_;
};

/// Of a few columns, which some row names together.
class Together {
 public:
  template <std::size_t words>
  using Bits = std::array<std::uint64_t, words>;  ///< one a column
  using Columns = Bits<kFewColumns / 64>;

  explicit Together(const SparseMatrix& matrix) : with_(matrix.columns, Columns{}) {
    const auto look = matrix.columns <= 128   ? &Together::look_at<2>
                      : matrix.columns <= 256 ? &Together::look_at<4>
                                              : &Together::look_at<kFewColumns / 64>;
    constexpr std::size_t kRowsAtOnce = 65536;
    parallel_blocks(matrix.rows(), kRowsAtOnce,
                    [&](std::size_t begin, std::size_t end) { (this->*look)(matrix, begin, end); });
  }
  const Columns& with(std::uint32_t column) const { return with_[column]; }

 private:
  /// Looks at rows [begin, end). After some rows there is seldom anything new in one.
  template <std::size_t words>
  void look_at(const SparseMatrix& matrix, std::size_t begin, std::size_t end) {
    struct Bit {
      Bits<words> own{}, with{};  ///< that of the column itself, and those of what it came with
    };
    std::vector<Bit> bits(matrix.columns);
    for (std::size_t c = 0; c < bits.size(); ++c) bits[c].own[c / 64] = std::uint64_t{1} << c % 64;
    matrix.column.visit([&](auto columns) {
      for (std::size_t row = begin; row < end; ++row) {
        Bits<words> all{}, known;
        known.fill(~std::uint64_t{0});
        const std::uint64_t first = matrix.row_begin[row], last = matrix.row_begin[row + 1];
        for (std::uint64_t i = first; i < last; ++i) {
          const Bit& bit = bits[columns[i]];
          for (std::size_t w = 0; w < words; ++w) {
            all[w] |= bit.own[w];
            known[w] &= bit.with[w];
          }
        }
        std::uint64_t unknown = 0;
        for (std::size_t w = 0; w < words; ++w) unknown |= all[w] & ~known[w];
        if (unknown == 0) continue;
        for (std::uint64_t i = first; i < last; ++i) {
          for (std::size_t w = 0; w < words; ++w) bits[columns[i]].with[w] |= all[w];
        }
      }
    });
    const std::lock_guard lock(mutex_);
    for (std::size_t c = 0; c < bits.size(); ++c) {
      for (std::size_t w = 0; w < words; ++w) with_[c][w] |= bits[c].with[w];
    }
  }

  std::vector<Columns> with_;
  std::mutex mutex_;
};

/// The columns that some row names together with one of a bundle's.
class TakenColumns {
 public:
  using Source = Together;
  explicit TakenColumns(const Source& together) : together_(together) {}

  bool excludes(std::uint32_t column) const { return taken_[column / 64] >> (column % 64) & 1; }
  void add(std::uint32_t column) {
    const Together::Columns& with = together_.with(column);
    for (std::size_t w = 0; w < taken_.size(); ++w) taken_[w] |= with[w];
  }

 private:
  const Together& together_;
  Together::Columns taken_{};
};

template <class Taken>
struct OpenBundle {
  std::vector<std::uint32_t> columns;
  Taken taken;
  std::uint32_t cells = 1;
  std::size_t filled = 0;  ///< rows that name one of the columns

  void add(std::uint32_t column, std::size_t rows, std::uint32_t more_cells) {
    columns.push_back(column);
    taken.add(column);
    cells += more_cells;
    filled += rows;
  }
};

template <class Taken>
BundlePlan plan(const SparseColumns& columns, const std::vector<std::uint32_t>& candidates,
                const BinEdges& edges, std::size_t rows, const typename Taken::Source& source) {
  BundlePlan plan;
  std::vector<std::uint32_t> order = candidates;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return columns.entries_of(a) > columns.entries_of(b);
  });
  std::vector<OpenBundle<Taken>> open;
  const double least_density = candidates.size() <= kFewColumns ? 0 : kHopelessDensity;
  const auto hopeless = static_cast<std::size_t>(least_density * static_cast<double>(rows));
  for (const std::uint32_t column : order) {
    const std::size_t named = columns.entries_of(column);
    const std::uint32_t cells = edges.features[column].bins() - 1;
    if (named <= hopeless || cells + 1 > kCells) {
      plan.sparse.push_back(column);
      continue;
    }
    const auto fits = std::find_if(open.begin(), open.end(), [&](const auto& bundle) {
      return bundle.cells + cells <= kCells && bundle.filled + named <= rows &&
             !bundle.taken.excludes(column);
    });
    if (fits != open.end()) {
      fits->add(column, named, cells);
    } else if (open.size() < kTries ||
               static_cast<double>(named) >= kLeastFill * static_cast<double>(rows)) {
      open.push_back({{}, Taken(source)});
      open.back().add(column, named, cells);
    } else {
      plan.sparse.push_back(column);
    }
  }
  for (OpenBundle<Taken>& bundle : open) {
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

}  // namespace

BundlePlan plan_bundles(const SparseColumns& columns, const SparseMatrix& matrix,
                        const std::vector<std::uint32_t>& candidates, const BinEdges& edges) {
  const std::size_t rows = matrix.rows();
  if (columns.lists_rows()) {
    return plan<TakenRows>(columns, candidates, edges, rows, {columns, rows});
  }
  return plan<TakenColumns>(columns, candidates, edges, rows, Together(matrix));
}

}  // namespace coppice
