#include "coppice/unknown_categories.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace coppice {

namespace {

constexpr std::size_t kMostNamed = 4;

struct Unknown {
  std::uint64_t cells;
  std::string column;
};

}  // namespace

void warn_unknown_categories(const TableReader& reader, std::uint64_t rows, const std::string& path,
                             Observer& observer) {
  const std::vector<std::uint64_t>& counts = reader.unknown_categories();
  std::vector<Unknown> unknown;
  for (std::size_t f = 0; f < counts.size(); ++f) {
    if (counts[f] > 0) unknown.push_back({counts[f], reader.schema().features[f].name});
  }
  if (unknown.empty() || rows == 0) return;
  std::stable_sort(unknown.begin(), unknown.end(),
                   [](const Unknown& a, const Unknown& b) { return a.cells > b.cells; });
  std::string columns;
  for (std::size_t i = 0; i < std::min(unknown.size(), kMostNamed); ++i) {
    const double share = 100.0 * static_cast<double>(unknown[i].cells) / static_cast<double>(rows);
    columns += fmt::format("{}{} in {:.3g} % of rows", i > 0 ? ", " : "", unknown[i].column, share);
  }
  if (unknown.size() > kMostNamed) {
    columns += fmt::format(" and {} columns more", unknown.size() - kMostNamed);
  }
  observer.warning(
      fmt::format("{}: categories that training did not see, taken as missing: {}", path, columns));
}

}  // namespace coppice
