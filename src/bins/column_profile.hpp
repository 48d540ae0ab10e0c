#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bins/sparse_columns.hpp"
#include "data/table.hpp"

namespace coppice {

/// What a column of a data file holds.
struct ColumnProfile {
  std::string name;
  std::string role;  ///< "feature", "label", "weight" or "kept"
  ColumnKind kind = ColumnKind::numeric;
  std::uint64_t missing = 0;          ///< rows
  std::uint64_t named = 0;            ///< sparse: rows that name the column
  std::uint64_t distinct = 0;         ///< different values, missing ones not counted
  double min = 0, max = 0, mean = 0;  ///< numeric; 0 where all is missing
  std::string most_frequent;          ///< categorical
  std::uint64_t most_frequent_rows = 0;
};

/// What a column may do to a model that nobody wants.
enum class ColumnTrouble { constant, id_like, label_leak, numbers_as_text, mostly_missing };

struct ColumnWarning {
  std::string column;
  ColumnTrouble trouble = ColumnTrouble::constant;
  std::string text;  ///< what is wrong and what to do
};

struct TableProfile {
  std::uint64_t rows = 0;
  std::uint64_t entries = 0;           ///< sparse: named values
  std::vector<ColumnProfile> columns;  ///< features in order, then label and weight
  std::vector<ColumnWarning> warnings;
};

/// Looks at every value of the table, columns side by side. `columns`: columns_to_bin of the
/// table's sparse matrix.
TableProfile profile_table(const Table& table, const SparseColumns& columns, const Schema& schema);

/// "constant", "id-like", "label-leak", "numbers-as-text", "mostly-missing".
const char* trouble_name(ColumnTrouble trouble);

}  // namespace coppice
