#include "grow/histogram.hpp"

#include <algorithm>

#include "bins/copy_rows.hpp"

#include "support.hpp"

namespace {

/// Every other row, and every third: a leaf as it comes from a sample.
reference::Rows some_rows(std::size_t rows, std::uint32_t step) {
  reference::Rows some;
  for (std::uint32_t row = 1; row < rows; row += step) some.push_back(row);
  return some;
}

void check_leaf(const Binned& data, const QuantizedGradients& gradients,
                const reference::Rows& sample) {
  const Leaf leaf(data.table, gradients, sample);
  check_histogram(data, gradients, leaf.histogram,
                  sample.empty() ? all_rows(data.table.rows) : sample);
}

/// A panel of more columns than move with their rows, one of them wide.
Table many_columns(std::size_t rows) {
  Table table = mixed_table::numeric(rows, 70, 11, 1);
  mixed_table::Draw draw(2);
  table.features.push_back(mixed_table::categories(rows, 400, 0.05, draw));
  table.features.push_back(mixed_table::numbers(rows, 0, 0.1, draw));
  return table;
}

}  // namespace

TEST_CASE("a histogram is the row-by-row sum, in each format, for all rows and for a sample") {
  const Binned data(mixed_table::mixed(3000, 1));
  for (const Kind kind : kKinds) {
    const QuantizedGradients gradients = random_gradients(3000, kind, 2);
    check_leaf(data, gradients, {});
    check_leaf(data, gradients, some_rows(3000, 2));
    check_leaf(data, gradients, {17});
  }
}

TEST_CASE("a histogram over several panels and wide cells is the row-by-row sum") {
  const Binned data(many_columns(1500));
  REQUIRE(data.table.panels.size() >= 3);
  for (const Kind kind : kKinds) {
    const QuantizedGradients gradients = random_gradients(1500, kind, 2);
    check_leaf(data, gradients, {});
    check_leaf(data, gradients, some_rows(1500, 3));
  }
}

TEST_CASE("a histogram over bundles and the sparse panel is the row-by-row sum") {
  const Binned data(mixed_table::sparse(2000, 200, 3));
  REQUIRE(data.table.sparse.hist_end > data.table.sparse.hist_begin);
  for (const Kind kind : kKinds) {
    const QuantizedGradients gradients = random_gradients(2000, kind, 2);
    check_leaf(data, gradients, {});
    check_leaf(data, gradients, some_rows(2000, 2));
  }
}

TEST_CASE("a large histogram is the row-by-row sum for any number of threads") {
  const Binned data(mixed_table::mixed(70000, 4));
  const QuantizedGradients gradients = random_gradients(70000, Kind::packed, 6);
  for (const int threads : {1, 2, 3, 8}) {
    const ThreadCountScope scope(threads);
    check_leaf(data, gradients, {});
  }
}

TEST_CASE("joint cells give the sums of the columns' own cells") {
  for (const std::size_t rows : {std::size_t{1000}, std::size_t{20000}}) {
    const Binned data(mixed_table::mixed(rows, 3));
    BinnedTable apart = share(data.table);
    apart.joint.clear();
    const JointPanel& joint = data.table.joint[0];
    REQUIRE(joint.records.columns.size() < data.table.panels[0].columns.size());
    const std::size_t spared = joint.members.size() - joint.records.columns.size();
    REQUIRE(joint.spread < rows / 2 * spared);  // or the smaller leaf would not use them
    for (const Kind kind : kKinds) {
      const QuantizedGradients gradients = random_gradients(rows, kind, 2);
      for (const reference::Rows& sample : {reference::Rows{}, some_rows(rows, 2)}) {
        const Leaf with(data.table, gradients, sample), without(apart, gradients, sample);
        CHECK(std::ranges::equal(with.histogram.words.span(), without.histogram.words.span()));
      }
    }
  }
}

TEST_CASE("a leaf of any size has a narrow histogram where no slot has many rows") {
  constexpr std::size_t kMany = 20000;
  constexpr std::uint32_t kColumns = 300;
  mixed_table::Draw draw(5);
  Table table;
  table.rows = kMany;
  table.is_sparse = true;
  table.sparse.columns = kColumns;
  table.sparse.row_begin = {0};
  for (std::size_t row = 0; row < kMany; ++row) {
    for (std::uint32_t c = static_cast<std::uint32_t>(row % 40); c < kColumns; c += 40) {
      table.sparse.column.push_back(c);
      table.sparse.value.push_back(1 + static_cast<double>(draw.below(5)));
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  const Binned data(std::move(table));
  REQUIRE(data.table.most_in_slot < 8191);
  REQUIRE(!data.table.features.empty());
  for (const int threads : {1, 3}) {
    const ThreadCountScope scope(threads);
    for (const Kind kind : kKinds) {
      const QuantizedGradients gradients = random_gradients(kMany, kind, 2);
      CHECK(!Leaf(data.table, gradients).histogram.wide);
      check_leaf(data, gradients, {});
      check_leaf(data, gradients, some_rows(kMany, 2));
    }
  }
}

TEST_CASE("columns that are drawn have the sums that they have among all") {
  for (const std::size_t rows : {std::size_t{1500}, std::size_t{9000}}) {
    const Binned data(many_columns(rows));
    std::vector<std::uint32_t> places;
    for (std::uint32_t place = 3; place < data.table.features.size(); place += 5)
      places.push_back(place);
    places.push_back(static_cast<std::uint32_t>(data.table.features.size()) - 2);  // a wide one
    const DrawnColumns drawn(data.table, places);
    REQUIRE(!drawn.all(0));
    HistogramPool pool(data.table.slots, std::size_t{1} << 30);
    for (const Kind kind : kKinds) {
      const QuantizedGradients gradients = random_gradients(rows, kind, 2);
      for (const reference::Rows& sample : {reference::Rows{}, some_rows(rows, 3)}) {
        const Leaf all(data.table, gradients, sample);
        const Histogram some = build_histogram(data.table, all.store.view(all.rows), pool, drawn);
        for (const std::uint32_t place : places) {
          CHECK((sums_of(data.table, place, some, gradients.format, all.sums) ==
                 sums_of(data.table, place, all.histogram, gradients.format, all.sums)));
        }
      }
    }
  }
}

TEST_CASE("no field of a word overflows: all rows at the largest value, in one bin") {
  for (const Kind kind : kKinds) {
    CAPTURE(static_cast<int>(kind));
    const std::size_t block = kind == Kind::packed ? 8191 : 65535;
    for (const std::size_t rows : {block - 1, block, block + 1, 2 * block, 2 * block + 1}) {
      CAPTURE(rows);
      Table made;
      made.rows = rows;
      made.features.resize(1);
      made.features[0].numbers.assign(rows, 5);
      made.features[0].numbers.back() = 6;  // or the column could not split
      const Binned data(std::move(made), {.min_rows_in_bin = 1});
      REQUIRE(data.table.features.size() == 1);
      for (const float sign : {1.0F, -1.0F}) {
        std::vector<GradientPair> pairs(rows, {sign * 3.0F, 2.0F});
        if (kind == Kind::precise) pairs[0].hessian = 1e9F;  // gradients stay at the largest
        const QuantizedGradients gradients = quantized(pairs, kind);
        REQUIRE(gradients.format.block_rows() == block);
        const Leaf leaf(data.table, gradients);
        const auto sums = sums_of(data.table, 0, leaf.histogram, gradients.format, leaf.sums);
        const std::int64_t one = reference::row_sums(gradients, 1).gradient;
        CHECK(one == (kind == Kind::counted  ? std::int64_t{1} << 30
                      : kind == Kind::packed ? 4095
                                             : std::int64_t{1} << 38) *
                         static_cast<std::int64_t>(sign));
        const auto n = static_cast<std::int64_t>(rows);
        CHECK(sums[0].gradient == one * (n - 1));
        CHECK(sums[0].rows == n - 1);
        CHECK(sums[1].rows == 1);
        if (kind == Kind::packed) CHECK(sums[0].hessian == 4095 * (n - 1));
        CHECK((leaf.sums - sums[0] == sums[1]));
      }
    }
  }
}

TEST_CASE("parent less one child is the other child, across the border of narrow and wide") {
  for (const Kind kind : kKinds) {
    CAPTURE(static_cast<int>(kind));
    const std::size_t block = kind == Kind::packed ? 8191 : 65535;
    const std::size_t rows = block + 3000;
    const Binned data(mixed_table::mixed(rows, 4));
    const QuantizedGradients gradients = random_gradients(rows, kind, 6);
    // Small children that leave the other wide, just narrow, and small.
    for (const std::size_t first : {std::size_t{100}, std::size_t{3000}, rows / 2 + 1}) {
      reference::Rows part = all_rows(rows), rest;
      rest.assign(part.begin() + static_cast<std::ptrdiff_t>(first), part.end());
      part.resize(first);
      Leaf parent(data.table, gradients);
      const Leaf child(data.table, gradients, part);
      const Histogram other = subtract(gradients.format, std::move(parent.histogram),
                                       child.histogram, rest.size(), data.table.slots, parent.pool);
      CHECK(other.wide == (rest.size() > block));
      check_histogram(data, gradients, other, rest);
    }
  }
}

TEST_CASE("a histogram that was moved from says that it holds nothing") {
  HistogramPool pool(10, 1000);
  Histogram taken = pool.take(true, 1);
  CHECK(static_cast<bool>(taken));
  const Histogram moved = std::move(taken);
  CHECK(static_cast<bool>(moved));
  CHECK_FALSE(static_cast<bool>(taken));  // NOLINT(bugprone-use-after-move): what is tested
}

TEST_CASE("a pool over its budget says so, and lets go of what comes back") {
  HistogramPool pool(10, 300);
  std::vector<Histogram> taken;
  for (int i = 0; i < 2; ++i) taken.push_back(pool.take(true, 1));  // 240 bytes each
  CHECK(pool.over_budget());
  for (Histogram& histogram : taken) pool.give_back(std::move(histogram));
  CHECK_FALSE(pool.over_budget());
}
