#pragma once

#include <cstdint>
#include <tuple>
#include <vector>

#include "base/parameters.hpp"

namespace coppice {

struct SampleParams {
  double row_fraction = 1.0;
  double column_fraction = 1.0;
  double column_fraction_per_node = 1.0;
};
template <>
struct ParameterTable<SampleParams> {
  static constexpr const char* title = "Sampling";
  static constexpr auto rows = std::tuple{
      Row{"row-fraction",
          &SampleParams::row_fraction,
          "Share of the rows drawn for each tree, without replacement",
          {0, 1, true}},
      Row{"column-fraction",
          &SampleParams::column_fraction,
          "Share of the columns drawn for each tree",
          {0, 1, true}},
      Row{"column-fraction-per-node",
          &SampleParams::column_fraction_per_node,
          "Share of the tree's columns drawn for each split",
          {0, 1, true}},
  };
};

/// Rows of a round, ascending: `max(1, round(fraction * rows))` of [0, rows), each row as likely as
/// any other, drawn without replacement. The same for any number of threads. rows < 2^32. Empty
/// where fraction is 1: all rows.
std::vector<std::uint32_t> sample_rows(std::size_t rows, double fraction, std::uint64_t seed,
                                       std::uint64_t round);

/// `max(1, round(fraction * columns))` of [0, columns), ascending, drawn without replacement.
std::vector<std::uint32_t> sample_columns(std::uint32_t columns, double fraction,
                                          std::uint64_t seed, std::uint64_t round);

}  // namespace coppice
