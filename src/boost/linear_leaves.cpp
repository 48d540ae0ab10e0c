#include "boost/linear_leaves.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "base/parallel.hpp"

namespace coppice {

/// One leaf at work, and its columns, ascending.
struct LinearLeaves::Leaf {
  struct Term {
    std::uint32_t feature = 0;
    const double* values = nullptr;  ///< of all rows
    double scale = 0;                ///< to deviation 1 over all rows
    double low = 0, high = 0, center = 0;
    double weight = 0;  ///< of the scaled column
  };
  std::size_t number = 0;
  LeafRows rows;
  std::vector<Term> terms;
};

namespace {

/// Adds up sums over the rows of each leaf: body(leaf, rows) gives those of some of its rows, which
/// are joined by +=. Leaves are cut into pieces by size, and these joined in order, so that the
/// bits of the sums do not depend on the number of threads.
template <class Leaf, class Body>
auto sum_rows(std::span<Leaf> leaves, const Body& body) {
  constexpr std::size_t kPiece = 16384;
  using Sums = decltype(body(leaves[0], LeafRows{}));
  struct Piece {
    std::size_t leaf;
    LeafRows rows;
    Sums sums;
  };
  std::vector<Piece> pieces;
  for (std::size_t leaf = 0; leaf < leaves.size(); ++leaf) {
    const LeafRows rows = leaves[leaf].rows;
    for (std::size_t begin = 0; begin < rows.size(); begin += kPiece) {
      pieces.push_back({leaf, rows.subspan(begin, std::min(kPiece, rows.size() - begin)), {}});
    }
  }
  parallel_for(pieces.size(), [&](std::size_t i) {
    pieces[i].sums = body(leaves[pieces[i].leaf], pieces[i].rows);
  });
  std::vector<Sums> all(leaves.size());
  std::size_t last = leaves.size();
  for (Piece& piece : pieces) {
    if (piece.leaf == std::exchange(last, piece.leaf)) {
      all[piece.leaf] += piece.sums;
    } else {
      all[piece.leaf] = std::move(piece.sums);
    }
  }
  return all;
}

/// What is known of each column in a leaf before its weights.
struct ColumnSums {
  struct Column {
    double low = std::numeric_limits<double>::infinity(), high = -low;
    double hessian = 0, moment = 0;  ///< of the rows that have a value; the latter times the value
  };
  std::vector<Column> columns;

  void operator+=(const ColumnSums& more) {
    for (std::size_t j = 0; j < columns.size(); ++j) {
      columns[j].low = std::min(columns[j].low, more.columns[j].low);
      columns[j].high = std::max(columns[j].high, more.columns[j].high);
      columns[j].hessian += more.columns[j].hessian;
      columns[j].moment += more.columns[j].moment;
    }
  }
};

/// The system of equations that a leaf's weights solve.
struct NormalEquations {
  std::vector<double> products;  ///< sums of h x x': the lower triangle, row by row
  std::vector<double> right;     ///< sums of -g x

  void operator+=(const NormalEquations& more) {
    for (std::size_t i = 0; i < products.size(); ++i) products[i] += more.products[i];
    for (std::size_t j = 0; j < right.size(); ++j) right[j] += more.right[j];
  }
};

/// The rows of each leaf, ascending. (The grower has them too, but in an order that depends on
/// which leaves it tried to split.)
struct SortedRows {
  std::vector<std::uint32_t> numbers;
  std::vector<std::size_t> begin;  ///< leaves + 1

  SortedRows(std::size_t leaves, RowLeaves row_leaves) : begin(leaves + 1, 0) {
    for (const std::int32_t leaf : row_leaves) {
      if (leaf >= 0) ++begin[static_cast<std::size_t>(leaf) + 1];
    }
    for (std::size_t leaf = 0; leaf < leaves; ++leaf) begin[leaf + 1] += begin[leaf];
    numbers.resize(begin[leaves]);
    std::vector<std::size_t> next = begin;
    for (std::uint32_t row = 0; row < row_leaves.size(); ++row) {
      if (row_leaves[row] >= 0) numbers[next[static_cast<std::size_t>(row_leaves[row])]++] = row;
    }
  }
  std::vector<LeafRows> of_leaves() const {
    std::vector<LeafRows> rows;
    for (std::size_t leaf = 0; leaf + 1 < begin.size(); ++leaf) {
      rows.push_back(std::span(numbers).subspan(begin[leaf], begin[leaf + 1] - begin[leaf]));
    }
    return rows;
  }
};

std::size_t triangle(std::size_t size) {
  return size * (size + 1) / 2;
}

/// Solves (A + l2) w = b in place of b, by Cholesky's method; A is the lower triangle of a
/// symmetric matrix, row by row. False where that cannot be done.
bool solve(std::span<double> a, std::span<double> b, double l2) {
  const std::size_t size = b.size();
  for (std::size_t i = 0; i < size; ++i) {
    double* const row = a.data() + triangle(i);
    const double diagonal = row[i] += l2;
    for (std::size_t j = 0; j <= i; ++j) {
      const double* const other = a.data() + triangle(j);
      double sum = row[j];
      for (std::size_t k = 0; k < j; ++k) sum -= row[k] * other[k];
      if (j < i) {
        row[j] = sum / other[j];
      } else if (sum > 1e-10 * diagonal) {
        row[i] = std::sqrt(sum);
      } else {
        return false;
      }
    }
    for (std::size_t k = 0; k < i; ++k) b[i] -= row[k] * b[k];
    b[i] /= row[i];
  }
  for (std::size_t i = size; i-- > 0;) {
    for (std::size_t k = i + 1; k < size; ++k) b[i] -= a[triangle(k) + i] * b[k];
    b[i] /= a[triangle(i) + i];
  }
  return std::ranges::all_of(b, [](double w) { return std::isfinite(w); });
}

}  // namespace

LinearLeaves::LinearLeaves(std::span<const Column> columns, const GrowParams& params)
    : columns_(columns), params_(params), scales_(columns.size()) {
  parallel_for(columns.size(),
               [&](std::size_t i) { scales_[i] = column_scale(columns[i].numbers); });
}

std::vector<LinearLeaves::Leaf> LinearLeaves::usable_leaves(std::span<const PathColumns> paths,
                                                            std::span<const LeafRows> rows) const {
  const auto limit = static_cast<std::size_t>(params_.linear_leaf_columns);
  const std::size_t most = limit > 0 ? limit : columns_.size();
  std::vector<Leaf> leaves;
  for (std::size_t number = 0; number < paths.size(); ++number) {
    Leaf leaf{number, rows[number], {}};
    for (std::size_t i = paths[number].size(); i-- > 0 && leaf.terms.size() < most;) {
      const std::uint32_t feature = paths[number][i];
      if (scales_[feature].scale > 0)
        leaf.terms.push_back({feature, columns_[feature].numbers.data(), scales_[feature].scale});
    }
    if (leaf.terms.empty() || leaf.rows.size() < leaf.terms.size() + 2) continue;
    std::ranges::sort(leaf.terms, {}, &Leaf::Term::feature);
    leaves.push_back(std::move(leaf));
  }
  return leaves;
}

void LinearLeaves::find_centers(std::span<Leaf> leaves,
                                std::span<const GradientPair> gradients) const {
  const auto sums = sum_rows(leaves, [&](const Leaf& leaf, LeafRows rows) {
    ColumnSums piece;
    for (const Leaf::Term& term : leaf.terms) {
      const double origin =
          scales_[term.feature].center;  // near the others, where they stand far from 0
      ColumnSums::Column& column = piece.columns.emplace_back();
      for (const std::uint32_t row : rows) {
        const double value = term.values[row];
        if (!std::isfinite(value)) continue;
        const double hessian = gradients[row].hessian;
        column.low = std::min(column.low, value);
        column.high = std::max(column.high, value);
        column.hessian += hessian;
        column.moment += hessian * (value - origin);
      }
    }
    return piece;
  });
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    for (std::size_t j = 0; j < leaves[i].terms.size(); ++j) {
      Leaf::Term& term = leaves[i].terms[j];
      const auto& [low, high, hessian, moment] = sums[i].columns[j];
      term.low = low;
      term.high = high;
      term.center = scales_[term.feature].center + (hessian > 0 ? moment / hessian : 0);
    }
  }
}

void LinearLeaves::find_weights(std::span<Leaf> leaves,
                                std::span<const GradientPair> gradients) const {
  auto equations = sum_rows(leaves, [&](const Leaf& leaf, LeafRows rows) {
    const std::size_t size = leaf.terms.size();
    const Leaf::Term* const terms = leaf.terms.data();
    NormalEquations piece{std::vector<double>(triangle(size)), std::vector<double>(size)};
    std::vector<double> moved(size);
    for (const std::uint32_t row : rows) {
      const auto [gradient, hessian] = gradients[row];
      double* product = piece.products.data();
      for (std::size_t j = 0; j < size; ++j) {
        const double value = (terms[j].values[row] - terms[j].center) * terms[j].scale;
        moved[j] = std::isfinite(value) ? value : 0;
        piece.right[j] -= gradient * moved[j];
        const double weighted = hessian * moved[j];
        for (std::size_t k = 0; k <= j; ++k) *product++ += weighted * moved[k];
      }
    }
    return piece;
  });
  parallel_for(leaves.size(), [&](std::size_t i) {
    auto& [products, right] = equations[i];
    if (!solve(products, right, params_.linear_leaf_l2)) return;
    for (std::size_t j = 0; j < right.size(); ++j) leaves[i].terms[j].weight = right[j];
  });
}

LeafTerms LinearLeaves::fit(std::span<const PathColumns> paths, RowLeaves row_leaves,
                            std::span<const GradientPair> gradients) const {
  const SortedRows rows(paths.size(), row_leaves);
  std::vector<Leaf> leaves = usable_leaves(paths, rows.of_leaves());
  find_centers(leaves, gradients);
  find_weights(leaves, gradients);
  LeafTerms terms;
  terms.begin.assign(paths.size() + 1, 0);
  for (const Leaf& leaf : leaves) {
    for (const Leaf::Term& term : leaf.terms) {
      if (term.weight == 0) continue;
      terms.feature.push_back(term.feature);
      terms.low.push_back(term.low);
      terms.high.push_back(term.high);
      terms.center.push_back(term.center);
      terms.weight.push_back(term.weight * term.scale);
      ++terms.begin[leaf.number + 1];
    }
  }
  if (terms.terms() == 0) return {};
  for (std::size_t leaf = 0; leaf < paths.size(); ++leaf)
    terms.begin[leaf + 1] += terms.begin[leaf];
  return terms;
}

}  // namespace coppice
