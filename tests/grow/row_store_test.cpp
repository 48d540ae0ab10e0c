#include "grow/row_store.hpp"

#include "support.hpp"

namespace {

/// Partitions along the best splits, four levels deep, and compares rows, totals and histograms of
/// each leaf with those that the twin gets by asking row by row.
void check_partition(const Binned& data, const QuantizedGradients& gradients,
                     const reference::Rows& sample) {
  const BinnedTable& table = data.table;
  const GrowParams params;
  const reference::Problem problem{&data.raw, &table.edges, &gradients, &params};
  RowStore store(table);
  HistogramPool pool(table.slots, std::size_t{1} << 30);
  struct Open {
    RowRange range;
    reference::Rows rows;
  };
  std::vector<Open> open{{store.start(gradients, sample), sample}};
  if (sample.empty()) open[0].rows = all_rows(table.rows);
  for (std::size_t i = 0; i < open.size() && open.size() < 31; ++i) {
    const auto [range, rows] = open[i];
    const RowView view = store.view(range);
    const Sums sums = total(view);
    CHECK((sums == reference::total(problem, rows)));
    const Histogram histogram = build_histogram(table, view, pool);
    check_histogram(data, gradients, histogram, rows);
    const Split split =
        find_split(table, histogram, sums, all_places(table), SplitRules(params, gradients.format));
    if (!split.found()) continue;
    const BinnedFeature& feature = table.features[split.place];
    reference::Rows left, right;
    for (const std::uint32_t row : rows) {
      const auto bin = reference::bin_of(data.raw, table.edges, feature.feature, row);
      (goes_left_bin(table.bins(feature), split, bin) ? left : right).push_back(row);
    }
    const auto [left_range, right_range] = store.partition(range, split);
    for (const auto& [child, expected] : {std::pair{left_range, left}, {right_range, right}}) {
      const auto numbers = store.rows(child);
      reference::Rows found(numbers.begin(), numbers.end());
      std::ranges::sort(found);
      CHECK(found == expected);
      open.push_back({child, expected});
    }
  }
  CHECK(open.size() > 5);
}

reference::Rows every_third(std::size_t rows) {
  reference::Rows some;
  for (std::uint32_t row = 2; row < rows; row += 3) some.push_back(row);
  return some;
}

}  // namespace

TEST_CASE("a partition sends each row where its bin goes: one panel") {
  const Binned data(mixed_table::mixed(2500, 11));
  for (const Kind kind : kKinds) {
    const QuantizedGradients gradients = random_gradients(2500, kind, 12);
    check_partition(data, gradients, {});
    check_partition(data, gradients, every_third(2500));
  }
}

TEST_CASE("a partition sends each row where its bin goes: records of every width") {
  for (const std::size_t columns : {1u, 8u, 9u, 17u, 30u, 40u, 41u, 49u, 64u}) {
    CAPTURE(columns);
    const Binned data(mixed_table::numeric(900, columns, 5, columns));
    check_partition(data, random_gradients(900, Kind::packed, 2), {});
    check_partition(data, random_gradients(900, Kind::precise, 2), {});
  }
}

TEST_CASE("a partition sends each row where its bin goes: several panels") {
  Table table = mixed_table::numeric(1200, 66, 9, 5);
  mixed_table::Draw draw(6);
  table.features.push_back(mixed_table::categories(1200, 300, 0.1, draw));
  const Binned data(std::move(table), {}, 1);
  check_partition(data, random_gradients(1200, Kind::packed, 7), {});
  check_partition(data, random_gradients(1200, Kind::counted, 7), every_third(1200));
}

TEST_CASE("a partition sends each row where its bin goes: bundles and the sparse panel") {
  const Binned data(mixed_table::sparse(2000, 150, 21));
  for (const Kind kind : kKinds) {
    check_partition(data, random_gradients(2000, kind, 22), {});
    check_partition(data, random_gradients(2000, kind, 22), every_third(2000));
  }
}

TEST_CASE("a large leaf is partitioned in blocks to the same two sets for any threads") {
  const Binned data(mixed_table::mixed(60000, 31));
  const QuantizedGradients gradients = random_gradients(60000, Kind::packed, 32);
  for (const int threads : {2, 3, 8}) {
    const ThreadCountScope scope(threads);
    check_partition(data, gradients, {});
  }
}
