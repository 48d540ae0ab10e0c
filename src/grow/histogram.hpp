#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "base/buffer.hpp"
#include "bins/binned_table.hpp"
#include "grow/quantize.hpp"

namespace coppice {

/// The sums of a leaf's rows in each histogram slot. Narrow: the format's own words, for at most
/// block_rows rows in a slot (slots of cells in implied default bins, which are not looked at, may
/// overflow). Wide: three arrays of int64 (gradient, hessian, rows), which hold
/// any number of rows up to 2^32.
struct Histogram {
  bool wide = false;
  Buffer<std::uint64_t> words;

  explicit operator bool() const { return words.size() > 0; }
  std::int64_t* gradients() { return reinterpret_cast<std::int64_t*>(words.data()); }
  const std::int64_t* gradients() const {
    return reinterpret_cast<const std::int64_t*>(words.data());
  }
};

/// Rows of a leaf as the kernels read them.
struct RowView {
  std::size_t size = 0;
  const QuantizedGradients* gradients = nullptr;  ///< of the whole table
  const std::uint32_t* rows = nullptr;  ///< row numbers, ascending; null: first, first + 1, ...
  std::size_t first = 0;

  RowView part(std::size_t begin, std::size_t end) const {
    return {end - begin, gradients, rows == nullptr ? nullptr : rows + begin, first + begin};
  }
};

/// Histograms that are kept for reuse, and the count of the memory they take.
class HistogramPool {
 public:
  HistogramPool(std::size_t slots, std::size_t budget_bytes)
      : slots_(slots), budget_(budget_bytes) {}

  /// Contents are not set.
  Histogram take(bool wide, int words);
  void give_back(Histogram histogram);
  /// True where the histograms in use and kept are over the budget: drop, and recompute later.
  bool over_budget() const;

 private:
  std::size_t slots_, budget_;
  mutable std::mutex mutex_;
  std::vector<Histogram> free_narrow_, free_wide_;
  std::size_t bytes_ = 0;
};

/// The stored columns that a tree's histograms are added up for: all, or those of the columns that
/// were drawn for it.
class DrawnColumns {
 public:
  DrawnColumns() = default;
  /// Those that the features at these places of BinnedTable::features are stored in.
  DrawnColumns(const BinnedTable& table, std::span<const std::uint32_t> places);

  /// True where all of a panel's columns are added up: also where nearly all are drawn, since the
  /// loop over whole records takes less for each.
  bool all(std::size_t panel) const { return panels_.empty() || panels_[panel].all; }
  /// Otherwise: those that are, ascending.
  std::span<const std::uint32_t> of(std::size_t panel) const { return panels_[panel].columns; }

 private:
  struct OfPanel {
    bool all = false;
    std::vector<std::uint32_t> columns;
  };
  std::vector<OfPanel> panels_;  ///< empty: all of each
};

/// Sums of the rows of `view` in every slot; those of columns that were not drawn may be 0.
/// Parallel where the view is large and the caller is not inside a team.
Histogram build_histogram(const BinnedTable& table, const RowView& view, HistogramPool& pool,
                          const DrawnColumns& drawn = {});

/// parent - part, as the histogram of `rows` rows; the parent's memory is used where it fits.
Histogram subtract(const GradientFormat& format, Histogram parent, const Histogram& part,
                   std::size_t rows, std::size_t slots, HistogramPool& pool);

/// Sums over all rows of a view.
Sums total(const RowView& view);

}  // namespace coppice
