#include <algorithm>
#include <cstring>
#include <limits>

#include "bins/binned_file.hpp"

namespace coppice {

namespace {

constexpr double kMissing = std::numeric_limits<double>::quiet_NaN();

/// A number that falls into the bin.
double number_in(const FeatureBins& bins, std::uint32_t bin) {
  if (bin >= bins.value_bins()) return kMissing;
  return bin < bins.thresholds.size() ? bins.thresholds[bin]
                                      : std::numeric_limits<double>::infinity();
}

std::int32_t category_in(const FeatureBins& bins, std::uint32_t bin) {
  return bin < bins.category_of.size() ? bins.category_of[bin] : -1;
}

std::uint32_t cell_at(const Panel& panel, std::size_t row, std::uint32_t column) {
  const std::uint8_t* const record = panel.record(row);
  if (!panel.wide) return record[column];
  std::uint16_t cell = 0;
  std::memcpy(&cell, record + 2 * column, sizeof cell);
  return cell;
}

/// The bin of a feature whose default bin has no cell; the default bin where the cell is another's.
std::uint32_t bin_of_cell(const BinnedFeature& f, const FeatureBins& bins, std::uint32_t cell) {
  const std::uint32_t place = cell - f.first_cell;
  if (cell < f.first_cell || place >= bins.bins() - 1) return bins.default_bin;
  return place + (place >= bins.default_bin ? 1 : 0);
}

Table dense_rows(const BinnedData& data, std::size_t begin, std::size_t end) {
  Table table;
  for (const FeatureSchema& feature : data.schema.features) {
    Column& column = table.features.emplace_back();
    column.name = feature.name;
    column.kind = feature.kind;
    if (feature.kind == ColumnKind::numeric) {
      column.numbers.assign(end - begin, kMissing);
    } else {
      column.codes.assign(end - begin, -1);
    }
  }
  for (const BinnedFeature& f : data.table.features) {
    const FeatureBins& bins = data.table.bins(f);
    const Panel& panel = data.table.panels[static_cast<std::size_t>(f.panel)];
    Column& column = table.features[f.feature];
    for (std::size_t row = begin; row < end; ++row) {
      const std::uint32_t bin = cell_at(panel, row, f.column);
      if (column.kind == ColumnKind::numeric) {
        column.numbers[row - begin] = number_in(bins, bin);
      } else {
        column.codes[row - begin] = category_in(bins, bin);
      }
    }
  }
  return table;
}

/// The feature of each slot of the sparse panel, counted from its first.
std::vector<const BinnedFeature*> features_of_slots(const BinnedTable& table) {
  std::vector<const BinnedFeature*> features(table.sparse.hist_end - table.sparse.hist_begin);
  for (const BinnedFeature& f : table.features) {
    if (f.panel != BinnedFeature::kSparse) continue;
    for (std::uint32_t cell = 0; cell + 1 < table.bins(f).bins(); ++cell) {
      features[f.first_cell + cell] = &f;
    }
  }
  return features;
}

Table sparse_rows(const BinnedData& data, std::size_t begin, std::size_t end) {
  const BinnedTable& binned = data.table;
  const std::vector<const BinnedFeature*> of_slot = features_of_slots(binned);
  Table table;
  table.is_sparse = true;
  table.sparse.columns = data.schema.sparse_columns;
  table.sparse.row_begin.push_back(0);
  std::vector<std::pair<std::uint32_t, double>> entries;
  const auto add = [&](const BinnedFeature& f, std::uint32_t cell) {
    const std::uint32_t bin = bin_of_cell(f, binned.bins(f), cell);
    if (bin != binned.bins(f).default_bin) {
      entries.emplace_back(f.feature, number_in(binned.bins(f), bin));
    }
  };
  for (std::size_t row = begin; row < end; ++row) {
    entries.clear();
    for (const BinnedFeature& f : binned.features) {
      if (f.panel == BinnedFeature::kSparse) continue;
      add(f, cell_at(binned.panels[static_cast<std::size_t>(f.panel)], row, f.column));
    }
    if (!of_slot.empty()) {
      for (auto i = binned.sparse.row_begin[row]; i < binned.sparse.row_begin[row + 1]; ++i) {
        const std::uint32_t cell = binned.sparse.slot[i] - binned.sparse.hist_begin;
        add(*of_slot[cell], cell);
      }
    }
    std::sort(entries.begin(), entries.end());
    for (const auto& [column, value] : entries) {
      table.sparse.column.push_back(column);
      table.sparse.value.push_back(value);
    }
    table.sparse.row_begin.push_back(table.sparse.column.size());
  }
  return table;
}

template <class T>
std::vector<T> part_of(const std::vector<T>& values, std::size_t begin, std::size_t end) {
  if (values.empty()) return {};
  return {values.begin() + static_cast<std::ptrdiff_t>(begin),
          values.begin() + static_cast<std::ptrdiff_t>(end)};
}

}  // namespace

Table rows_of_binned(const BinnedData& data, std::size_t begin, std::size_t end) {
  Table table = data.schema.sparse ? sparse_rows(data, begin, end) : dense_rows(data, begin, end);
  table.rows = end - begin;
  table.label.name = data.label.name;
  table.label.kind = data.label.kind;
  table.label.categories = data.label.categories;
  table.label.numbers = part_of(data.label.numbers, begin, end);
  table.label.codes = part_of(data.label.codes, begin, end);
  table.weights = part_of(data.weights, begin, end);
  table.groups = part_of(data.groups, begin, end);
  return table;
}

}  // namespace coppice
