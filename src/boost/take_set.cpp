#include "boost/take_set.hpp"

#include <utility>

#include "bins/copy_rows.hpp"
#include "data/copy_rows.hpp"

namespace coppice {

PreparedSet take_set(const PreparedSet& set, std::string name,
                     std::span<const std::uint32_t> rows) {
  PreparedSet taken;
  taken.name = std::move(name);
  taken.table = copy_rows(set.table, rows);
  taken.columns = copy_columns(set.columns, rows);
  taken.labels = take_items(set.labels, rows);
  taken.weights = take_items(set.weights, rows);
  taken.groups = take_items(set.groups, rows);
  return taken;
}

}  // namespace coppice
