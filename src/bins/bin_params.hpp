#pragma once

#include <cstdint>
#include <tuple>

#include "base/parameters.hpp"

namespace coppice {

struct BinParams {
  int max_bins = 255;
  int min_rows_in_bin = 3;
  std::int64_t edge_sample_rows = 200000;
  int max_categories = 16384;
};
template <>
struct ParameterTable<BinParams> {
  static constexpr const char* title = "Binning";
  static constexpr auto rows = std::tuple{
      Row{"max-bins",
          &BinParams::max_bins,
          "Most bins of a numeric column (missing values have one of their own)",
          {2, 65535}},
      Row{"min-rows-in-bin",
          &BinParams::min_rows_in_bin,
          "Fewest rows of the edge sample in one bin",
          {1, 1000000}},
      Row{"edge-sample-rows",
          &BinParams::edge_sample_rows,
          "Rows that bin edges are found from, drawn at random; 0: all rows",
          {0, 1e15}},
      Row{"max-categories",
          &BinParams::max_categories,
          "Most categories of a column that keep a bin of their own, the most frequent first; the "
          "others count as missing",
          {2, 65534}},
  };
};

}  // namespace coppice
