#include "grow/forest_grower.hpp"

#include <algorithm>
#include <limits>
#include <numeric>
#include <variant>

#include "base/random.hpp"
#include "grow/node_tally.hpp"

namespace coppice {

namespace {

/// The best cut of a column found so far.
struct Cut {
  double score = -std::numeric_limits<double>::infinity();
  std::uint32_t place = 0, bin = 0;
  bool missing_left = false;
  bool has_missing = false;  ///< the node has rows without a value
  bool categorical = false;
  std::vector<std::uint32_t> left_bins;  ///< categorical

  bool found() const { return score > -std::numeric_limits<double>::infinity(); }
};

std::size_t most_bins(const BinColumns& columns) {
  std::size_t most = 1;
  for (std::size_t place = 0; place < columns.columns(); ++place) {
    most = std::max<std::size_t>(most, columns.bins(place).bins() + 1);
  }
  return most;
}

/// Where the values of a bin lie, for thresholds drawn between values: the middle of the bin, of
/// the outermost ones as far from their edge as the middle of the next bin is.
double middle_of_bin(const std::vector<double>& edges, std::uint32_t bin) {
  const std::size_t last = edges.size() - 1;
  const double width =
      edges.size() > 1 ? (bin == 0 ? edges[1] - edges[0] : edges[last] - edges[last - 1]) : 1;
  if (bin == 0) return edges[0] - width / 2;
  if (bin > last) return edges[last] + width / 2;
  return edges[bin - 1] + (edges[bin] - edges[bin - 1]) / 2;
}

template <class Tally>
class TreeGrower {
 public:
  using Row = typename Tally::Row;

  TreeGrower(const BinColumns& columns, const ForestLabels& labels, const ForestRules& rules)
      : columns_(columns),
        labels_(labels),
        rules_(rules),
        tally_(labels, most_bins(columns)),
        features_(columns.columns()),
        bin_rows_(rules.min_rows_in_leaf > 1 ? most_bins(columns) : 0) {
    if constexpr (Tally::kSharesBundles) {
      for (const BinColumns::Bundle& bundle : columns.bundles())
        bundles_.emplace_back(bundle.count, labels.classes);
    }
  }

  ForestTree grow(const ForestDraw& draw, std::span<std::uint32_t> leaf_of_left_out) {
    start(draw);
    std::vector<Node> open{{0, rows_.size(), 0, left_out_.size(), 0, 0, -1, false}};
    while (!open.empty()) {
      const Node node = open.back();
      open.pop_back();
      std::size_t constants = node.constants;
      std::int32_t link;
      if (find_cut(node, constants)) {
        link = static_cast<std::int32_t>(tree_.splits.size());
        const auto [middle, out_middle] = take_cut(node);
        // The left child is worked off first: leaves are numbered from the left, and what it does
        // to the order of features beyond the known constants the right one need not know.
        open.push_back(
            {middle, node.end, out_middle, node.out_end, node.depth + 1, constants, link, true});
        open.push_back({node.begin, middle, node.out_begin, out_middle, node.depth + 1, constants,
                        link, false});
      } else {
        const auto leaf = static_cast<std::uint32_t>(tree_.leaves());
        link = ~static_cast<std::int32_t>(leaf);
        add_leaf();
        for (std::size_t i = node.out_begin; i < node.out_end; ++i)
          leaf_of_left_out[left_out_[i].place] = leaf;
      }
      if (node.parent < 0) continue;
      ForestSplit& parent = tree_.splits[static_cast<std::size_t>(node.parent)];
      (node.is_right ? parent.right : parent.left) = link;
    }
    expected_ = tree_.leaves() + tree_.leaves() / 8;
    return std::move(tree_);
  }

 private:
  struct Node {
    std::size_t begin, end;          ///< its rows
    std::size_t out_begin, out_end;  ///< the rows left out that it would get
    std::uint32_t depth;
    std::size_t constants;  ///< that many of features_, at the front, are known to be constant here
    std::int32_t parent;
    bool is_right;
  };

  void start(const ForestDraw& draw) {
    tree_ = {};
    tree_.splits.reserve(expected_);
    tree_.width = tally_.width();
    tally_.start_tree();
    rows_.clear();
    for (std::size_t i = 0; i < draw.rows.size(); ++i) {
      const std::uint32_t row = draw.rows[i];
      const std::uint32_t count = draw.counts.empty() ? 1 : draw.counts[i];
      if constexpr (std::is_same_v<Row, ClassRow>) {
        rows_.push_back({row, static_cast<std::uint16_t>(labels_.labels[row]),
                         static_cast<std::uint16_t>(count)});
      } else {
        rows_.push_back({row, count, labels_.labels[row]});
      }
    }
    left_out_.clear();
    for (const std::uint32_t row : draw.left_out)
      left_out_.push_back({row, static_cast<std::uint32_t>(left_out_.size())});
    moved_.resize(std::max(moved_.size(), rows_.size()));
    out_moved_.resize(std::max(out_moved_.size(), left_out_.size()));
    std::iota(features_.begin(), features_.end(), 0U);
    columns_random_ = CounterRandom(draw.seed, RandomPurpose::node_columns, draw.tree);
    cuts_random_ = CounterRandom(draw.seed, RandomPurpose::threshold, draw.tree);
    columns_drawn_ = cuts_drawn_ = 0;
  }

  std::span<const Row> rows_of(const Node& node) const {
    return std::span<const Row>(rows_).subspan(node.begin, node.end - node.begin);
  }

  /// Looks for the node's split, in best_; false where it is a leaf. Counts the features found
  /// constant on to `constants`.
  bool find_cut(const Node& node, std::size_t& constants) {
    const std::span<const Row> rows = rows_of(node);
    node_rows_ = 0;
    for (const Row& row : rows) node_rows_ += row.count;
    const bool varied = tally_.start_node(rows);
    best_.score = -std::numeric_limits<double>::infinity();
    if (!varied || node_rows_ < 2 * rules_.min_rows_in_leaf) return false;
    if (rules_.max_depth > 0 && node.depth >= rules_.max_depth) return false;
    for (; !collected_.empty(); collected_.pop_back()) bundles_[collected_.back()].clear();
    // features_: [ known constants | constants found here | drawn | not yet drawn ]
    std::size_t drawn = 0;
    // A cut that leaves both sides pure is not to be beaten: near the leaves the first is often
    // one.
    while ((drawn < rules_.columns_per_node || !best_.found()) &&
           constants + drawn < features_.size() && !tally_.is_best_of_all(best_.score)) {
      const std::size_t next = constants + drawn;
      std::swap(features_[next],
                features_[next + columns_random_.below(columns_drawn_++, features_.size() - next)]);
      if (try_column(rows, features_[next])) {
        ++drawn;
      } else {
        std::swap(features_[next], features_[constants]);
        ++constants;
      }
    }
    return best_.found();
  }

  /// Puts the column's cut in best_ where it is better; false where the column is constant.
  bool try_column(std::span<const Row> rows, std::uint32_t place) {
    const FeatureBins& bins = columns_.bins(place);
    if (!collect(rows, place, bins)) return false;
    order_ = tally_.used();
    missing_here_ = order_.back() == bins.missing_bin();
    if (bins.kind == ColumnKind::categorical) {
      cut_categories(place);
    } else if (rules_.thresholds == SplitThresholds::random) {
      cut_at_random(place, bins);
    } else {
      cut_numbers(place, bins);
    }
    tally_.end_column();
    return true;
  }

  bool collect(std::span<const Row> rows, std::uint32_t place, const FeatureBins& bins) {
    if constexpr (Tally::kSharesBundles) {
      const BinColumns::Share share =
          columns_.shares().empty() ? BinColumns::Share() : columns_.shares()[place];
      if (share.bundle != BinColumns::kNoBundle &&
          tally_.shares(rows.size(), columns_.bundles()[share.bundle].count)) {
        BundleCounts& bundle = bundles_[share.bundle];
        if (!bundle.collected()) {
          bundle.collect(columns_.bundles()[share.bundle].cells, rows);
          collected_.push_back(share.bundle);
        }
        if (!tally_.collect(bundle, rows, share, bins)) return false;
        if (!bin_rows_.empty())
          columns_.visit(place, [&](const auto* column) { count_rows(column, rows); });
        return true;
      }
    }
    return columns_.visit(place, [&](const auto* column) {
      // To look for another value is quicker than to count, and most columns soon have one.
      const auto first = column[rows.front().row];
      if (std::ranges::all_of(rows, [&](const Row& row) { return column[row.row] == first; }))
        return false;
      tally_.collect(column, rows, bins.bins());
      if (!bin_rows_.empty()) count_rows(column, rows);
      return true;
    });
  }

  template <class Bin>
  void count_rows(const Bin* column, std::span<const Row> rows) {
    for (const std::uint32_t bin : tally_.used()) bin_rows_[bin] = 0;
    for (const Row& row : rows) bin_rows_[column[row.row]] += row.count;
  }

  // A scan moves bins left one by one and asks for the score where both sides may be leaves.

  void begin_scan() {
    tally_.begin_scan();
    left_rows_ = 0;
  }
  void move(std::uint32_t bin) {
    tally_.move(bin);
    if (!bin_rows_.empty()) left_rows_ += bin_rows_[bin];
  }
  bool is_better() const {
    if (!bin_rows_.empty() &&
        std::min(left_rows_, node_rows_ - left_rows_) < rules_.min_rows_in_leaf)
      return false;
    return tally_.score() > best_.score;
  }
  void take(std::uint32_t place, std::uint32_t bin, bool missing_left) {
    take(place, bin, missing_left, tally_.score());
  }
  void take(std::uint32_t place, std::uint32_t bin, bool missing_left, double score) {
    best_.score = score;
    best_.place = place;
    best_.bin = bin;
    best_.missing_left = missing_left;
    best_.has_missing = missing_here_;
    best_.categorical = false;
  }

  /// Between two bins in use, all thresholds part the rows alike: the middle one is taken.
  std::uint32_t cut_after(std::size_t i) const { return (order_[i] + order_[i + 1] - 1) / 2; }

  void cut_numbers(std::uint32_t place, const FeatureBins& bins) {
    if (!missing_here_ && bin_rows_.empty()) {
      const std::span<const double> scores = tally_.all_scores();
      for (std::size_t i = 0; i < scores.size(); ++i) {
        if (scores[i] > best_.score) take(place, cut_after(i), false, scores[i]);
      }
      if (!scores.empty()) return;
    }
    const std::size_t values = order_.size() - (missing_here_ ? 1 : 0);
    begin_scan();
    for (std::size_t i = 0; i + 1 < values; ++i) {
      move(order_[i]);
      if (is_better()) take(place, cut_after(i), false);
    }
    if (!missing_here_) return;
    move(order_[values - 1]);  // all values against missing
    if (is_better()) take(place, bins.value_bins() - 1, false);
    begin_scan();
    move(bins.missing_bin());
    for (std::size_t i = 0; i + 1 < values; ++i) {
      move(order_[i]);
      if (is_better()) take(place, cut_after(i), true);
    }
  }

  /// A threshold uniform between the least and the greatest value of the node; missing values go to
  /// either side by the toss of a coin.
  void cut_at_random(std::uint32_t place, const FeatureBins& bins) {
    const std::size_t values = order_.size() - (missing_here_ ? 1 : 0);
    const std::uint64_t draw = cuts_drawn_++;
    const bool missing_left = missing_here_ && values > 1 && cuts_random_.bits(draw) % 2 == 1;
    std::uint32_t cut = bins.value_bins() - 1;
    if (values > 1) {
      const double low = middle_of_bin(bins.thresholds, order_[0]),
                   high = middle_of_bin(bins.thresholds, order_[values - 1]);
      const double threshold = low + (high - low) * cuts_random_.uniform(draw);
      cut = order_[0];
      while (cut + 1 < order_[values - 1] && middle_of_bin(bins.thresholds, cut + 1) <= threshold)
        ++cut;
    }
    begin_scan();
    if (missing_left) move(bins.missing_bin());
    for (std::size_t i = 0; i < values && order_[i] <= cut; ++i) move(order_[i]);
    if (is_better()) take(place, cut, missing_left);
  }

  void cut_categories(std::uint32_t place) {
    const std::uint64_t draw = cuts_random_.bits(cuts_drawn_++);
    if (rules_.thresholds == SplitThresholds::random) {
      toss_categories(place, draw);
      return;
    }
    on_line_.clear();
    for (const std::uint32_t bin : order_) on_line_.push_back({tally_.place(bin, draw), bin});
    std::sort(on_line_.begin(), on_line_.end());
    sorted_.clear();
    for (const auto& [place_on_line, bin] : on_line_) sorted_.push_back(bin);
    order_ = sorted_;
    begin_scan();
    for (std::size_t i = 0; i + 1 < order_.size(); ++i) {
      move(order_[i]);
      if (is_better()) take_categories(place, i + 1);
    }
  }

  /// Each category goes to either side by the toss of a coin; the first two part ways.
  void toss_categories(std::uint32_t place, std::uint64_t draw) {
    const auto left = [&](std::uint32_t bin) { return mix64(draw + bin) % 2 == 0; };
    sorted_.assign(order_.begin(), order_.end());
    std::stable_partition(sorted_.begin(), sorted_.end(), left);
    order_ = sorted_;
    auto count = static_cast<std::size_t>(std::count_if(order_.begin(), order_.end(), left));
    count = std::clamp<std::size_t>(count, 1, order_.size() - 1);
    begin_scan();
    for (std::size_t i = 0; i < count; ++i) move(order_[i]);
    if (is_better()) take_categories(place, count);
  }

  void take_categories(std::uint32_t place, std::size_t left) {
    take(place, 0, false);
    best_.categorical = true;
    best_.left_bins.assign(order_.begin(), order_.begin() + static_cast<std::ptrdiff_t>(left));
  }

  /// Adds best_ to the tree and parts the node's rows and those left out; returns where the right
  /// ones begin of each.
  std::pair<std::size_t, std::size_t> take_cut(const Node& node) {
    const FeatureBins& bins = columns_.bins(best_.place);
    ForestSplit split;
    split.place = best_.place;
    split.bin = best_.bin;
    split.missing_left = best_.missing_left;
    split.gain = static_cast<float>(std::max(0.0, best_.score - tally_.node_score()));
    split.rows = node_rows_;
    split.weight = tally_.weight();
    if (best_.categorical) {
      split.set = add_set(bins);
      split.missing_left = tree_.in_set(split.set, bins.missing_bin());
    }
    const auto middles = columns_.visit(best_.place, [&](const auto* column) {
      const std::size_t middle =
          part_rows(node.begin, node.end, split, bins, column, rows_, moved_);
      // Without missing values the node has no side for them: that of more rows.
      if (!best_.has_missing) split.missing_left = middle - node.begin > node.end - middle;
      return std::pair(middle, part_rows(node.out_begin, node.out_end, split, bins, column,
                                         left_out_, out_moved_));
    });
    tree_.splits.push_back(split);
    return middles;
  }

  template <class Bin, class AnyRow>
  std::size_t part_rows(std::size_t begin, std::size_t end, const ForestSplit& split,
                        const FeatureBins& bins, const Bin* column, std::vector<AnyRow>& rows,
                        std::vector<AnyRow>& moved) const {
    const std::uint32_t missing = bins.missing_bin(), cut = split.bin;
    const bool missing_left = split.missing_left;
    if (split.set < 0) {
      return partition(begin, end, rows, moved, [=](const AnyRow& row) {
        const std::uint32_t bin = column[row.row];
        return bin == missing ? missing_left : bin <= cut;
      });
    }
    return partition(begin, end, rows, moved, [&](const AnyRow& row) {
      const std::uint32_t bin = column[row.row];
      return bin == missing ? missing_left : tree_.in_set(split.set, bin);
    });
  }

  std::int32_t add_set(const FeatureBins& bins) {
    const std::size_t begin = tree_.set_bits.size();
    tree_.set_bits.resize(begin + bins.bins() / 64 + 1);
    for (const std::uint32_t bin : best_.left_bins)
      tree_.set_bits[begin + bin / 64] |= std::uint64_t{1} << (bin % 64);
    return static_cast<std::int32_t>(begin);
  }

  /// Keeps the order of rows on each side: rows of a node ascend, so that their bins are read in
  /// the order of memory.
  template <class AnyRow, class GoesLeft>
  static std::size_t partition(std::size_t begin, std::size_t end, std::vector<AnyRow>& rows,
                               std::vector<AnyRow>& moved, const GoesLeft& goes_left) {
    AnyRow *left = rows.data() + begin, *right = moved.data();
    for (const AnyRow *from = left, *const last = rows.data() + end; from != last; ++from) {
      const AnyRow row = *from;
      const bool is_left = goes_left(row);
      *left = row;
      *right = row;
      left += is_left ? 1 : 0;
      right += is_left ? 0 : 1;
    }
    std::copy(moved.data(), right, left);
    return static_cast<std::size_t>(left - rows.data());
  }

  void add_leaf() {
    tree_.leaf_weight.push_back(tally_.weight());
    tree_.leaf_rows.push_back(node_rows_);
    tree_.value_row.push_back(tally_.add_value(tree_.leaf_value));
  }

  const BinColumns& columns_;
  ForestLabels labels_;
  ForestRules rules_;
  Tally tally_;
  ForestTree tree_;
  std::size_t expected_ = 0;  ///< leaves of the next tree: about as many as of the last
  struct LeftOut {
    std::uint32_t row, place;  ///< place: in the draw's list
  };
  std::vector<Row> rows_, moved_;
  std::vector<LeftOut> left_out_, out_moved_;
  std::vector<std::uint32_t> features_;
  std::vector<BundleCounts> bundles_;
  std::vector<std::uint32_t> collected_;  ///< numbers of those that hold a node's counts
  CounterRandom columns_random_{0, RandomPurpose::node_columns},
      cuts_random_{0, RandomPurpose::threshold};
  std::uint64_t columns_drawn_ = 0, cuts_drawn_ = 0;
  // Of the node at work:
  std::uint64_t node_rows_ = 0, left_rows_ = 0;
  bool missing_here_ = false;
  Cut best_;
  std::span<const std::uint32_t> order_;  ///< bins in the order of the scan
  std::vector<std::uint32_t> sorted_;     ///< the same of categories
  std::vector<std::pair<double, std::uint32_t>>
      on_line_;                          ///< categories by what they are sorted by
  std::vector<std::uint64_t> bin_rows_;  ///< rows of a bin, where a leaf needs several
};

template <bool Weighted>
using AnyTreeGrower =
    std::variant<TreeGrower<ClassTally<Gini, Weighted>>, TreeGrower<ClassTally<Entropy, Weighted>>,
                 TreeGrower<NumberTally<Weighted>>>;

template <bool Weighted>
AnyTreeGrower<Weighted> make_grower(const BinColumns& columns, const ForestLabels& labels,
                                    const ForestRules& rules) {
  if (labels.classes == 0) return TreeGrower<NumberTally<Weighted>>(columns, labels, rules);
  if (rules.criterion == Criterion::gini)
    return TreeGrower<ClassTally<Gini, Weighted>>(columns, labels, rules);
  return TreeGrower<ClassTally<Entropy, Weighted>>(columns, labels, rules);
}

}  // namespace

struct ForestGrower::Worker {
  using Any = std::variant<AnyTreeGrower<false>, AnyTreeGrower<true>>;
  explicit Worker(Any any) : grower(std::move(any)) {}
  Any grower;
};

ForestGrower::ForestGrower(const BinColumns& columns, const ForestLabels& labels,
                           const ForestRules& rules)
    : worker_(labels.weights.empty()
                  ? std::make_unique<Worker>(make_grower<false>(columns, labels, rules))
                  : std::make_unique<Worker>(make_grower<true>(columns, labels, rules))) {}
ForestGrower::~ForestGrower() = default;
ForestGrower::ForestGrower(ForestGrower&&) noexcept = default;

ForestTree ForestGrower::grow(const ForestDraw& draw, std::span<std::uint32_t> leaf_of_left_out) {
  return std::visit(
      [&](auto& any) {
        return std::visit([&](auto& grower) { return grower.grow(draw, leaf_of_left_out); }, any);
      },
      worker_->grower);
}

}  // namespace coppice
