#pragma once

#include <string>
#include <tuple>

#include "base/parameters.hpp"

namespace coppice {

/// How the rows are cut into folds.
struct FoldParams {
  int folds = 5;
  int repeats = 1;
  std::string fold_group;
  std::string fold_time;
  std::string fold_column;
  bool shared_edges = false;
};
template <>
struct ParameterTable<FoldParams> {
  static constexpr const char* title = "Folds";
  static constexpr auto rows = std::tuple{
      Row{"folds",
          &FoldParams::folds,
          "Folds; each is held out once. Of classes each fold has its share; rows of one query "
          "stay together",
          {2, 1000}},
      Row{"repeats", &FoldParams::repeats, "Times that the rows are dealt out anew", {1, 1000}},
      Row{"fold-group", &FoldParams::fold_group,
          "Column whose equal values stay in one fold; not learned from"},
      Row{"fold-time", &FoldParams::fold_time,
          "Column of times: each fold is learned from the rows before it; not learned from"},
      Row{"fold-column", &FoldParams::fold_column,
          "Column that names each row's fold; not learned from"},
      Row{"shared-edges", &FoldParams::shared_edges,
          "Bin all rows once instead of each fold's training rows: quicker, but the held-out rows' "
          "values (not their labels) then have a say in where the bin edges lie"},
  };
};

}  // namespace coppice
