#include "bins/sorted_columns.hpp"

#include <algorithm>
#include <limits>

#include "base/parallel.hpp"
#include "bins/bin_edges.hpp"
#include "bins/sort_numbers.hpp"

namespace coppice {

SortedColumns::SortedColumns(std::span<const Column> columns)
    : rows_(columns.empty() ? 0 : columns[0].size()),
      entries_(columns.size()),
      has_infinity_(columns.size()) {
  parallel_for(columns.size(), [&](std::size_t c) {
    const std::vector<double>& values = columns[c].numbers;
    const std::vector<std::uint32_t> order = sorted_rows(values);
    Buffer<std::uint32_t> entries(order.size());
    for (std::size_t i = 0; i < order.size(); ++i) {
      const double before = values[order[i > 0 ? i - 1 : 0]], value = values[order[i]];
      const bool is_new = i > 0 && before < value && split_point(before, value) < value;
      entries[i] = order[i] | (is_new ? kNewValue : 0);
    }
    has_infinity_[c] = !order.empty() && values[order.back()] > std::numeric_limits<double>::max();
    entries_[c] = std::move(entries);
  });
  for (const auto& entries : entries_) complete_ = complete_ && entries.size() == rows_;
}

}  // namespace coppice
