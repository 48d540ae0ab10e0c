#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

#include "grow/bin_columns.hpp"
#include "grow/class_counts.hpp"
#include "grow/forest_rows.hpp"
#include "loss/exp_log.hpp"

// What a forest's node counts to find its split. One tally serves all nodes of a tree, one after
// the other, and all columns of a node:
//
//   start_tree()
//   start_node(rows)                totals of the node; false: pure, nothing to split
//     collect(column, rows)         sums of the column's bins
//     used()                        bins that have rows, ascending
//       begin_scan()                all rows are right of the cut
//       move(bin)                   a bin's rows go left
//       score()                     of the two sides: the higher, the purer
//     end_column()
//
// The score of a side is such that (score of both sides - score of the node) is the node's impurity
// less that of its children, each times its weight:
//
//   Gini      sum_k n_k^2 / n              since n (1 - sum_k (n_k / n)^2) = n - sum_k n_k^2 / n
//   entropy   sum_k n_k log n_k - n log n
//   variance  (sum y)^2 / n                since sum (y - mean)^2 = sum y^2 - (sum y)^2 / n

namespace coppice {

struct Gini {
  static double term(double count) { return count * count; }
  static double score(double terms, double weight) { return weight > 0 ? terms / weight : 0; }
  static double pure_score(double weight) { return weight; }
};

struct Entropy {
  static double term(double count) { return count > 0 ? count * portable_log(count) : 0; }
  static double score(double terms, double weight) { return terms - term(weight); }
  static double pure_score(double) { return 0; }
};

/// Bins of a column that a node's rows are in: a byte a bin, so that marking never waits for the
/// mark before.
class UsedBins {
 public:
  explicit UsedBins(std::size_t most_bins)
      : marks_((most_bins + 63) / 64 * 64), used_(marks_.size()) {}

  std::uint8_t* marks() { return marks_.data(); }
  /// Lists the marked bins, ascending, and clears the marks. The marks of 64 bins become the bits
  /// of a word: a product gathers the lowest bits of eight bytes in the highest one.
  void list(std::uint32_t bins) {
    count_ = 0;
    for (std::uint32_t first = 0; first < bins; first += 64) {
      std::uint64_t eights[8], bits = 0, any = 0;
      std::memcpy(eights, marks_.data() + first, 64);
      for (const std::uint64_t eight : eights) any |= eight;
      if (any == 0) continue;
      std::memset(marks_.data() + first, 0, 64);
      for (int i = 0; i < 8; ++i) bits |= eights[i] * 0x0102040810204080 >> 56 << (8 * i);
      for (; bits != 0; bits &= bits - 1)
        used_[count_++] = first + static_cast<std::uint32_t>(std::countr_zero(bits));
    }
  }
  /// As list, of the rows that were marked: where they are few, looking at their bins is quicker
  /// than at all.
  template <class Bin, class Row>
  void list(const Bin* column, std::span<const Row> rows, std::uint32_t bins) {
    constexpr std::size_t kFew = 12, kManyBins = 256;
    if (rows.size() > kFew || bins <= kManyBins) return list(bins);
    count_ = 0;
    for (const Row& row : rows) {
      const std::size_t bin = column[row.row];
      used_[count_] = static_cast<std::uint32_t>(bin);
      count_ += std::exchange(marks_[bin], std::uint8_t{0});
    }
    std::sort(used_.begin(), used_.begin() + static_cast<std::ptrdiff_t>(count_));
  }
  std::span<const std::uint32_t> used() const { return std::span(used_).first(count_); }

 private:
  std::vector<std::uint8_t> marks_;
  std::vector<std::uint32_t> used_;
  std::size_t count_ = 0;
};

/// A row's weight: how often it was drawn, times the weight that it came with.
template <bool Weighted>
class RowWeights {
 public:
  using Weight = std::conditional_t<Weighted, double, std::int32_t>;

  explicit RowWeights(std::span<const double> weights) : weights_(weights.data()) {}
  template <class Row>
  Weight operator()(const Row& row) const {
    if constexpr (Weighted) {
      return row.count * weights_[row.row];
    } else {
      return static_cast<Weight>(row.count);
    }
  }

 private:
  const double* weights_;
};

/// Tally of classes. Where a node has many rows for its bins and classes, a column is counted in
/// cells, bin by class; in short ones where that is exact. Where it has few, a bin's rows are
/// chained, and each row is moved by itself: its class alone changes the terms.
template <class Criterion, bool Weighted>
class ClassTally {
 public:
  using Row = ClassRow;

  ClassTally(const ForestLabels& labels, std::size_t most_bins)
      : classes_(labels.classes),
        stride_((labels.classes + 1) / 2 * 2),
        weight_of_(labels.weights),
        used_(most_bins),
        short_(labels.classes,
               kHasShort && fits(most_bins, ShortCounts::stride(labels.classes)) ? most_bins : 0),
        total_(stride_),
        left_(stride_),
        rest_(stride_),
        pure_row_(labels.classes, kNone),
        head_(most_bins, kNone) {
    if (fits(most_bins, stride_)) {
      for (std::vector<Cell>& cells : cells_) cells.resize(most_bins * stride_);
    }
  }

  std::uint32_t width() const { return classes_; }
  double weight() const { return weight_; }
  double node_score() const { return Criterion::score(terms_, weight_); }

  void start_tree() { std::fill(pure_row_.begin(), pure_row_.end(), kNone); }
  bool start_node(std::span<const Row> rows) {
    pure_ =
        std::ranges::all_of(rows, [&](const Row& row) { return row.label == rows.front().label; });
    weight_ = terms_ = 0;
    if (pure_) {  // half of all nodes or more, of which no more is asked
      for (const Row& row : rows) weight_ += weight_of_(row);
      label_ = rows.front().label;
      return false;
    }
    add_up(rows);
    for (const double count : total_) {
      weight_ += count;
      terms_ += Criterion::term(count);
    }
    is_short_ = !short_.empty() && weight_ <= ShortCounts::kMost;
    if (is_short_) short_.start_node(std::span(total_).first(classes_));
    return true;
  }

  template <class Bin>
  void collect(const Bin* column, std::span<const Row> rows, std::uint32_t bins) {
    rows_ = rows;
    way_ = way_of(rows.size(), bins);
    std::uint8_t* marks = used_.marks();
    if (way_ == Way::short_cells) {
      short_.count(column, rows, marks);
    } else if (way_ == Way::cells) {
      const auto count = [&](const Row& row, std::vector<Cell>& cells) {
        const std::size_t bin = column[row.row];
        marks[bin] = 1;
        cells[bin * stride_ + row.label] += weight_of_(row);
      };
      std::size_t i = 0;
      for (; i + 1 < rows.size(); i += 2) {
        count(rows[i], cells_[0]);
        count(rows[i + 1], cells_[1]);
      }
      if (i < rows.size()) count(rows[i], cells_[0]);
    } else {
      next_.resize(std::max(next_.size(), rows.size()));
      for (std::uint32_t i = 0; i < rows.size(); ++i) {
        const std::size_t bin = column[rows[i].row];
        marks[bin] = 1;
        next_[i] = head_[bin];
        head_[bin] = i;
      }
    }
    used_.list(column, rows, bins);
  }

  /// Where counts of a bundle serve all its features. Weights would not add up to the same bits.
  static constexpr bool kSharesBundles = !Weighted;
  /// False where this node's rows are better looked at column by column.
  bool shares(std::size_t rows, std::uint32_t bins) const {
    return way_of(rows, bins) != Way::chains;
  }
  /// As collect, of a feature of a bundle; false where the feature is constant.
  bool collect(const BundleCounts& bundle, std::span<const Row> rows,
               const BinColumns::Share& share, const FeatureBins& bins) {
    const std::uint32_t cells = bins.bins() - 1;
    auto rest = static_cast<std::uint32_t>(weight_);
    std::uint32_t used = 0;
    for (std::uint32_t cell = share.first_cell; cell < share.first_cell + cells; ++cell) {
      rest -= bundle.weight(cell);
      used += bundle.weight(cell) > 0 ? 1 : 0;
    }
    if (used + (rest > 0 ? 1 : 0) < 2) return false;
    rows_ = rows;
    way_ = way_of(rows.size(), bins.bins());
    std::copy_n(total_.begin(), classes_, rest_.begin());
    for (std::uint32_t place = 0; place < cells; ++place) {
      if (bundle.weight(share.first_cell + place) == 0) continue;
      const std::span<const std::uint32_t> counts = bundle.counts(share.first_cell + place);
      put_counts(place + (place >= share.default_bin ? 1 : 0), counts);
      for (std::uint32_t k = 0; k < classes_; ++k) rest_[k] -= counts[k];
    }
    if (rest > 0) put_counts(share.default_bin, std::span<const double>(rest_));
    used_.list(bins.bins());
    return true;
  }
  std::span<const std::uint32_t> used() const { return used_.used(); }

  void begin_scan() {
    left_weight_ = left_terms_ = 0;
    right_terms_ = terms_;
    if (way_ == Way::short_cells) {
      short_.begin_scan();
    } else {
      std::fill(left_.begin(), left_.end(), 0.0);
    }
  }
  void move(std::uint32_t bin) {
    if (way_ == Way::short_cells) {
      const ShortCounts::Sums sums = short_.move(bin);
      left_weight_ = sums.weight;
      left_terms_ = sums.squares;
      right_terms_ = terms_ - 2.0 * sums.products + sums.squares;
    } else if (way_ == Way::cells) {
      move_cells(cells_[0].data() + bin * stride_, cells_[1].data() + bin * stride_);
    } else {
      for (std::uint32_t i = head_[bin]; i != kNone; i = next_[i])
        move_weight(rows_[i].label, weight_of_(rows_[i]));
    }
  }
  double score() const {
    return Criterion::score(left_terms_, left_weight_) +
           Criterion::score(right_terms_, weight_ - left_weight_);
  }
  double left_weight() const { return left_weight_; }
  /// The scores of all cuts between used bins, or none where they are not to be had at once.
  std::span<const double> all_scores() {
    if (way_ != Way::short_cells) return {};
    return short_.scan(used(), weight_, terms_);
  }
  /// True where no cut scores higher: it leaves both sides pure.
  bool is_best_of_all(double score) const { return score >= Criterion::pure_score(weight_); }

  void end_column() {
    for (const std::uint32_t bin : used()) {
      if (way_ == Way::short_cells) {
        short_.clear(bin);
      } else if (way_ == Way::cells) {
        for (std::vector<Cell>& cells : cells_)
          std::fill_n(cells.data() + bin * stride_, stride_, Cell{});
      } else {
        head_[bin] = kNone;
      }
    }
  }

  /// Where categories stand on the line that they are sorted on: their share of one class. Of two
  /// classes that order holds the best split (Breiman et al., "Classification and regression
  /// trees", 1984, theorem 4.5); of more, `draw` chooses the class among those of the node's rows.
  double place(std::uint32_t bin, std::uint64_t draw) const {
    const std::uint32_t chosen = classes_ == 2 ? 1 : rows_[draw % rows_.size()].label;
    double own = 0, all = 0;
    for_counts(bin, [&](std::uint32_t label, double weight) {
      own += label == chosen ? weight : 0;
      all += weight;
    });
    return all > 0 ? own / all : 0;
  }

  /// Where the shares of the node's classes are among the rows of `values`; adds them, but for a
  /// pure node only the first of its class in a tree.
  std::uint32_t add_value(std::vector<double>& values) {
    const auto next = static_cast<std::uint32_t>(values.size() / classes_);
    if (!pure_) {
      for (std::uint32_t k = 0; k < classes_; ++k) values.push_back(total_[k] / weight_);
      return next;
    }
    std::uint32_t& row = pure_row_[label_];
    if (row == kNone) {
      row = next;
      values.resize(values.size() + classes_);
      values[std::size_t{row} * classes_ + label_] = 1;
    }
    return row;
  }

 private:
  using Cell = typename RowWeights<Weighted>::Weight;

  static constexpr std::uint32_t kNone = 0xffffffff;
  static constexpr std::size_t kMostCells = std::size_t{1} << 18;
  // Scanning so many cells costs as much as moving a row.
  static constexpr std::size_t kCellsARow = 8, kShortCellsARow = 32;

  static constexpr bool kHasShort = std::is_same_v<Criterion, Gini> && !Weighted;
  static bool fits(std::size_t bins, std::size_t stride) { return bins * stride <= kMostCells; }

  enum class Way { short_cells, cells, chains };
  Way way_of(std::size_t rows, std::uint32_t bins) const {
    const std::size_t used = std::min<std::size_t>(rows, bins);
    if (kHasShort && is_short_ && used * short_.stride() <= kShortCellsARow * rows)
      return Way::short_cells;
    return !cells_[0].empty() && used * classes_ <= kCellsARow * rows ? Way::cells : Way::chains;
  }

  template <class Counts>
  void put_counts(std::uint32_t bin, const Counts& counts) {
    used_.marks()[bin] = 1;
    for (std::uint32_t k = 0; k < classes_; ++k) {
      if (way_ == Way::short_cells) {
        short_.counts(bin)[k] = static_cast<std::uint16_t>(counts[k]);
      } else {
        cells_[0][bin * stride_ + k] = static_cast<Cell>(counts[k]);
      }
    }
  }

  void add_up(std::span<const Row> rows) {
    std::fill(total_.begin(), total_.end(), 0.0);
    if constexpr (Weighted) {
      for (const Row& row : rows) total_[row.label] += weight_of_(row);
      return;
    }
    // Of every other row each, in integers: neighbours are often of one class.
    for (std::vector<std::uint32_t>& half : halves_) half.assign(classes_, 0);
    std::size_t i = 0;
    for (; i + 1 < rows.size(); i += 2) {
      halves_[0][rows[i].label] += rows[i].count;
      halves_[1][rows[i + 1].label] += rows[i + 1].count;
    }
    if (i < rows.size()) halves_[0][rows[i].label] += rows[i].count;
    for (std::uint32_t k = 0; k < classes_; ++k)
      total_[k] = static_cast<double>(halves_[0][k]) + static_cast<double>(halves_[1][k]);
  }

  void move_weight(std::uint32_t label, double weight) {
    double& left = left_[label];
    const double right = total_[label] - left;
    left_terms_ += Criterion::term(left + weight) - Criterion::term(left);
    right_terms_ += Criterion::term(right - weight) - Criterion::term(right);
    left += weight;
    left_weight_ += weight;
  }

  void move_cells(const Cell* cells, const Cell* others) {
    // Two sums side by side: they need not wait for each other.
    double weight[2] = {}, left_terms[2] = {}, right_terms[2] = {};
    for (std::uint32_t k = 0; k < stride_; k += 2) {
      for (std::uint32_t j = 0; j < 2; ++j) {
        const double moved = static_cast<double>(cells[k + j]) + static_cast<double>(others[k + j]);
        const double left = left_[k + j] += moved;
        weight[j] += moved;
        left_terms[j] += Criterion::term(left);
        right_terms[j] += Criterion::term(total_[k + j] - left);
      }
    }
    left_weight_ += weight[0] + weight[1];
    left_terms_ = left_terms[0] + left_terms[1];
    right_terms_ = right_terms[0] + right_terms[1];
  }

  template <class F>
  void for_counts(std::uint32_t bin, const F& f) const {
    if (way_ == Way::short_cells) {
      for (std::uint32_t k = 0; k < classes_; ++k) f(k, short_.counts(bin)[k]);
    } else if (way_ == Way::cells) {
      for (std::size_t k = 0, cell = bin * stride_; k < classes_; ++k, ++cell) {
        f(static_cast<std::uint32_t>(k),
          static_cast<double>(cells_[0][cell]) + static_cast<double>(cells_[1][cell]));
      }
    } else {
      for (std::uint32_t i = head_[bin]; i != kNone; i = next_[i])
        f(rows_[i].label, weight_of_(rows_[i]));
    }
  }

  std::uint32_t classes_, stride_;
  RowWeights<Weighted> weight_of_;
  UsedBins used_;
  std::span<const Row> rows_;
  ShortCounts short_;
  std::array<std::vector<std::uint32_t>, 2> halves_;
  std::vector<double> total_, left_, rest_;
  double weight_ = 0, terms_ = 0, left_weight_ = 0, left_terms_ = 0, right_terms_ = 0;
  bool pure_ = false;
  std::uint32_t label_ = 0;              ///< of a pure node
  std::vector<std::uint32_t> pure_row_;  ///< of each class
  Way way_ = Way::cells;
  bool is_short_ = false;  ///< short counts are exact at this node
  std::array<std::vector<Cell>, 2>
      cells_;  ///< bins x stride, of every other row: a row that falls in
               ///< the cell of the one before need not wait for its sum
  std::vector<std::uint32_t> head_, next_;  ///< first row of a bin; the next one in its bin
};

/// Tally of numbers: sums of labels, taken from the node's mean so that they do not cancel.
template <bool Weighted>
class NumberTally {
 public:
  using Row = NumberRow;

  NumberTally(const ForestLabels& labels, std::size_t most_bins)
      : weight_of_(labels.weights), used_(most_bins), cells_(most_bins) {}

  static constexpr bool kSharesBundles = false;
  std::uint32_t width() const { return 1; }
  double weight() const { return weight_; }
  double node_score() const { return 0; }

  void start_tree() {}
  bool start_node(std::span<const Row> rows) {
    double weight = 0, sum = 0;
    const double first = rows.front().label;  // near the others, where they stand far from 0
    bool pure = true;
    for (const Row& row : rows) {
      weight += weight_of_(row);
      sum += weight_of_(row) * (row.label - first);
      pure = pure && row.label == first;
    }
    weight_ = weight;
    mean_ = first + sum / weight;
    return !pure;
  }

  template <class Bin>
  void collect(const Bin* column, std::span<const Row> rows, std::uint32_t bins) {
    std::uint8_t* marks = used_.marks();
    for (const Row& row : rows) {
      const std::size_t bin = column[row.row];
      const double weight = weight_of_(row);
      marks[bin] = 1;
      cells_[bin].weight += weight;
      cells_[bin].sum += weight * (row.label - mean_);
    }
    used_.list(column, rows, bins);
  }
  std::span<const std::uint32_t> used() const { return used_.used(); }

  void begin_scan() { left_ = {}; }
  void move(std::uint32_t bin) {
    left_.weight += cells_[bin].weight;
    left_.sum += cells_[bin].sum;
  }
  /// The labels' sum over the node is 0, so the right side's is that of the left with the sign
  /// changed.
  double score() const {
    const double square = left_.sum * left_.sum, right = weight_ - left_.weight;
    return (left_.weight > 0 ? square / left_.weight : 0) + (right > 0 ? square / right : 0);
  }
  double left_weight() const { return left_.weight; }
  std::span<const double> all_scores() const { return {}; }
  bool is_best_of_all(double) const { return false; }
  void end_column() {
    for (const std::uint32_t bin : used()) cells_[bin] = {};
  }

  /// Categories are sorted by their mean label (Fisher, "On grouping for maximum homogeneity",
  /// 1958).
  double place(std::uint32_t bin, std::uint64_t) const {
    return cells_[bin].weight > 0 ? cells_[bin].sum / cells_[bin].weight : 0;
  }
  std::uint32_t add_value(std::vector<double>& values) {
    values.push_back(mean_);
    return static_cast<std::uint32_t>(values.size() - 1);
  }

 private:
  struct Cell {
    double weight = 0, sum = 0;
  };

  RowWeights<Weighted> weight_of_;
  UsedBins used_;
  std::vector<Cell> cells_;
  Cell left_;
  double weight_ = 0, mean_ = 0;
};

}  // namespace coppice
